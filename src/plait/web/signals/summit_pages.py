"""The pages of the pack of a summit, in the order in which a day goes."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from plait.core.years import AcademicYear
from plait.insight.queries.signals_pairs_answers import Pairs
from plait.insight.queries.summit import Summit, Trends
from plait.organisations.domain import Phase
from plait.web import names, words
from plait.web.figures import PHASE_PLURALS
from plait.web.packs.parts import Page, Table
from plait.web.signals import summit_bright, summit_charts, summit_since, summit_words
from plait.web.signals.summit_charts import Row

READ, WHO, TRENDS, PAIRS = "How to read this", "Who we are", "Trends", "Visits"
DAY, SOURCES = "Questions for the day", "Where this comes from"
_WHY_ALONE: Final = {
    "nobody": "no school of ours stands out there",
    "unlike": "those that stand out work in unlike circumstances",
    "full": "those that could host others already",
    "unmatched": "too few of its circumstances are published",
}


def list_pages(found: Summit) -> tuple[Page, ...]:
    """Every page."""
    return (
        *_read(found),
        *_who(found),
        *summit_bright.list_changed(found),
        *(page for each in found.trends for page in _trends(found, each)),
        *summit_bright.list_bright(found),
        *summit_bright.list_shared(found),
        *(_pairs(found.pairs) if found.pairs is not None else ()),
        *summit_since.list_since(found),
        *_day(),
        *_sources(found),
    )


def _read(found: Summit) -> Iterator[Page]:
    source = f"Plait, method {found.signals.method}, build {found.build}. In full: /methods/signals and /how-sure."
    yield Page(
        READ,
        "How to read the pictures",
        said="A result says little until it is set beside what would be expected in the same circumstances.",
        source=source,
        points=(
            "Expected: what schools in like circumstances achieve, worked out without the school itself.",
            "Line: what was published, year by year. Where a year is missing, the line stops.",
            "Pale bar around a dash: what would be expected, and how far chance alone goes in 9 years of 10.",
            "Dot: our best estimate of a lasting difference. One lucky or unlucky year group has been taken out.",
            "Thick line: where the truth probably lies (9 times in 10). A long line means that we know little.",
            "Pale band: too small a difference to matter. The dashed line is exactly as expected.",
        ),
    )
    listed = found.signals.spots.false_share
    false = (
        "" if listed is None else f" Of our list about {words.percent(100 * listed)} are expected to be false flags."
    )
    yield Page(
        READ,
        "What these figures cannot tell us",
        said="Nobody is placed above anybody here. The figures say where to look, and people find out.",
        source=source,
        points=(
            f"A bright spot is a signal until somebody has gone to see.{false}",
            "“Higher than expected” means higher than the circumstances we can measure.",
            f"Not measured: {'; '.join(_unmeasured(found))}.",
            "Schools stand by name and never by size: the order of two whose lines overlap is mostly luck.",
            "No word is not bad news: small year groups seldom bear one.",
            "Nothing here is about any one teacher or pupil.",
        ),
    )


def _unmeasured(found: Summit) -> tuple[str, ...]:
    """What is not measured, in a few words each: what stands in brackets is on the page of the method."""
    every = dict.fromkeys(phrase.split(" (")[0] for each in found.judged for phrase in each.outcome.context.unmeasured)
    return tuple(every) or ("nothing is judged here, so nothing was set against circumstances",)


def _who(found: Summit) -> Iterator[Page]:
    counts = Counter(each.phase for each in found.schools)
    pupils = {phase: sum(each.pupils_n or 0 for each in found.schools if each.phase is phase) for phase in counts}
    total = sum(pupils.values())
    name = summit_words.name_of(found)
    rows = tuple(
        (words.starting(PHASE_PLURALS[phase]), f"{counts[phase]:,}", f"{pupils[phase]:,}")
        for phase in Phase
        if counts[phase]
    )
    source = f"The register of schools as in build {found.build}, {summit_words.licence_of(found)}."
    yield Page(
        WHO,
        f"Who we are: {words.count(len(found.schools), 'school')}",
        said=f"{name} has {words.count(len(found.schools), 'open school')} with about {total:,} pupils.",
        source=source,
        lede=f"{name} has {words.count(len(found.schools), 'open school')} with about {total:,} pupils.",
        table=Table(("Phase", "Schools", "Pupils"), rows, (2.0, 1.0, 1.0), numbers=(1, 2)),
        foot=_say_joined(found),
    )
    yield Page(
        WHO,
        "Our schools, by name",
        said="Every open school of the trust.",
        source=source,
        table=Table(
            ("School", "Phase", "Pupils", "In the trust since"),
            tuple(
                (
                    names.show(each.name),
                    each.phase.label,
                    "not known" if each.pupils_n is None else f"{each.pupils_n:,}",
                    "not known" if each.trust_since is None else f"{each.trust_since:%B %Y}",
                )
                for each in found.schools
            ),
            (2.4, 1.4, 0.8, 1.4),
            numbers=(2,),
        ),
        only="document",
    )
    if found.signals.unjudged:
        yield Page(
            WHO,
            "Schools of which the figures say nothing",
            said="They are as much part of the day as the others: the figures are silent, not the schools.",
            source=source,
            table=Table(
                ("School", "Why"),
                tuple((names.show(each.name), words.starting(each.why)) for each in found.signals.unjudged),
                (1.0, 1.6),
            ),
        )


def _say_joined(found: Summit) -> str:
    days = sorted(each.trust_since for each in found.schools if each.trust_since is not None)
    if len(days) < 2:
        return ""
    return f"They joined between {days[0]:%B %Y} and {days[-1]:%B %Y}. Every school is named in the document."


def _trends(found: Summit, trends: Trends) -> Iterator[Page]:
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
    rows = [Row(each.urn, each.name, each.estimate, each.lo, each.hi) for each in signal.members]
    if not rows:
        return
    what = f"{title}: lasting differences, by name"
    yield Page(
        TRENDS,
        what,
        said=f"How far each school is from expected, luck taken out. {summit_words.say_unit(signal.outcome)}",
        source=source,
        legend="Dot: best estimate. Thick line: where the truth probably lies (90%). Pale band: as expected. "
        f"{summit_words.say_unit(signal.outcome)}",
        charts=(
            summit_charts.rows_chart(
                signal,
                rows,
                key=f"schools.{signal.outcome.key}",
                what=what,
                bright=False,
                margin=signal.margin,
                reach=summit_charts.reach_of(rows, least=signal.reach),
            ),
        ),
        only="document",
    )


def _pairs(pairs: Pairs) -> Iterator[Page]:
    source = (
        f"Plait, method {pairs.method}, build {pairs.build}. Matched in like circumstances, each host at most "
        f"{words.count(pairs.capacity, 'visit')} at a time."
    )
    warning = "For people of the trust who are entitled to it. Do not pass these pages on."
    if pairs.pairs:
        rows = tuple(
            (
                names.show(each.need.name),
                words.starting(summit_words.title_of(each.outcome)),
                names.show(each.host.party.name),
                f"about {each.host.miles:.0f}" if each.host.miles is not None else "not known",
            )
            for each in pairs.pairs
        )
        yield Page(
            PAIRS,
            "Who could visit whom",
            said=f"A need of one school, and another of ours in like circumstances that likely does better. {warning}",
            source=source,
            table=Table(("School", "In", "Could visit", "Miles"), rows, (1.5, 1.3, 1.5, 0.6), numbers=(3,)),
            foot=warning,
        )
    if pairs.unanswered:
        yield Page(
            PAIRS,
            "Needs that no school of ours answers",
            said=f"Look outside the trust for these. {warning}",
            source=source,
            table=Table(
                ("School", "In", "Why no visit inside the trust"),
                tuple(
                    (
                        names.show(each.need.name),
                        words.starting(summit_words.title_of(each.outcome)),
                        words.starting(_WHY_ALONE[each.why]),
                    )
                    for each in pairs.unanswered
                ),
                (1.3, 1.1, 1.6),
            ),
            foot=warning,
        )
    if not pairs.pairs and not pairs.unanswered:
        yield Page(
            PAIRS, "Who could visit whom", said=pairs.needs.sentence, source=source, points=(pairs.needs.sentence,)
        )


def _day() -> Iterator[Page]:
    yield Page(
        DAY,
        "Questions for the day",
        said="Read the slides in silence first; then each table takes the questions that fit its schools.",
        source="Questions to start from. Change them.",
        points=(
            "What do you notice before anybody explains it? Write it down first, each for yourself.",
            "Which bright spot would you go and see, and what would you have to see there to believe it?",
            "Where does what we know of a school contradict the figures? What are they missing?",
            "Which strength do several of us share, and did we choose it?",
            "What could your school offer, and what would it ask for?",
            "What would you stop, so that there is room for it?",
        ),
    )
    yield Page(
        DAY,
        "Before we go home",
        said="Nothing follows from a summit unless somebody has a date.",
        source="Questions to start from. Change them.",
        points=(
            "Who visits whom, by when, and who releases them?",
            "What will the visitor ask, and what will the host want in return?",
            "What are we stopping?",
            "When do we look again, and what would change our mind?",
        ),
    )


def _sources(found: Summit) -> Iterator[Page]:
    licences = dict.fromkeys(each.source.licence for each in found.sources)
    made_up = "Every school here is made up. " if found.fictional else ""
    yield Page(
        SOURCES,
        "Sources, licence and limits",
        said=f"{made_up}Anybody may have the same figures again: the build and the method are named.",
        source=f"Build {found.build}, built {found.built_at:%d %B %Y}.",
        points=(
            f"{made_up}Build {found.build}; figures to {found.period}.",
            f"Published by {words.listed(list(dict.fromkeys(each.source.publisher for each in found.sources)))}.",
            "Contains public sector information licensed under the Open Government Licence v3.0."
            if not found.fictional
            else "Written in the form of published files by Plait’s simulator.",
            f"Expected results and differences are estimates: method {found.signals.method}.",
            "Each chart holds its own figures: open it to edit. They also lie beside this file, as CSV and a workbook.",
            "Limits: gaps stay gaps; years without tests are not filled in; publishers withhold small figures.",
        ),
    )
    yield Page(
        SOURCES,
        "Every source",
        said=f"Licences: {words.listed(list(licences))}.",
        source=f"The register of sources of build {found.build}.",
        table=Table(
            ("Source", "Publisher", "Years", "Licence"),
            tuple(
                (each.source.title, each.source.publisher, _say_years(each.years), each.source.licence)
                for each in found.sources
            ),
            (1.8, 1.2, 1.0, 1.2),
        ),
        only="document",
    )


def _say_years(years: tuple[int, ...]) -> str:
    if not years:
        return "all years in one file"
    first, last = AcademicYear(years[0]), AcademicYear(years[-1])
    return str(first) if first == last else f"{first} to {last}"
