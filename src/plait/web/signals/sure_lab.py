"""What the lab found, in words; every figure comes from `insight.lab.found`."""

from dataclasses import dataclass
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.store.definitions import load_definitions
from plait.insight.lab import found
from plait.insight.lab.estimates import FALSE_SHARE
from plait.insight.lab.found import Found, Joining, Kind
from plait.insight.outcomes.shelf import Outcome
from plait.web import words
from plait.web.parts import Cell, Column, Row, Table

# The kinds of sector that each break one assumption, as a headteacher would say it.
TROUBLES: Final = {
    "heavy_tails": "A few schools differ far more than all others",
    "trusts": "Schools of a trust are alike, year after year",
    "trust_shocks": "Schools of a trust share a good or a bad year",
    "unmeasured": "Intakes differ in ways that no published figure shows",
    "percent_high": "Nearly every pupil reaches the standard (93%)",
    "percent_low": "Few pupils reach the standard (8%)",
    "percent_highest": "Hardly a pupil misses the standard (97% reach it)",
    "percent_lowest": "Hardly a pupil reaches the standard (3%)",
    "percent_middle": "Six pupils in ten reach the standard (60%)",
    "suppressed": "Small year groups are not published",
    "gap": "Two years without results, and a new scale",
    "mergers": "One school in ten takes in another, which closes",
    "drift": "Circumstances come to matter less each year",
    "whole_ks4": "A whole made-up England: Attainment 8",
    "whole_ks4_known": "The same, were every circumstance published: Attainment 8",
    "whole_ks2": "A whole made-up England: reading, writing and maths",
    "whole_ks2_known": "The same, were every circumstance published: reading, writing and maths",
}
JOININGS: Final = {
    "worst_year": "after the lowest of six years",
    "bad_years": "after three bad years",
    "rising": "because they were rising already",
    "low_level": "because their level had long been low",
}
_NEAR_ENDS: Final = ("percent_high", "percent_low", "percent_highest", "percent_lowest")
_WORSE: Final = 0.05  # short of what lines claim, from which a card must say so
_MORE: Final = 0.002  # over the promise, from which a page must say so
_GOOD_JOINING: Final = ("chance", "bad_year")
_OFF: Final = 0.05  # pupil SD: a bias that a page must speak of
_EFFECT: Final = 0.20  # pupil SD, the lower end of the band of which power is told


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: what was asked, and the answer."""

    question: str
    answer: str


def say_false(lab: Found) -> tuple[str, ...]:
    """How many flags are false, by promise and as found."""
    above, below = lab.plain.false, lab.plain.false_below
    hidden = next(each for each in lab.stresses if each.name == "unmeasured")
    more = " That is more than promised." if max(above, below) > FALSE_SHARE + _MORE else ""
    return (
        (
            f"Each list is cut so that at most {_pct(FALSE_SHARE)} of its flags are expected to be false: that the "
            "school is in truth no more than a little above what is expected. Each list says how many that is."
        ),
        (
            f"In the lab {_one(above)} of the flags above were false. Of those below, which only people of the "
            f"school or its trust are shown, {_one(below)} were: about one in {round(1 / below)}.{more}"
        ),
        (
            "Both hold only if the circumstances tell of the intake. Where intakes differed in ways that no figure "
            f"shows, {_pct(hidden.false)} of the flags were false. No method can see that. It is why a flag is a "
            "signal until somebody has looked."
        ),
        "And several lists are not one list: whoever looks at five will meet the false flags of five.",
    )


def say_near_ends(lab: Found, outcome: Outcome) -> tuple[str, ...]:
    """What the lab found of percentages near 0 or 100, where that is worse than what the pages say."""
    if outcome.chance != "percentage":
        return ()
    kinds = [each for each in lab.stresses if each.name in _NEAR_ENDS and each.covered_flagged < found.LEVEL - _WORSE]
    return tuple(
        f"{_name(kind)}: in the lab the {_pct(found.LEVEL)} lines of flagged schools held the truth for "
        f"{_pct(kind.covered_flagged)} there."
        for kind in kinds
    )


def list_findings(lab: Found) -> tuple[Finding, ...]:
    """What was asked in the lab, and found."""
    plain = lab.plain
    made = f"{lab.sectors} made-up sectors of {lab.schools:,} schools"
    _, small, large = next(each for each in lab.power if abs(each[0] - _EFFECT) < 1e-9)
    return (
        Finding(
            "Do the lines hold the truth as often as they say?",
            f"In {made}, where the truth is known and the method’s assumptions hold, lines of {_pct(found.LEVEL)} "
            f"held it for {_pct(plain.covered)} of all schools and {_pct(plain.covered_flagged)} of those flagged.",
        ),
        Finding(
            "Does what is claimed show again?",
            f"Of the difference claimed of flagged schools {_pct(plain.keeps)} showed in the next year, which the "
            f"method had not seen. Of the highest results of one year, {_pct(plain.raw_keeps)} did, and "
            f"{_pct(plain.raw_false)} of those schools were false alarms.",
        ),
        Finding(
            "Is anything flagged where there is nothing to find?",
            f"Where no school differed, {words.count(lab.null_flags_n, 'school')} of {lab.sectors * lab.schools:,} "
            f"{'was' if lab.null_flags_n == 1 else 'were'} flagged.",
        ),
        Finding(
            "Is every real difference found?",
            f"No. Of schools that truly add {_EFFECT:.2f} to {_EFFECT + 0.05:.2f} of the spread between pupils (four "
            f"to five months) {_pct(small)} of the smallest quarter and {_pct(large)} of the largest were flagged. "
            "No flag does not mean that there is nothing to see.",
        ),
        *_real(lab),
        Finding("Does it invent a change after joining a trust?", _say_joining(lab)),
    )


def _real(lab: Found) -> tuple[Finding, ...]:
    told = []
    for outcome in dict.fromkeys(each.outcome for each in lab.real):
        ours, raw = (
            next(each for each in lab.real if (each.outcome, each.method) == (outcome, m)) for m in found.METHODS
        )
        name = load_definitions()[outcome].name
        told.append(
            Finding(
                f"And in the real England? {name}",
                f"Flagged from the years before, without sight of {AcademicYear(ours.year)}: of {ours.listed_n:,} "
                f"schools {_pct(ours.beyond)} then lay above what was expected by more than what matters. They showed "
                f"{_times(ours.kept)} what was claimed. Of an equally long list of last year’s highest "
                f"{_pct(raw.beyond)} did, and showed {_times(raw.kept)}.",
            )
        )
    return tuple(told)


def _say_joining(lab: Found) -> str:
    good = max(abs(each.bias) for each in lab.joining if each.name in _GOOD_JOINING)
    off = [each for each in lab.joining if abs(each.bias) > _OFF]
    told = words.listed([f"{_reason(each)} ({words.signed(each.bias, places=2)})" for each in off])
    return (
        f"Where schools joined by chance or after one bad year it was off by {max(good, 0.001):.3f} of the spread "
        f"between pupils at most. It misleads where they joined {told}. So the page of a trust shows "
        "two readings, and says where they differ."
    )


def _reason(case: Joining) -> str:
    return JOININGS.get(case.name, case.title[0].lower() + case.title[1:])


def tabulate_troubles(lab: Found) -> Table:
    """Each broken assumption, and what became of lines and flags; those that hurt most first."""
    kinds = sorted(lab.stresses, key=lambda kind: kind.covered_flagged)
    heads = ("90% line holds, all schools", "90% line holds, flagged schools", "False above", "False below")
    columns = (Column("What is different"), *(Column(head, number=True) for head in heads))
    return Table(
        "When assumptions break",
        columns,
        tuple(Row((Cell(_name(kind)), *_cells(kind, heads))) for kind in (lab.plain, *kinds)),
        caption_hidden=True,
        stack=True,
        dense=True,
    )


def _cells(kind: Kind, heads: tuple[str, ...]) -> tuple[Cell, ...]:
    shares = (kind.covered, kind.covered_flagged, kind.false, kind.false_below)
    return tuple(Cell(_one(share), number=True, label=head) for share, head in zip(shares, heads, strict=True))


def _name(kind: Kind) -> str:
    return "Nothing: as the method assumes" if kind.name == found.PLAIN else TROUBLES.get(kind.name, kind.title)


def say_troubles(lab: Found) -> str:
    """The two that hurt most, in words."""
    line = min(lab.stresses, key=lambda kind: kind.covered_flagged)
    flag = max(lab.stresses, key=lambda kind: kind.false)
    return (
        f"The lines of flagged schools miss most where: {_small(_name(line))} ({_pct(line.covered_flagged)} hold "
        f"instead of {_pct(found.LEVEL)}). Flags are false most often where: "
        f"{_small(_name(flag))} ({_pct(flag.false)})."
    )


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _pct(share: float) -> str:
    return words.percent(100 * share)


def _times(share: float) -> str:
    return f"{words.number(share, places=1)} times"


def _one(share: float) -> str:
    return words.percent(100 * share, places=1)
