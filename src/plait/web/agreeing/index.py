"""The list of consultations, and what stands over each of their pages."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from plait.goals.agreeing import Way
from plait.goals.models import Consultation
from plait.web import words
from plait.web.addresses import address
from plait.web.parts import Crumb


@dataclass(frozen=True, slots=True)
class Line:
    """One consultation of the list."""

    title: str
    url: str
    question: str
    under: str


@dataclass(frozen=True, slots=True)
class Index:
    """Those that are open, and those that are not."""

    open: tuple[Line, ...]
    others: tuple[Line, ...]


def present_index(found: Sequence[Consultation], *, today: dt.date) -> Index:
    """The list, what closes first before the others; then what is over or has not begun."""
    open_now = sorted((each for each in found if each.is_open(today)), key=lambda each: each.closes_on)
    return Index(
        tuple(_line(each, today) for each in open_now),
        tuple(_line(each, today) for each in found if not each.is_open(today)),
    )


def crumbs_of(one: Consultation, here: str = "") -> tuple[Crumb, ...]:
    """Where the reader is."""
    to_it = Crumb(one.title, address("consultation", one.pk) if here else "")
    return (
        Crumb("Plait", "/"),
        Crumb("Clear goals", address("curate")),
        Crumb("Consultations", address("consultations")),
        to_it,
        *((Crumb(here),) if here else ()),
    )


def say_when(one: Consultation, today: dt.date) -> str:
    """Whether it is open, and until when, in words."""
    if one.closed_at is not None:
        return f"Closed on {timezone.localtime(one.closed_at):%-d %B %Y}"
    if today > one.closes_on:
        return f"Closed on {one.closes_on:%-d %B %Y}"
    if today < one.opens_on:
        return f"Opens on {one.opens_on:%-d %B %Y}"
    if one.closes_on == today:
        return "Open until tonight"
    return f"Open until {one.closes_on:%-d %B %Y}"


def say_subject(one: Consultation) -> tuple[str, str]:
    """What it is on, and its address."""
    if one.definition is not None:
        return one.definition.title, address("quality-definition", one.definition.pk)
    if one.decision is not None:
        return one.decision.item, address("alignment-decision", one.decision.pk)
    return "", ""


def say_taking_part(counts: Mapping[Way, int]) -> str:
    """How many have taken part, by way."""
    verbs = {Way.COMMENTS: "commented", Way.VOTES: "voted", Way.COMPARING: "compared examples"}
    told = [f"{words.count(n, 'person has', 'people have')} {verbs[way]}" for way, n in counts.items() if n]
    return f"{words.starting(words.listed(told))}." if told else "Nobody has answered yet."


def _line(one: Consultation, today: dt.date) -> Line:
    on, _ = say_subject(one)
    return Line(one.title, address("consultation", one.pk), one.question, f"{say_when(one, today)} · on “{on}”")
