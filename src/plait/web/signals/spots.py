"""What the page of bright spots shows: a list by strength of evidence, then by likeness to the reader's school."""

from dataclasses import dataclass, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Spots, Strength
from plait.web import figures, words
from plait.web.parts import Crumb, LegendItem, Link, Pages, Tab
from plait.web.signals import spots_ask, spots_empty, spots_rows, spots_start
from plait.web.signals.looked import NOTHING, Findings
from plait.web.signals.spots_choices import Choice, link
from plait.web.signals.spots_empty import Empty
from plait.web.signals.spots_form import Form
from plait.web.signals.spots_links import links_of, tabs_of
from plait.web.signals.spots_rows import SpotRow

ROUTE: Final = "bright-spots"
FIRST: Final = 20  # schools of each strength at first
PER_PAGE: Final = 50  # schools of one strength on a page of its own
_HEADINGS: Final = {"clear": "Clear signals", "likely": "Likely signals", "possible": "Possible signals"}


@dataclass(frozen=True, slots=True)
class StrengthGroup:
    """The schools under one word."""

    word: str
    heading: str
    note: str
    rows: tuple[SpotRow, ...]
    more: Link | None
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class SpotsPage:
    """The list of an outcome."""

    heading: str
    lede: str
    form: Form
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]
    family: str = ""
    filters: str = ""
    weak: str = ""
    scale: str = ""
    legend: tuple[LegendItem, ...] = ()
    groups: tuple[StrengthGroup, ...] = ()
    empty: Empty | None = None
    near_note: str = ""
    unmeasured: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    told: str = ""


def present_refused(error: PlaitError, outcome: Outcome, *, form: Form, choice: Choice) -> SpotsPage:
    """An outcome that this build cannot judge, and why."""
    return SpotsPage(
        heading=spots_start.HEADINGS[ROUTE],
        lede=f"{outcome.definition.name}: not judged with the figures that this site holds.",
        form=form,
        tabs=(),
        crumbs=crumbs_of(outcome.definition.short),
        empty=spots_empty.of_refusal(error, route=ROUTE, choice=choice),
        told=error.what,
    )


def present_spots(found: Spots, *, form: Form, choice: Choice, findings: Findings = NOTHING) -> SpotsPage:
    """The list of an outcome, with what people found behind its signals."""
    total = sum(each.schools_n for each in found.strengths)
    groups = tuple(_group(each, found, form=form, choice=choice, findings=findings) for each in found.strengths)
    return SpotsPage(
        heading=_heading(found, form),
        lede=_lede(found, form, total=total),
        form=form,
        tabs=tabs_of(choice, current=ROUTE),
        crumbs=crumbs_of(found.outcome.definition.short),
        family=found.family.sentence if found.family.listed_n else "",
        filters=say_filters(choice) if total else "",
        weak=found.skill.sentence if found.skill.weak else "",
        scale=say_scale(found.outcome, reach=found.reach) if total else "",
        legend=spots_start.legend_of(found.level) if total else (),
        groups=tuple(each for each in groups if each.rows),
        empty=_empty(found, form=form, choice=choice, total=total),
        near_note=found.near_note,
        unmeasured=found.unmeasured,
        prompts=spots_ask.prompts_for(found.outcome) if total else (),
        links=links_of(ROUTE, choice, group_key=found.outcome.key, csv=total > 0),
        told=f"{words.starting(words.count(total, 'school'))} listed.",
    )


def name_schools(outcome: Outcome) -> str:
    """The schools that an outcome is of."""
    return "sixth forms of schools" if outcome.group == "sixth-form" else figures.PHASE_PLURALS[outcome.phase]


def say_scale(outcome: Outcome, *, reach: float) -> str:
    """How far the pictures of an outcome go, which is the same for every school."""
    far = spots_rows.writer(outcome.definition)(reach).lstrip("+")
    unit = spots_rows.unit_of(outcome.definition)
    said = f"Each picture runs from {far} {unit} below what was expected to {far} above: the same for every school."
    return f"{said} Less is better here, so signals lie to the left." if outcome.sign < 0 else said


