"""The path around joining as a figure: of a trust, and of one school."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.insight.queries.trajectory_answers import LEVEL, SchoolTrajectory, TrustTrajectory
from plait.stats.trajectory import Caution
from plait.web import names
from plait.web.charts import event_time
from plait.web.charts.event_time import EventTime, EventYear
from plait.web.parts import Table
from plait.web.signals import since_words


@dataclass(frozen=True, slots=True)
class PathFigure:
    """The chart, its sentence and its table."""

    chart: SafeString
    sentence: str
    table: Table


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
        when = AcademicYear(point.year)
        name = f"{when.start % 100:02d}/{(when.start + 1) % 100:02d}"
        years.append(EventYear(point.event, point.difference, low, high, when=name))
    label = f"{names.show(school.name)}: {found.outcome.name}, beside neighbours, around joining"
    return _path(label, years, found, low_before=Caution.LOW_YEAR_BEFORE in school.change.cautions)


def _path(label: str, years: Sequence[EventYear], found: TrustTrajectory, *, low_before: bool) -> EventTime | None:
    if not years:
        return None
    return EventTime(
        label=label,
        years=tuple(years),
        scale=since_words.scale_of(found, *(end for year in years for end in (year.low, year.high))),
        unit=since_words.unit_of(found),
        write=since_words.writer_of(found),
        low_before=low_before,
    )


def draw(path: EventTime | None) -> PathFigure | None:
    """The figure of a path."""
    if path is None:
        return None
    return PathFigure(event_time.draw(path), event_time.sentence(path), event_time.table(path))
