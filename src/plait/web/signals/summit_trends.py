"""Pages of the pack on trends of the main outcomes, school by school and by name."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_trust_answers import TrustSignal
from plait.insight.queries.summit import Summit, Trends
from plait.web import names, words
from plait.web.packs.parts import Page
from plait.web.signals import summit_charts, summit_words
from plait.web.signals.summit_charts import Row

TRENDS: Final = "Trends"


def list_trends(found: Summit, trends: Trends) -> Iterator[Page]:
    """Each school over the years, and in the document how far each is from what would be expected."""
    signal = trends.signal
    title = words.starting(summit_words.title_of(signal.outcome))
    source = summit_words.source_of(found, signal)
    charts = summit_charts.trend_charts(trends)
    if charts:
        missing = [names.show(each.name) for each in trends.schools if not each.figures]
        without = f" No figures: {words.listed(missing)}." if missing else ""
        yield Page(
            TRENDS,
            f"{title}, year by year",
            said=f"{signal.name}. By name, all on one scale. {summit_words.say_skill(signal)}{without}".strip(),
            source=source,
            legend=f"{signal.name}. Line: published. Dash: expected. Pale bar: how far "
            "chance goes, 9 years in 10. Years by their summer: 25 is 2024/25.",
            charts=charts,
        )
    if signal.members:
        yield _differences(signal, title=title, source=source)


def _differences(signal: TrustSignal, *, title: str, source: str) -> Page:
    """Every school by name, for reading before the day."""
    rows = [Row(each.urn, each.name, each.estimate, each.lo, each.hi) for each in signal.members]
    what = f"{title}: lasting differences, by name"
    unit = summit_words.say_unit(signal.outcome)
    chart = summit_charts.rows_chart(
        signal,
        rows,
        key=f"schools.{signal.outcome.key}",
        what=what,
        bright=False,
        margin=signal.margin,
        reach=summit_charts.reach_of(rows, least=signal.reach),
    )
    return Page(
        TRENDS,
        what,
        said=f"How far each school is from expected, luck taken out. {unit}",
        source=source,
        legend=f"Dot: best estimate. Thick line: where the truth probably lies (90%). Pale band: as expected. {unit}",
        charts=(chart,),
        only="document",
    )