def say_filters(choice: Choice) -> str:
    """What is shown of the list, and that its share of false flags is that of the whole."""
    told = [
        f"within {choice.miles:g} miles" if choice.miles else "",
        f"in {choice.region}" if choice.region else "",
        {"own": "of your own trust", "other": "of other trusts"}.get(choice.trust, ""),
    ]
    parts = [part for part in told if part]
    if not parts:
        return ""
    return f"Here are those {words.listed(parts)}. The share of false flags is that of the whole list."


def crumbs_of(last: str) -> tuple[Crumb, ...]:
    """The way to an outcome."""
    return (Crumb("Plait", "/"), Crumb("Bright spots", link(ROUTE, Choice())), Crumb(last))


def _heading(found: Spots, form: Form) -> str:
    whose = f" for {form.place.name}" if found.near is not None and form.place.name else ""
    return f"Bright spots{whose}: {found.outcome.definition.short}"


def _lede(found: Spots, form: Form, *, total: int) -> str:
    side = "lower" if found.outcome.sign < 0 else "higher"
    said = (
        f"{found.outcome.definition.name}, in {name_schools(found.outcome)}, up to {found.year}: {side} than the "
        "circumstances we can measure lead one to expect."
    )
    if total:
        said += " Each is a signal until a person has looked."
    if total and found.near is None and not form.place.candidates:
        said += " Name your school to see those most like it first."
    return said


def _empty(found: Spots, *, form: Form, choice: Choice, total: int) -> Empty | None:
    school = form.place.school
    if school is not None and school.phase is not found.outcome.phase:
        still = "So how like it the schools below are is not known: they stand from A to Z."
        return spots_empty.of_phase(found.outcome, school, route=ROUTE, choice=choice, still=still if total else "")
    return None if total else spots_empty.of_spots(found, choice=choice)


def _group(strength: Strength, found: Spots, *, form: Form, choice: Choice, findings: Findings) -> StrengthGroup:
    own_trust = None if form.place.school is None else form.place.school.trust_uid
    spots = [spot for spot in found.spots if spot.word == strength.word]
    one = choice.strength == strength.word
    more = None
    if not one and strength.schools_n > len(spots):
        wide = replace(choice, strength=strength.word, page=1)
        more = Link(f"Show all {strength.schools_n:,} {strength.word} signals", link(ROUTE, wide))
    return StrengthGroup(
        word=strength.word,
        heading=_HEADINGS[strength.word],
        note=_note(strength, shown=len(spots), near=found.near is not None, one=one),
        rows=tuple(spots_rows.present_row(spot, found, own_trust=own_trust, findings=findings) for spot in spots),
        more=more,
        pages=pages_of(strength.schools_n, route=ROUTE, choice=choice) if one else None,
    )


def _note(strength: Strength, *, shown: int, near: bool, one: bool) -> str:
    n = strength.schools_n
    order = "those most like yours first" if near else "from A to Z"
    told = words.starting(words.count(n, "school"))
    if n > 1:
        told += (
            f", {order}" if one or shown == n else f"; the {shown} most like yours" if near else f"; the first {shown}"
        )
    if strength.holds_rate is None:
        return f"{told}."
    return f"{told}. {spots_rows.say_share(strength.holds_rate)} of these flags are expected to hold."


def pages_of(total: int, *, route: str, choice: Choice) -> Pages | None:
    """Where the reader is in a long list; nothing where one page holds it."""
    last = (total - 1) // PER_PAGE + 1
    if last <= 1:
        return None
    at = min(choice.page, last)
    return Pages(
        f"Schools {(at - 1) * PER_PAGE + 1:,} to {min(at * PER_PAGE, total):,} of {total:,}",
        link(route, replace(choice, page=at - 1)) if at > 1 else "",
        link(route, replace(choice, page=at + 1)) if at < last else "",
    )
