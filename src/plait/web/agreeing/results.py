"""The page of results: what all said, who thinks alike, where examples stand; in sentences, pictures and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.safestring import SafeString

from plait.goals.agreeing import Choice
from plait.goals.models import AgreeingResult, Claim
from plait.web import words
from plait.web.agreeing.pictures import draw_claim, draw_groups
from plait.web.parts import Cell, Column, Row, Table

_LETTERS: Final = "ABCDE"
HEADING: Final = ("Claim", "Voted", "Agree", "Disagree", "Not sure", "Would agree, from", "Would agree, to")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with what all said of it."""

    text: str
    picture: SafeString | None
    sentence: str
    own: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A claim with what the groups said of it."""

    text: str
    picture: SafeString | None
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupTold:
    """One group: its letter, its size, and what tells it from the others."""

    letter: str
    told: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """All that came of votes."""

    told: str
    refused: str
    claims: tuple[ClaimRow, ...]
    groups_told: str
    groups: tuple[GroupTold, ...]
    unites: tuple[GroupRow, ...]
    divides: tuple[GroupRow, ...]
    overrules: tuple[str, ...]
    table: Table


def present_votes(result: AgreeingResult, *, claims: Sequence[Claim], own: Mapping[int, int]) -> Votes:
    """What came of votes; `own` is what the reader said."""
    texts = {each.pk: each.text for each in claims}
    content = result.content
    said = sorted(content["claims"], key=lambda each: -_clear(each))
    rows = [_claim(each, texts, own) for each in said if each["claim"] in texts]
    groups = content["groups"]
    shares = {each["claim"]: each["groups"] for each in groups["shares"]} if groups else {}
    divides = [_divided(each, shares, texts) for each in groups["divides"] if each["claim"] in texts] if groups else []
    return Votes(
        told=_say_all(result),
        refused=content["refused"],
        claims=tuple(rows),
        groups_told=_say_groups(groups) if groups else "",
        groups=tuple(_group(at, groups, texts) for at in range(len(groups["sizes"]))) if groups else (),
        unites=tuple(_united(each, shares, texts) for each in groups["unites"] if each["claim"] in texts)
        if groups
        else (),
        divides=tuple(divides),
        overrules=tuple(_overruled(each, texts) for each in groups["overrules"] if each["claim"] in texts)
        if groups
        else (),
        table=_table(votes_rows(result, claims=claims)),
    )


def votes_rows(result: AgreeingResult, *, claims: Sequence[Claim]) -> list[tuple[object, ...]]:
    """What all said, as the table and its CSV twin hold it; nothing where fewer than five voted."""
    texts = {each.pk: each.text for each in claims}
    rows: list[tuple[object, ...]] = []
    for each in result.content["claims"]:
        if each["claim"] not in texts:
            continue
        if not each["shown"]:
            rows.append((texts[each["claim"]], "fewer than 5", "", "", "", "", ""))
            continue
        counts = (each["voters_n"], each["agree_n"], each["disagree_n"], each["not_sure_n"])
        limits = (f"{100 * limit:.0f}%" for limit in each["agree"][1:])
        rows.append((texts[each["claim"]], *counts, *limits))
    return rows


def groups_rows(result: AgreeingResult, *, claims: Sequence[Claim]) -> list[tuple[object, ...]]:
    """What the groups said, a row for each claim and group; no rows where no groups are shown."""
    texts, groups = {each.pk: each.text for each in claims}, result.content["groups"]
    shares = groups["shares"] if groups else []
    return [
        (texts[each["claim"]], _LETTERS[at], voters, agree, disagree)
        for each in shares
        if each["claim"] in texts
        for at, (agree, disagree, voters) in enumerate(each["groups"])
    ]


def _clear(each: Mapping[str, Any]) -> float:
    """How far a claim is from being evenly split: what most agree on first."""
    return each["agree"][0] - each["disagree"][0] if each["shown"] else -2.0


def _claim(each: Mapping[str, Any], texts: Mapping[int, str], own: Mapping[int, int]) -> ClaimRow:
    number = each["claim"]
    text, mine = texts[number], f"You: {Choice(own[number]).label.lower()}" if number in own else ""
    if not each["shown"]:
        return ClaimRow(text, None, "Fewer than five people have voted on it, so their votes are not told.", mine)
    counts = (each["agree_n"], each["not_sure_n"], each["disagree_n"])
    _, lo, hi = each["agree"]
    sentence = (
        f"{each['agree_n']} of {each['voters_n']} agree, {each['disagree_n']} disagree, {each['not_sure_n']} not sure. "
        f"Of people like these, between {100 * lo:.0f}% and {100 * hi:.0f}% would probably agree."
    )
    return ClaimRow(text, draw_claim(counts, (lo, hi), name="What all said", told=sentence), sentence, mine)


def _say_all(result: AgreeingResult) -> str:
    when = f"{timezone.localtime(result.at):%-d %B %Y}"
    told = f"{words.count(result.people_n, 'person', 'people')} cast {words.count(result.given_n, 'vote')}"
    told = words.starting(told)
    if result.last:
        return f"{told}. It is closed, and this is everything."
    return f"{told}, as it stood on {when}. It is worked out again when five more people have said something."


def _say_groups(groups: Mapping[str, Any]) -> str:
    sizes = groups["sizes"]
    sized = words.listed([f"group {_LETTERS[at]} of {n}" for at, n in enumerate(sizes)])
    told = f"The votes fall into {words.count(len(sizes), 'group')}: {sized}."
    if groups["left_out_n"]:
        left = words.starting(words.count(groups["left_out_n"], "person has", "people have"))
        told += f" {left} voted on too few claims to be placed."
    if not groups["apart"]:
        told += " There is no empty space between them: they are parts of one line of opinion, and not camps."
    return told + " Who is in which group is told to nobody."


def _group(at: int, groups: Mapping[str, Any], texts: Mapping[int, str]) -> GroupTold:
    says = tuple(
        f"{'Agrees' if each['agrees'] else 'Disagrees'}: {texts[each['claim']]}"
        for each in groups["telling"][at]
        if each["claim"] in texts
    )
    return GroupTold(_LETTERS[at], words.count(groups["sizes"][at], "person", "people"), says)


def _united(each: Mapping[str, Any], shares: Mapping[int, Any], texts: Mapping[int, str]) -> GroupRow:
    side = "agrees" if each["agrees"] else "disagrees"
    told = f"More than half of every group {side}, whatever else they think."
    return GroupRow(texts[each["claim"]], *_beside(shares.get(each["claim"]), told))


def _divided(each: Mapping[str, Any], shares: Mapping[int, Any], texts: Mapping[int, str]) -> GroupRow:
    gap, lo, hi = (round(100 * figure) for figure in each["gap"])
    most, least = _LETTERS[each["most"]], _LETTERS[each["least"]]
    told = (
        f"Group {most} agrees most and group {least} least: {gap} points apart, probably between {lo} and {hi}."
        if most != least
        else f"{gap} points apart."
    )
    return GroupRow(texts[each["claim"]], *_beside(shares.get(each["claim"]), told))


def _beside(shares: Sequence[Sequence[int]] | None, told: str) -> tuple[SafeString | None, str]:
    if not shares:
        return None, told
    counts = words.listed([f"{agree} of {n} in group {_LETTERS[at]}" for at, (agree, _, n) in enumerate(shares)])
    sentence = f"{counts} agree. {told}"
    placed = [(_LETTERS[at], agree / max(n, 1)) for at, (agree, _, n) in enumerate(shares)]
    return draw_groups(placed, name="What the groups said", told=sentence), sentence


def _overruled(each: Mapping[str, Any], texts: Mapping[int, str]) -> str:
    group = _LETTERS[each["group"]]
    return f"{texts[each['claim']]} Most are on one side, and more than half of group {group} on the other."


def _table(rows: Sequence[Sequence[object]]) -> Table:
    return Table(
        caption="What all said of each claim",
        columns=tuple(Column(label, number=at > 0) for at, label in enumerate(HEADING)),
        rows=tuple(
            Row(
                tuple(Cell(str(value), number=at > 0, label=HEADING[at] if at else "") for at, value in enumerate(each))
            )
            for each in rows
        ),
        stack=True,
        dense=True,
    )
