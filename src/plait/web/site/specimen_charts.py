"""One of each chart for the style guide. Harbour Lane, its neighbours and all the figures are made up."""

import math
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import difference, funnel, legend, locator, share, spread, strip, timeline, years
from plait.web.charts.difference import Difference
from plait.web.charts.hill import Everyone
from plait.web.charts.locator import Locator, Place
from plait.web.charts.scale import Scale
from plait.web.charts.share import Part, Shares
from plait.web.charts.spread import Member, Spread
from plait.web.charts.strip import Strip
from plait.web.charts.timeline import JoiningYear, Timeline
from plait.web.charts.years import YearPoint, Years
from plait.web.parts import LegendItem, Table

_BINS = 64
_NEIGHBOURS = tuple(31.0 + 9 * math.sin(i * 1.7) * math.sin(i * 0.6) for i in range(50))
_SCHOOL = "Harbour Lane"
_AGED_11 = "Reading, writing and maths: expected standard, age 11"


@dataclass(frozen=True, slots=True)
class ChartSpecimen:
    """A chart with its legend, its sentence and its table."""

    name: str
    says: str
    legend: tuple[LegendItem, ...]
    chart: SafeString
    sentence: str
    table: Table


def collect() -> tuple[ChartSpecimen, ...]:
    """Every part of the grammar."""
    return (
        _strip(),
        _difference(),
        _signal(),
        _spark(),
        _years(),
        _shares(),
        _spread(),
        _funnel(),
        _timeline(),
        _map(),
    )


def _everyone() -> Everyone:
    heights = (math.exp(-(((i - 20) / 11) ** 2)) + 0.3 * math.exp(-(((i - 36) / 9) ** 2)) for i in range(_BINS))
    return Everyone(tuple(round(400 * height) for height in heights), 0.0, 80.0)


def _strip() -> ChartSpecimen:
    chart = Strip(
        "Ever eligible for free school meals",
        _everyone(),
        38.0,
        neighbours=_NEIGHBOURS,
        write=words.percent,
        you=_SCHOOL,
        all_name="primary schools",
        place=0.79,
    )
    signs = (legend.all_schools("all primary schools"), legend.neighbours("the 50 neighbours"), legend.you(_SCHOOL))
    says = "Everyone as a pale hill, neighbours as thin green ticks, you as a dark dot."
    return ChartSpecimen("Strip", says, signs, strip.draw(chart), strip.sentence(chart), strip.table(chart))


def _difference() -> ChartSpecimen:
    chart = Difference(_AGED_11, best=0.8, low=-4.2, high=5.8, band=1.5, reach=12)
    return _of_difference("Difference", chart)


def _signal() -> ChartSpecimen:
    chart = Difference(_AGED_11, best=5.3, low=2.2, high=8.5, band=1.5, reach=12, signal=True)
    return _of_difference("Difference, with a signal worth following", chart)


def _of_difference(name: str, chart: Difference) -> ChartSpecimen:
    signs = (legend.best(), legend.interval(), legend.expected(), legend.exactly())
    says = (
        "Dot: as best we can tell. Pale line: where the truth probably lies. Band: as expected. Same scale everywhere."
    )
    drawn, said = difference.draw(chart), difference.sentence(chart)
    return ChartSpecimen(name, says, signs, drawn, said, difference.table(chart))


def _chart_of_years() -> Years:
    known = {2016: 58.0, 2017: 63.0, 2018: 65.0, 2021: 60.0, 2022: 66.0, 2023: 68.0, 2024: 71.0}
    points = tuple(
        YearPoint(
            AcademicYear(start),
            known.get(start),
            None if start in known else Reason.NOT_COLLECTED,
            low=58 + 0.5 * (start - 2016) if start in known else None,
            high=65 + 0.5 * (start - 2016) if start in known else None,
            other=61 + 0.4 * (start - 2016) if start in known else None,
        )
        for start in range(2016, 2025)
    )
    return Years(_AGED_11, points, Scale(40, 80), write=words.percent, you=_SCHOOL, other_name="All primary schools")


def _spark() -> ChartSpecimen:
    chart = _chart_of_years()
    says = "Years as a line with honest gaps over the expected band; the last year a larger dot."
    signs = (legend.line(_SCHOOL), legend.expected())
    return ChartSpecimen("Spark", says, signs, years.draw_spark(chart), years.sentence(chart), years.table(chart))


def _years() -> ChartSpecimen:
    chart = _chart_of_years()
    says = (
        "The spark, written out: ends of the scale, every year, a line to compare with, gaps marked with their reason."
    )
    signs = (legend.line(_SCHOOL), legend.other_line("all primary schools"), legend.expected(), legend.gap())
    return ChartSpecimen("Years", says, signs, years.draw(chart), years.sentence(chart), years.table(chart))


