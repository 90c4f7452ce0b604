"""How sure are we: what the page says, with every figure from the drawn schools, the method or the lab."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plait.insight.lab import found, luck
from plait.insight.lab.luck import Illustration
from plait.insight.outcomes import shelf
from plait.stats import signals as statistics
from plait.web import addresses, words
from plait.web.charts import difference, legend
from plait.web.parts import Cell, Column, LegendItem, Link, Row, Table
from plait.web.signals import sure_lab, sure_steps
from plait.web.signals.sure_lab import Finding
from plait.web.signals.sure_steps import Step

BIG_COHORT: Final = 90
WORDS_SAID: Final = (
    ("Clear", statistics.CLEAR, "at least 19 chances in 20", 2),
    ("Likely", statistics.LIKELY, "at least 4 chances in 5", 1),
    ("Possible", statistics.POSSIBLE, "more likely than not", 0),
)


@dataclass(frozen=True, slots=True)
class Example:
    """One difference with its legend: what dot, line and band mean."""

    chart: str
    sentence: str
    legend: tuple[LegendItem, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class SurePage:
    """The page, in the order in which it is read."""

    luck: tuple[str, ...]
    legend: tuple[LegendItem, ...]
    steps: tuple[Step, ...]
    csv_url: str
    example: Example
    margin: str
    words: Table
    false: tuple[str, ...]
    unmeasured: tuple[str, ...]
    findings: tuple[Finding, ...]
    troubles: Table
    troubles_said: str
    next: tuple[Link, ...]


@cache
def present() -> SurePage:
    """The page, the same for everybody."""
    shown, lab = luck.illustrate(), found.read()
    return SurePage(
        luck=_say_luck(),
        legend=sure_steps.list_signs(),
        steps=sure_steps.list_steps(shown),
        csv_url=addresses.address("sure-csv"),
        example=_example(shown),
        margin=_say_margin(shown),
        words=_words(lab),
        false=sure_lab.say_false(lab),
        unmeasured=list_unmeasured(),
        findings=sure_lab.list_findings(lab),
        troubles=sure_lab.tabulate_troubles(lab),
        troubles_said=sure_lab.say_troubles(lab),
        next=_next(),
    )


def list_unmeasured() -> tuple[str, ...]:
    """What no circumstance that is taken into account shows, over all phases; each once."""
    named = [each for outcome in shelf.list_outcomes() for each in outcome.context.unmeasured]
    return tuple(words.starting(each) for each in dict.fromkeys(named))


def _say_luck() -> tuple[str, ...]:
    low, high = luck.usual_range(luck.PUPILS)
    big_low, big_high = luck.usual_range(BIG_COHORT)
    scaled = [words.number(each * luck.PUPILS / BIG_COHORT) for each in (big_low, big_high)]
    level = words.number(luck.PUPILS * luck.LEVEL)
    return (
        (
            f"Take a school in which, in the long run, {level} of {luck.PUPILS} pupils reach a standard. Each year "
            f"other pupils sit the tests. With nothing changed in the school, anything from {low} to {high} of them "
            "will reach it in nine years out of ten."
        ),
        (
            f"With {BIG_COHORT} pupils a year it is {big_low} to {big_high} of {BIG_COHORT}, which is {scaled[0]} to "
            f"{scaled[1]} of {luck.PUPILS}. The fewer the pupils, the more luck there is in a result. So small schools "
            "stand at both ends of every plain list of results, whatever they do."
        ),
    )


def _example(shown: Illustration) -> Example:
    """The drawn school that stands highest among those whose line holds the truth."""
    judged, truth = shown.judged, shown.different.truth
    holds = (judged.low <= truth) & (truth <= judged.high)
    at = max((i for i in range(luck.SHOWN) if holds[i]), key=lambda i: float(judged.best[i]))
    middle = luck.PUPILS * luck.LEVEL
    drawn = difference.Difference(
        label="A made-up school beside what would be expected in its circumstances",
        best=float(judged.best[at]) - middle,
        low=float(judged.low[at]) - middle,
        high=float(judged.high[at]) - middle,
        band=judged.margin,
        reach=luck.PUPILS / 5,
        unit=f"pupils in {luck.PUPILS}",
    )
    return Example(
        chart=difference.draw(drawn),
        sentence=difference.sentence(drawn),
        legend=(legend.best("as best we can tell"), legend.interval(), legend.expected(), legend.exactly()),
        table=difference.table(drawn),
    )


def _say_margin(shown: Illustration) -> str:
    return (
        f"Only a difference that matters counts: more than {statistics.MEANINGFUL_SD:.2f} of the usual spread between "
        f"pupils, about two months of learning, or about {words.number(shown.judged.margin, places=1)} pupils in "
        f"{luck.PUPILS}. That is the band. Each outcome’s method card gives its own size."
    )


def _words(lab: found.Found) -> Table:
    rows = [
        Row(
            (
                Cell(word),
                Cell(f"{words.percent(100 * least)} or more: {chances}", label="Means"),
                Cell(words.percent(100 * lab.plain.words[at]), number=True, label="Was true in the lab"),
            )
        )
        for word, least, chances, at in WORDS_SAID
    ]
    rows.append(
        Row(
            (
                Cell("As expected"),
                Cell("less: it may be a little higher or lower, and we cannot tell", label="Means"),
                Cell("", label=""),
            )
        )
    )
    columns = (
        *(Column("Word"), Column("Chance that the difference is more than what matters")),
        Column("Was true in the lab", number=True),
    )
    return Table("What the words mean", columns, tuple(rows), caption_hidden=True, stack=True)


def _next() -> tuple[Link, ...]:
    routes = (
        ("The method card of each outcome", "signal-methods"),
        ("How neighbours are chosen", "methods"),
        ("Bright spots", "bright-spots"),
    )
    return tuple(Link(label, url) for label, route in routes if (url := addresses.address(route)))
