"""The list of outcomes that are judged, phase by phase, with what circumstances explain in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.insight.queries.signals_answers import Skill
from plait.insight.queries.signals_cards import SignalCard
from plait.web import addresses, words
from plait.web.families import GROUP_TITLES
from plait.web.parts import Cell, Column, Link, Row, Table

CSV_HEADING: Final = (
    *(
        "outcome",
        "name",
        "phase",
        "latest_year",
        "explained_rate",
        "ceiling_rate",
        "weak",
        "margin",
        "asked_n",
        "listed_n",
    ),
    *("false_share", "why_not", "method", "build"),
)
_MOST: Final = 0.6  # from here circumstances explain most of it


@dataclass(frozen=True, slots=True)
class Shelf:
    """The outcomes of one phase; `refused` are those that cannot be judged with this build, with the reason."""

    id: str
    title: str
    table: Table
    refused: tuple[tuple[Link, str], ...]


def present(cards: Sequence[SignalCard]) -> tuple[Shelf, ...]:
    """One shelf for each phase."""
    found = []
    for group, title in GROUP_TITLES.items():
        mine = [card for card in cards if card.outcome.group == group]
        judged = tuple(_row(card) for card in mine if card.judgement is not None)
        refused = tuple((_link(card), card.refusal.why) for card in mine if card.refusal is not None)
        if mine:
            found.append(Shelf(group, title, _table(title, judged), refused))
    return tuple(found)


def say_skill(skill: Skill) -> str:
    """How well circumstances foretell an outcome, in a word and a figure."""
    share = words.percent(100 * max(skill.explained_rate, 0.0))
    if skill.weak:
        return f"little ({share})"
    return f"{'most' if skill.explained_rate >= _MOST else 'part'} ({share})"


def list_rows(cards: Sequence[SignalCard]) -> list[tuple[object, ...]]:
    """The same as rows for a spreadsheet."""
    return [_csv_row(card) for card in cards]


def _link(card: SignalCard) -> Link:
    return Link(card.outcome.definition.name, addresses.address("signal-method", card.outcome.key))


def _table(title: str, rows: tuple[Row, ...]) -> Table:
    columns = (
        *(Column("Outcome"), Column("Circumstances explain"), Column("Latest year")),
        *(Column("Schools asked", number=True), Column("Listed", number=True)),
    )
    return Table(title, columns, rows, caption_hidden=True, stack=True, dense=True)


def _row(card: SignalCard) -> Row:
    judged, link = card.judgement, _link(card)
    assert judged is not None
    return Row(
        (
            Cell(link.label, url=link.url),
            Cell(say_skill(judged.skill[-1]), label="Circumstances explain"),
            Cell(str(judged.years[-1]), label="Latest year"),
            Cell(f"{judged.family.asked_n:,}", number=True, label="Schools asked"),
            Cell(f"{judged.family.listed_n:,}", number=True, label="Listed"),
        )
    )


def _csv_row(card: SignalCard) -> tuple[object, ...]:
    head = (card.outcome.key, card.outcome.definition.name, card.outcome.phase.value)
    tail = (card.provenance.method, card.provenance.build)
    if card.judgement is None:
        return (*head, *("",) * 8, card.refusal.why if card.refusal is not None else "", *tail)
    judged = card.judgement
    last, family = judged.skill[-1], judged.family
    figures = (last.explained_rate, last.ceiling_rate, "yes" if last.weak else "no", judged.margin)
    counts = (family.asked_n, family.listed_n, "" if family.false_share is None else family.false_share)
    return (*head, str(judged.years[-1]), *figures, *counts, "", *tail)