def _shares() -> ChartSpecimen:
    names = ("free school meals", "language", "prior attainment", "size", "special educational needs")
    parts = tuple(Part(name, part) for name, part in zip(names, (0.41, 0.26, 0.17, 0.1, 0.06), strict=True))
    chart = Shares("What the difference is made of", parts)
    says = "What a distance is made of. Largest part first and darkest."
    signs = legend.shares(*(part.name for part in share.drawn(chart)))
    return ChartSpecimen("Share bar", says, signs, share.draw(chart), share.sentence(chart), share.table(chart))


def _spread() -> ChartSpecimen:
    names = ("Abbey", "Beacon", "Castle Rise", "Dene", "Elm Park", _SCHOOL, "Ivy Road", "Lower Quay", "Meadow")
    values = (22.0, 24.5, 24.8, 31.0, 36.0, 38.0, None, 52.0, 24.2)
    members = tuple(Member(name, value) for name, value in zip(names, values, strict=True))
    chart = Spread(
        "Ever eligible for free school meals",
        _everyone(),
        members,
        write=words.percent,
        all_name="primary schools",
        middle=26.0,
    )
    signs = (
        legend.all_schools("all primary schools"),
        legend.members(),
        legend.middle("middle of all primary schools"),
    )
    says = "The schools of a trust as dots on everyone’s hill. A distribution, never an order."
    return ChartSpecimen("Spread", says, signs, spread.draw(chart), spread.sentence(chart), spread.table(chart))


def _funnel() -> ChartSpecimen:
    sizes = [12 * 1.06**i for i in range(44)]
    chart = funnel.FunnelChart(
        f"{_AGED_11}: the funnel",
        dots=tuple(
            funnel.Dot(n, 2.6 * step + math.sin(i * 2.1), 1 + round(9 * math.exp(-((step / 4) ** 2))))
            for i, n in enumerate(sizes)
            for step in range(-7, 8)
        ),
        limits=tuple(funnel.Limit(n, 98 / n**0.5, (9604 / n + 280) ** 0.5, (23900 / n + 700) ** 0.5) for n in sizes),
        pupils_lo=12,
        pupils_hi=150,
        reach=32,
        unit="percentage points",
        schools_n=3480,
        beyond_chance_rate=0.23,
        beyond_usual_rate=0.05,
        own=funnel.Point(_SCHOOL, 42, 11),
        neighbours=tuple(funnel.Point("", 24 + i % 17 * 4, value - 31) for i, value in enumerate(_NEIGHBOURS[:20])),
    )
    signs = (
        legend.crowd("schools; darker where there are many"),
        legend.limit_chance("chance alone (95%)"),
        legend.limit_usual("with the usual differences (95%)"),
        legend.limit_far("with the usual differences (99.8%)"),
        legend.you(_SCHOOL),
        legend.places("its neighbours"),
    )
    says = "Everyone by the size of the cohort, and how far chance alone reaches. One year: a picture, and no verdict."
    return ChartSpecimen("Funnel", says, signs, funnel.draw(chart), funnel.sentence(chart), funnel.table(chart))


def _timeline() -> ChartSpecimen:
    counts = ((2, 0), (1, 0), (0, 0), (4, 0), (3, 0), (0, 0), (1, 0), (0, 2), (0, 1))
    years = (JoiningYear(AcademicYear(2014 + at), stated, seen) for at, (stated, seen) in enumerate(counts))
    chart = Timeline("Schools by the year in which they joined", tuple(years))
    says = "When the schools of a trust joined: a dot for each, hollow where the files say only by when."
    signs = (legend.joined(), legend.joined_by())
    return ChartSpecimen("Timeline", says, signs, timeline.draw(chart), timeline.sentence(chart), timeline.table(chart))


def _map() -> ChartSpecimen:
    places = [
        Place(300_000 + 9_000 * x * (1 + 0.2 * math.sin(y)), 100_000 + 9_500 * y)
        for y in range(45)
        for x in range(3 + int(14 * math.sin(math.pi * (y + 6) / 60)))
        for _ in range(1 + (x * y) % 7 * ((x + y) % 5))
    ]
    here = Place(362_000, 172_000)
    others = tuple(Place(330_000 + 11_000 * (i % 8), 150_000 + 31_000 * (i % 11)) for i in range(20))
    chart = Locator("Harbour Lane on the map", locator.survey(places), here, others, where="Wexmouth, Wexshire")
    signs = (legend.you(_SCHOOL), legend.places("its neighbours"))
    says = (
        "Where a school lies, on a land drawn by the schools themselves: a dot for every ten kilometres with a school."
    )
    return ChartSpecimen("Map", says, signs, locator.draw(chart), locator.sentence(chart), locator.table(chart))
