"""The data of the pack, one table for each thing that is drawn or said."""

from collections.abc import Iterator

from plait.insight.queries import trajectory_tables
from plait.insight.queries.summit import Summit, Trends
from plait.web import names
from plait.web.packs.parts import Page, Sheet
from plait.web.packs.workbooks import columns_of
from plait.web.signals import summit_charts

_PLACES = 4


def list_sheets(found: Summit, pages: tuple[Page, ...]) -> tuple[Sheet, ...]:
    """Every table of data."""
    sheets = [_schools(found), _trends(found), _differences(found), _bright(found), _changes(found)]
    if found.pairs is not None:
        sheets.append(_pairs(found))
    return (*sheets, _since(found), _charts(pages), _sources(found))


def _schools(found: Summit) -> Sheet:
    heading = ("URN", "School", "Phase", "Town", "Pupils", "In the trust since", "Day of joining is")
    rows = [
        (
            each.urn,
            names.show(each.name),
            each.phase.value,
            each.town,
            each.pupils_n,
            each.trust_since,
            each.trust_since_kind,
        )
        for each in found.schools
    ]
    return Sheet("schools", heading, rows)


def _trends(found: Summit) -> Sheet:
    heading = (
        *("Outcome", "Name", "URN", "School", "Year", "Published", "Expected", "Expected low 90%", "Expected high 90%"),
        *("Pupils", "Number of pupils taken from another year", "URN in that year", "Build"),
    )
    return Sheet("trends", heading, [row for each in found.trends for row in _trend_rows(found, each)])


def _trend_rows(found: Summit, trends: Trends) -> Iterator[tuple[object, ...]]:
    outcome = trends.signal.outcome
    for school in trends.schools:
        for each in school.figures:
            reach = summit_charts.chance_of(each)
            low = None if each.expected is None else each.expected - reach
            high = None if each.expected is None else each.expected + reach
            yield (
                *(outcome.key, trends.signal.name, school.urn, names.show(school.name), str(each.year)),
                *map(_round, (each.observed, each.expected, low, high, each.cohort_n)),
                *("yes" if each.cohort_taken else "no", each.of_urn, found.build),
            )


def _differences(found: Summit) -> Sheet:
    heading = (
        *("Outcome", "Name", "Latest year", "URN", "School", "Difference", "Low", "High", "Interval", "Counts from"),
        *("Word", "Probability", "In pupils", "Listed as bright spot", "Why no word", "Years", "Method", "Build"),
    )
    rows = [
        (
            *(signal.outcome.key, signal.name, str(signal.year), each.urn, names.show(each.name)),
            *map(_round, (each.estimate, each.lo, each.hi)),
            *(f"{signal.level_of_interval:.0%}", _round(signal.margin)),
            *(
                _word(each.word, needs=each.needs),
                _round(each.probability),
                each.pupils,
                "yes" if each.listed else "no",
            ),
            *(each.refusal, " ".join(map(str, each.years)), found.signals.method, found.build),
        )
        for signal in found.judged
        for each in signal.members
    ]
    return Sheet("differences", heading, rows)


def _word(word: str | None, *, needs: bool) -> str:
    if word is None:
        return ""
    return word if word == "as expected" else f"{word}: {'worse' if needs else 'better'}"


def _bright(found: Summit) -> Sheet:
    heading = (
        "Outcome",
        "Name",
        "URN",
        "School",
        "Word",
        "Probability",
        "Difference",
        "Low",
        "High",
        "In pupils",
        "Build",
    )
    rows = [
        (
            *(bright.signal.outcome.key, bright.signal.name, each.urn, names.show(each.name), each.word),
            *map(_round, (each.probability, each.estimate, each.lo, each.hi)),
            *(each.pupils, found.build),
        )
        for bright in found.bright
        for each in bright.spots
    ]
    return Sheet("bright-spots", heading, rows)


def _changes(found: Summit) -> Sheet:
    heading = (
        "Outcome",
        "Name",
        "URN",
        "School",
        "Since",
        "Change",
        "Low",
        "High",
        "Probability of better",
        "Listed",
        "Build",
    )
    rows = [
        (
            *(signal.outcome.key, signal.name, each.urn, names.show(each.name), str(move.since)),
            *map(_round, (move.change, move.lo, move.hi, move.probability)),
            *("yes" if move.listed else "no", found.build),
        )
        for signal in found.judged
        for each in signal.members
        for move in each.moves
    ]
    return Sheet("changes", heading, rows)


def _pairs(found: Summit) -> Sheet:
    heading = (
        "Outcome",
        "URN in need",
        "School in need",
        "Difference",
        "Host URN",
        "Host",
        "Difference of host",
        "Distance",
        "Miles",
        "Build",
    )
    pairs = () if found.pairs is None else found.pairs.pairs
    rows = [
        (
            *(each.outcome.key, each.need.urn, names.show(each.need.name), _round(each.need.estimate)),
            *(each.host.party.urn, names.show(each.host.party.name), _round(each.host.party.estimate)),
            *(_round(each.host.distance), _round(each.host.miles), found.build),
        )
        for each in pairs
    ]
    return Sheet("pairs", heading, rows)


def _since(found: Summit) -> Sheet:
    frame = trajectory_tables.frame(found.since)
    return Sheet("since-joining", tuple(frame.columns), list(frame.iter_rows()))


def _charts(pages: tuple[Page, ...]) -> Sheet:
    """Every figure of every chart as it is drawn."""
    rows = [
        (page.title, chart.key, chart.name, category, column, values[at])
        for page in pages
        for chart in page.charts
        for column, values in columns_of(chart)
        for at, category in enumerate(chart.categories)
        if values[at] is not None
    ]
    return Sheet("charts", ("Page", "Chart", "Chart name", "Category", "Series", "Figure"), rows)


def _sources(found: Summit) -> Sheet:
    heading = ("Source", "Publisher", "Licence", "Page", "First year", "Last year", "Rows kept", "Build")
    rows = [
        (
            *(each.source.title, each.source.publisher, each.source.licence, each.source.page),
            *((each.years[0], each.years[-1]) if each.years else (None, None)),
            *(each.rows_kept, found.build),
        )
        for each in found.sources
    ]
    return Sheet("sources", heading, rows)


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _PLACES)
