"""When the schools of a trust joined it: a picture with its sentence and table, and the schools by year."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import School
from plait.web import addresses, names
from plait.web.charts import legend, timeline
from plait.web.organisations.trust_tables import say_since
from plait.web.parts import LegendItem, Table

_FEWEST = 3  # schools from which on a picture says more than a list


@dataclass(frozen=True, slots=True)
class JoinedFigure:
    """The picture of the years, with its legend, sentence and table."""

    legend: tuple[LegendItem, ...]
    chart: SafeString
    sentence: str
    table: Table


@dataclass(frozen=True, slots=True)
class Joined:
    """The schools that joined in a school year: the name, address and date of each."""

    year: str
    schools: tuple[tuple[str, str, str], ...]


def present_years(schools: list[School]) -> JoinedFigure | None:
    """The years as a picture; None where there are too few dates for one."""
    dated = [(AcademicYear.of_date(s.trust_since), s.trust_since_kind) for s in schools if s.trust_since is not None]
    if len(dated) < _FEWEST:
        return None
    starts = [year.start for year, _ in dated]
    years = tuple(
        timeline.JoiningYear(
            AcademicYear(start),
            stated_n=sum(year.start == start and kind == "stated" for year, kind in dated),
            seen_n=sum(year.start == start and kind != "stated" for year, kind in dated),
        )
        for start in range(min(starts), max(starts) + 1)
    )
    chart = timeline.Timeline("Schools by the year in which they joined", years)
    signs = [legend.joined()] if any(year.stated_n for year in years) else []
    signs += [legend.joined_by()] if any(year.seen_n for year in years) else []
    return JoinedFigure(tuple(signs), timeline.draw(chart), timeline.sentence(chart), timeline.table(chart))


def list_years(schools: list[School]) -> tuple[Joined, ...]:
    """The schools by the year in which they joined, earliest first; last those whose date is not known."""
    by_year: dict[int, list[School]] = {}
    for school in schools:
        if school.trust_since is not None:
            by_year.setdefault(AcademicYear.of_date(school.trust_since).start, []).append(school)
    told = [Joined(str(AcademicYear(year)), _lines(those)) for year, those in sorted(by_year.items())]
    unknown = [school for school in schools if school.trust_since is None]
    if unknown:
        told.append(Joined("Not in the files", tuple((name, url, "") for name, url, _ in _lines(unknown))))
    return tuple(told)


def _lines(schools: list[School]) -> tuple[tuple[str, str, str], ...]:
    ordered = sorted(schools, key=lambda school: names.show(school.name).casefold())
    return tuple((names.show(each.name), addresses.school(each.urn), say_since(each)) for each in ordered)
