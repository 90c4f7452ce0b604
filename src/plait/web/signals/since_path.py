"""The path around joining as a figure: of a trust, and of one school."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.insight.queries.trajectory_answers import LEVEL, SchoolTrajectory, TrustTrajectory
from plait.stats.trajectory import Caution
from plait.web import names
from plait.web.charts import event_time, legend
from plait.web.charts.event_time import EventTime, EventYear
from plait.web.parts import LegendItem, Table
from plait.web.signals import since_words


@dataclass(frozen=True, slots=True)
class PathFigure:
    """The chart, its sentence and its table; and what to know of its edges."""

    chart: SafeString
    sentence: str
    table: Table
    note: str


def make_path(found: TrustTrajectory) -> EventTime | None:
    """The path of a trust; None where no school could be followed. Also for a document or a slide."""
    years = [
        EventYear(step.event, step.pooled.difference, *step.pooled.interval(LEVEL), schools_n=step.pooled.schools_n)
        for step in found.path
    ]
    label = f"{names.show(found.name)}: {found.outcome.name}, beside neighbours, around joining"
    return _path(label, years, found, low_before=found.rebound_likely)


def make_path_of(school: SchoolTrajectory, found: TrustTrajectory) -> EventTime | None:
    """The path of one school, its years by name."""
    years = []
    for point in school.change.path:
        low, high = point.placebo.interval(point.difference, noise=point.noise, level=LEVEL)
        years.append(EventYear(point.event, point.difference, low, high))
    label = f"{names.show(school.name)}: {found.outcome.name}, beside neighbours, around joining"
    low_before = Caution.LOW_YEAR_BEFORE in school.change.cautions
    first = AcademicYear(school.change.joining.first_after)
    return _path(label, years, found, low_before=low_before, first=first)


def _path(
    label: str,
    years: Sequence[EventYear],
    found: TrustTrajectory,
    *,
    low_before: bool,
    first: AcademicYear | None = None,
) -> EventTime | None:
    if not years:
        return None
    return EventTime(
        label=label,
        years=tuple(years),
        scale=since_words.scale_of(
            found,
            bests=[year.best for year in years],
            ends=[end for year in years for end in (year.low, year.high)],
        ),
        unit=since_words.unit_of(found),
        write=since_words.writer_of(found),
        low_before=low_before,
        first=first,
    )


def list_legend() -> tuple[LegendItem, ...]:
    """The signs of a path."""
    return (
        legend.gap("before joining"),
        legend.you("in the trust"),
        legend.doubt(),
        legend.level("moving as neighbours did"),
    )


def draw(path: EventTime | None) -> PathFigure | None:
    """The figure of a path."""
    if path is None:
        return None
    note = "A band that ends at the edge goes on beyond it; the table has the figures." if path.cut else ""
    return PathFigure(event_time.draw(path), event_time.sentence(path), event_time.table(path), note)
