"""The signals of a trust as tables for a file, with the build and the method in every row."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_answers import Move
from plait.insight.queries.signals_trust_answers import TrustSignal, TrustSignals

SCHOOLS: Final = (
    *("urn", "school", "outcome", "name", "year", "recent", "estimate", "low", "high", "word", "side", "probability"),
    *("listed", "pupils", "years", "long_since", "long_change", "long_low", "long_high"),
    *("last_since", "last_change", "last_low", "last_high", "why_not", "build", "method"),
)
OUTCOMES: Final = (
    *("outcome", "name", "year", "recent", "mean", "low", "high", "schools_in_mean", "schools_judged", "better"),
    *("worse", "by_chance", "england_better_rate", "england_worse_rate", "shared", "long_since", "long_change"),
    *("long_low", "long_high", "last_since", "last_change", "last_low", "last_high", "explained_rate", "weak"),
    *("build", "method"),
)


def school_rows(found: TrustSignals) -> Iterator[tuple[object, ...]]:
    """One row for each school and outcome; then those judged in nothing, with the reason."""
    for signal in found.signals:
        for member in signal.members:
            side = "" if member.word in {None, "as expected"} else "worse" if member.needs else "better"
            yield (
                *(member.urn, member.name, signal.outcome.key, signal.name, signal.year, signal.recent),
                *(_round(member.estimate), _round(member.lo), _round(member.hi), member.word, side),
                *(_round(member.probability), member.listed, member.pupils, " ".join(map(str, member.years))),
                *_spans(signal, member.moves),
                *(member.refusal, found.build, found.method),
            )
    for school in found.unjudged:
        gap = (None,) * (len(SCHOOLS) - 5)
        yield (school.urn, school.name, *gap, school.why, found.build, found.method)


def outcome_rows(found: TrustSignals) -> Iterator[tuple[object, ...]]:
    """One row for each outcome of the trust."""
    for signal in found.signals:
        mean, counted = signal.mean, signal.counted
        level: tuple[float | None, ...] = (None,) * 4
        if mean is not None:
            level = (_round(mean.estimate), _round(mean.lo), _round(mean.hi), mean.schools_n)
        yield (
            *(signal.outcome.key, signal.name, signal.year, signal.recent, *level),
            *(counted.judged_n, counted.better_n, counted.worse_n, _round(counted.chance_n)),
            *(_round(counted.england_better_rate), _round(counted.england_worse_rate), signal.shared),
            *_spans(signal, signal.moves),
            *(_round(signal.skill.explained_rate), signal.skill.weak, found.build, found.method),
        )


def _spans(signal: TrustSignal, moves: tuple[Move, ...]) -> tuple[object, ...]:
    """The longer span, then since last year; empty where it is not known."""
    last = [move for move in moves if move.since.start == signal.year.start - 1]
    long = [move for move in moves if move.since.start != signal.year.start - 1]
    told: list[object] = []
    for found in (long, last):
        if found:
            told += [found[0].since, _round(found[0].change), _round(found[0].lo), _round(found[0].hi)]
        else:
            told += [None, None, None, None]
    return tuple(told)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
