"""A method card as rows: part, year, name and value."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_cards import Judgement, SignalCard

HEADING: Final = ("part", "year", "name", "value")
_SKILL: Final = ("explained_rate", "ceiling_rate", "residual_sd", "chance_sd", "schools_n", "weak")
_SPREADS: Final = ("constant", "moving", "yearly")


def list_rows(card: SignalCard) -> list[tuple[object, ...]]:
    """Every figure of a card."""
    rests = card.provenance
    names = ("build", "computed_in", "method", "code", "plait_version", "seed", "run", "fingerprint")
    rows: list[tuple[object, ...]] = [("outcome", "", "key", card.outcome.key)]
    rows += [("provenance", "", name, getattr(rests, name)) for name in names]
    if card.refusal is not None:
        rows += [("refusal", "", name, getattr(card.refusal, name)) for name in ("what", "why", "mend")]
    if card.judgement is not None:
        rows += _judged(card.judgement)
    return rows


def _judged(judged: Judgement) -> Iterator[tuple[object, ...]]:
    names = ("margin", "pupil_sd", "pupil_sd_source", "level", "persistence", "schools_n", "cohorts_taken_rate")
    yield from (("judgement", "", name, getattr(judged, name)) for name in names)
    for each in judged.skill:
        yield from (("skill", str(each.year), name, getattr(each, name)) for name in _SKILL)
    for taken in judged.taken:
        yield from (("circumstances", str(taken.year), indicator, str(year)) for indicator, year in taken.inputs)
    for whose, spread in (("between schools", judged.school), ("between trusts", judged.trust)):
        yield from ((f"standard deviation {whose}", "", name, getattr(spread, name)) for name in _SPREADS)
    yield from (("gap", str(gap.year), "why", gap.why) for gap in judged.gaps)
    yield from (("new series", str(year), "because", because) for year, because in judged.breaks)
    yield from _listed(judged)


def _listed(judged: Judgement) -> Iterator[tuple[object, ...]]:
    for name in ("asked_n", "listed_n", "share", "false_share"):
        value = getattr(judged.family, name)
        yield ("list", "", name, "" if value is None else value)
    yield from (("not asked", "", why, count) for why, count in judged.not_asked.items())
