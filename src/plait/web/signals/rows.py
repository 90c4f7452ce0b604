"""An outcome of a school as one quiet row: years with what was expected, the difference, and a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from scipy.special import ndtri

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import find_gap, find_span
from plait.insight.queries.signals_answers import Signal, YearFigure
from plait.insight.queries.signals_next_year import Outlook
from plait.insight.queries.signals_scales import OutcomeScale
from plait.web import figures, words
from plait.web.addresses import address
from plait.web.charts import caterpillar, difference, legend, years
from plait.web.charts.scale import Scale, round_ends
from plait.web.parts import Cell, Column, LegendItem, Row, Shown, Table
from plait.web.signals import spots_outcomes, spots_rows, wording
from plait.web.signals.looked import Looked
from plait.web.titles import title_of

Gaps = Mapping[tuple[str, int], Reason]  # (indicator, year) → why there is no figure
_SURE: Final = float(ndtri(0.95))  # standard deviations to either end of nine tenths
SPARK: Final = 80  # pixels
_NO_WORD: Final = "no word"


@dataclass(frozen=True, slots=True)
class SignalRow(Shown):
    """One outcome as a row. `word` is empty where none may be put to it; `pictures` are empty where it is refused."""

    key: str
    title: str
    under: str
    url: str
    spark: SafeString | str
    difference: SafeString | str
    word: str
    word_class: str
    sentence: str
    change: str
    doubts: str
    looked: Looked | None = None
    write_url: str = ""


@dataclass(frozen=True, slots=True)
class GridRow(Shown):
    """One outcome in the grid: a tiny picture, a word, and the estimate with its interval."""

    key: str
    measure: str
    url: str
    picture: SafeString | str
    word: str
    word_class: str
    best: str
    year: str
    looked: Looked | None = None
    write_url: str = ""

    @property
    def worth_url(self) -> str:
        """Where this reader writes down what they find, where there is a signal to look behind."""
        return "" if self.word in {_NO_WORD, "As expected"} else self.write_url


@dataclass(frozen=True, slots=True)
class GridGroup:
    """The outcomes of one subject, or of one group of pupils."""

    id: str
    title: str
    rows: tuple[GridRow, ...]


def list_legend() -> tuple[LegendItem, ...]:
    """The signs of the rows, in words."""
    return (
        legend.line("each year, and how far luck reaches"),
        legend.best("as best we can tell"),
        legend.interval(),
        legend.expected("what would be expected here"),
    )


def present_row(
    signal: Signal,
    *,
    scale: OutcomeScale | None,
    outlook: Outlook | None,
    gaps: Gaps,
    latest: AcademicYear,
    height: int = SPARK,
) -> SignalRow:
    """An outcome as a row; `latest` is the newest year of all outcomes shown with it, `height` that of its years."""
    definition = signal.outcome.definition
    title, under = title_of(definition)
    until = wording.say_until(signal, latest=latest)
    known = scale is not None and signal.estimate is not None
    return SignalRow(
        key=signal.outcome.key,
        title=title,
        under=", ".join(part for part in (under, until) if part),
        url=address("signal-method", signal.outcome.key),
        spark=years.draw_spark(make_years(signal, scale, gaps=gaps), height=height)
        if known and scale is not None
        else "",
        difference=difference.draw(make_difference(signal, scale)) if known and scale is not None else "",
        word=wording.say_word(signal),
        word_class=wording.class_of(signal),
        sentence=wording.say_evidence(signal),
        change=wording.say_changes_of_mind(signal, outlook),
        doubts=wording.say_doubts(signal),
    )


def make_difference(signal: Signal, scale: OutcomeScale) -> difference.Difference:
    """The underlying difference with its interval, on the scale of the outcome."""
    definition = signal.outcome.definition
    title, under = title_of(definition)
    return difference.Difference(
        label=f"{title}, {under}: difference from what would be expected" if under else title,
        best=signal.estimate or 0.0,
        low=signal.lo or 0.0,
        high=signal.hi or 0.0,
        band=signal.margin or 0.0,
        reach=scale.reach,
        unit=spots_rows.unit_of(definition),
        signal=wording.class_of(signal) == "pl-word--clear",
        write=spots_rows.writer(definition),
        worded=signal.word is not None,
    )


def make_years(signal: Signal, scale: OutcomeScale, *, gaps: Gaps) -> years.Years:
    """What was published over the years, with what was expected as a band and luck through each dot."""
    definition, margin = signal.outcome.definition, signal.margin or 0.0
    held = {each.year: each for each in signal.figures}
    points = []
    for year in scale.years:
        figure = held.get(year)
        if figure is None:
            points.append(years.YearPoint(year, reason=_why(definition, year.start, gaps)))
        else:
            points.append(_point(figure, margin=margin))
    return years.Years(
        label=f"{definition.name}, year by year",
        points=tuple(points),
        scale=_scale(definition, scale),
        write=lambda value: figures.write(definition, value),
        breaks=tuple(year for year in scale.years if _begins(definition, year.start)),
    )


def _scale(definition: Definition, scale: OutcomeScale) -> Scale:
    low, high = definition.plausible
    ends = round_ends(scale.low, scale.high)
    return Scale(max(low, ends.low), min(high, ends.high)) if max(low, ends.low) < min(high, ends.high) else ends


def _begins(definition: Definition, year: int) -> bool:
    """Whether a year is the first of a series that is not comparable with the one before."""
    span, before = find_span(definition, year), find_span(definition, year - 1)
    return span is not None and before is not None and span != before


def _point(figure: YearFigure, *, margin: float) -> years.YearPoint:
    low = None if figure.expected is None else figure.expected - margin
    high = None if figure.expected is None else figure.expected + margin
    luck = None if figure.chance_sd is None else _SURE * figure.chance_sd
    sure = None if luck is None else (figure.observed - luck, figure.observed + luck)
    return years.YearPoint(figure.year, value=figure.observed, low=low, high=high, sure=sure)


def _why(definition: Definition, year: int, gaps: Gaps) -> Reason:
    known = find_gap(definition, year)
    held = gaps.get((definition.id, year))
    if known is not None and held in {None, Reason.NOT_COLLECTED, Reason.NOT_PUBLISHED}:
        return known.reason
    return held or Reason.NOT_PUBLISHED


def present_grid(
    signals: Sequence[Signal], *, scales: Mapping[str, OutcomeScale], latest: AcademicYear
) -> tuple[GridGroup, ...]:
    """Outcomes under the subject or the group of pupils that they tell of, in the order in which they are read."""
    found: dict[str, list[GridRow]] = {}
    order = spots_outcomes.order_of
    for each in sorted(signals, key=lambda signal: order(signal.outcome)):
        title = spots_outcomes.title_of(each.outcome)
        found.setdefault(title, []).append(_grid_row(each, scales.get(each.outcome.key), latest=latest))
    return tuple(GridGroup(f"grid-{at}", title, tuple(rows)) for at, (title, rows) in enumerate(found.items(), start=1))


def _grid_row(signal: Signal, scale: OutcomeScale | None, *, latest: AcademicYear) -> GridRow:
    picture: SafeString | str = ""
    best = ""
    if scale is not None and signal.estimate is not None:
        marked = wording.class_of(signal) == "pl-word--clear"
        picture = mark_safe(  # noqa: S308 — numbers alone
            caterpillar.mini(
                best=signal.estimate, low=signal.lo or 0.0, high=signal.hi or 0.0, reach=scale.reach, signal=marked
            )
        )
        best = f"{wording.say_points(signal, signal.estimate)} ({say_between(signal)})"
    return GridRow(
        key=signal.outcome.key,
        measure=_measure(signal),
        url=address("signal-method", signal.outcome.key),
        picture=picture,
        word=wording.say_word(signal) or _NO_WORD,
        word_class=wording.class_of(signal),
        best=best or signal.sentence,
        year=wording.say_until(signal, latest=latest),
    )


def _measure(signal: Signal) -> str:
    """What is measured of the subject under whose title it stands."""
    title, under = title_of(signal.outcome.definition)
    subject = spots_outcomes.title_of(signal.outcome)
    if title.startswith("Progress in"):
        return f"Progress {under}"
    return words.starting(under) if under and title == subject else ", ".join(part for part in (title, under) if part)


def say_between(signal: Signal) -> str:
    """Where the truth probably lies."""
    write = spots_rows.writer(signal.outcome.definition)
    return f"{write(signal.lo or 0.0)} to {write(signal.hi or 0.0)}"


def make_table(signals: Sequence[Signal], *, caption: str) -> Table:
    """The figures behind rows: what was published, what was expected, and what that is worth."""
    columns = (
        Column("Outcome"),
        Column("Published", number=True),
        Column("Expected", number=True),
        Column("Difference, as best we can tell", number=True),
        Column("The truth probably lies between", number=True),
        Column("In words"),
    )
    return Table(caption, columns, tuple(_table_row(each) for each in signals), stack=True)


def _table_row(signal: Signal) -> Row:
    definition = signal.outcome.definition
    title, under = title_of(definition)
    name = Cell(f"{title}, {under}" if under else title, url=address("signal-method", signal.outcome.key))
    if signal.estimate is None:
        return Row((name, *(Cell(number=True) for _ in range(4)), Cell(signal.sentence)))
    year = str(signal.years[-1]) if signal.years else ""
    return Row(
        (
            name,
            Cell(_write(definition, signal.observed), number=True, note=year, label="Published"),
            Cell(_write(definition, signal.expected), number=True, label="Expected"),
            Cell(wording.say_points(signal, signal.estimate), number=True, label="Difference"),
            Cell(say_between(signal), number=True, label="Between"),
            Cell(wording.say_word(signal) or _NO_WORD, label="In words"),
        )
    )


def _write(definition: Definition, value: float | None) -> str:
    return "" if value is None else figures.write(definition, value)
