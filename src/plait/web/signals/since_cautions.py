"""What to know before a trajectory is used, in plain words, each with how many schools it concerns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from plait.insight.queries.trajectory_answers import Note, SchoolTrajectory, TrustTrajectory, list_cautions
from plait.stats.trajectory import Caution
from plait.web import words
from plait.web.signals import since_words

_MOST: Final = 0.6  # share of the schools counted from which a caution is not repeated beside each


@dataclass(frozen=True, slots=True)
class _Said:
    """A caution after “in 3 of 17 schools”, as a note beside a school, and as a sentence about one."""

    of_some: str
    note: str
    of_one: str


_SAID: Final[Mapping[Caution | Note, _Said]] = {
    Caution.SMALL_COHORTS: _Said(
        "most of the doubt is the luck of which pupils there were, as it is where year groups are small",
        "mostly luck of small year groups",
        "Most of the doubt is the luck of which pupils there were, as it is where year groups are small.",
    ),
    Caution.COHORT_NOT_KNOWN: _Said(
        "the files do not say how many pupils stand behind the figures; as many as usual are assumed",
        "number of pupils not known",
        "The files do not say how many pupils stand behind its figures; as many as usual are assumed.",
    ),
    Caution.ONE_YEAR_BEFORE: _Said(
        "there is only one year of results before",
        "one year before",
        "There is only one year of results before it joined.",
    ),
    Caution.LOW_YEAR_BEFORE: _Said(
        "the year just before joining was unusually low, so that a rise after it would come by itself",
        "low year before joining",
        "That year was unusually low, so that a rise after it would come by itself.",
    ),
    Caution.HIGH_YEAR_BEFORE: _Said(
        "the year just before joining was unusually high, so that a fall after it would come by itself",
        "high year before joining",
        "That year was unusually high, so that a fall after it would come by itself.",
    ),
    Caution.LEAD_COUNTED: _Said(
        "the year just before joining had to be counted, because no earlier one is held: a bad one would look like a"
        " rise afterwards, a good one like a fall",
        "year before joining counted",
        "The year just before joining had to be counted, because no earlier one is held: a bad one would look like a"
        " rise afterwards, a good one like a fall.",
    ),
    Caution.FEW_NEIGHBOURS: _Said(
        "fewer than half of the neighbours asked for could be compared",
        "few neighbours",
        "Fewer than half of the neighbours asked for could be compared.",
    ),
    Note.DAY_SEEN: _Said(
        "the day of joining is not stated: they were first seen in the trust then, and may have joined a year or more"
        " before",
        "day of joining not stated",
        "The day on which it joined is not stated: it was first seen in the trust then, and may have joined a year or"
        " more before.",
    ),
    Note.CONTEXT_LATER: _Said(
        "circumstances are known only from after joining: if those have changed since, the neighbours are others than"
        " they would have been",
        "circumstances of after joining",
        "Its circumstances are known only from after joining: if those have changed since, its neighbours are others"
        " than they would have been.",
    ),
    Caution.MISSING_YEARS: _Said(
        "years between the first and the last compared have no results: a gap stays a gap, and nothing is filled in",
        "years missing between",
        "Years between the first and the last compared have no results: a gap stays a gap, and nothing is filled in.",
    ),
}


def list_sentences(found: TrustTrajectory) -> list[str]:
    """Every caution of a trust, the weightiest first: years, rebound, then what concerns some schools."""
    if found.pooled is None:
        return list(_gaps(found))
    told = [*_gaps(found), *_rebound(found)]
    counts = list_cautions(found)
    held = [(counts[each], said.of_some) for each, said in _SAID.items() if each in counts]
    told += [f"In {_of(n, found.counted_n)}, {said}." for n, said in held]
    if not found.pooled.shared_known:
        told.append("How far schools of one trust move together is not known here, so the range may be too narrow.")
    told.append(
        "With ten outcomes, one is expected to lie outside its range when nothing happened. Choose the one that"
        " matters before you look."
    )
    told.append(
        "This describes what happened beside what would have been expected. It does not prove that the trust caused it."
    )
    return told


def list_notes(school: SchoolTrajectory, found: TrustTrajectory) -> list[str]:
    """The cautions of one school in a few words each; those of most schools stand once, below."""
    counts = list_cautions(found)
    both: tuple[Caution | Note, ...] = (*school.change.cautions, *school.notes)
    told = [each for each in both if counts[each] <= _MOST * found.counted_n and each is not Caution.ONE_YEAR_BEFORE]
    return [_SAID[each].note for each in told]


def list_for_school(school: SchoolTrajectory, found: TrustTrajectory) -> list[str]:
    """The cautions of one school as sentences."""
    told = list(_gaps(found))
    change = school.change
    if np.isfinite(change.dip):
        far = since_words.say(found, change.dip)
        told.append(
            f"The year before joining lay {far} from the years before it, beside neighbours. A year as odd comes to"
            f" {words.number(100 * change.dip_chance)} of 100 schools that did not join. It is left out of the level"
            " before, because what is odd mostly passes by itself."
        )
    both: tuple[Caution | Note, ...] = (*change.cautions, *school.notes)
    told += [_SAID[each].of_one for each in both]
    told.append("One school is one school: much of a change like this comes and goes with year groups.")
    return told


def _of(n: int, of: int) -> str:
    if of == 1:
        return "the one school counted"
    if n == of:
        return "both schools counted" if of == 2 else f"all {of} schools counted"
    return f"{n} of the {of} schools counted"


def _gaps(found: TrustTrajectory) -> Iterator[str]:
    for years, why in since_words.list_gaps(found):
        yield f"There are no results for {since_words.say_years(years)}. {why}"


def _rebound(found: TrustTrajectory) -> Iterator[str]:
    """Regression to the mean, with this trust's own figures."""
    if found.dip is None:
        return
    side = "below" if found.dip.difference < 0 else "above"
    far = since_words.writer_of(found)(abs(found.dip.difference)).lstrip("+")
    odd, schools = words.number(100 * found.dip.chance), words.count(found.dip.schools_n, "school")
    yield (
        "Schools often change hands after a bad year, and a better one mostly follows, whoever runs the school. Here"
        f" the year before joining lay {far} {since_words.unit_of(found)} {side} the years before it, over {schools}; a"
        f" year as odd comes by chance to {odd} of 100 such groups. It is left out of the level before."
    )
    both = [
        (each.change.difference, each.change.with_lead)
        for each in found.schools
        if np.isfinite(each.change.with_lead) and np.isfinite(each.change.difference)
    ]
    if both:
        without, counted = np.mean(both, axis=0)
        write = since_words.writer_of(found)
        yield (
            f"Had that year been counted, the mean of {words.count(len(both), 'such school')} would have been"
            f" {write(float(counted))} instead of {write(float(without))} {since_words.unit_of(found)}."
        )
