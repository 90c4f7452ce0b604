"""Pages of the pack on what became of schools since they joined, with what to know before that is used."""

from collections.abc import Iterator

from plait.insight.queries.summit import Summit
from plait.insight.queries.trajectory_answers import LEVEL, TrustTrajectory
from plait.web import words
from plait.web.charts import event_time
from plait.web.packs.parts import Chart, Mark, Page, Series
from plait.web.signals import since_cautions, since_path, since_words, summit_words

SINCE = "Since joining"


def list_since(found: Summit) -> Iterator[Page]:
    """For each phase the path around joining and its cautions, or why nothing can be said."""
    if not found.since:
        yield Page(
            SINCE,
            "Since joining the trust",
            said="Nothing can be told here, and why.",
            source=f"Plait, build {found.build}.",
            points=(found.since_refusal,),
        )
    for each in found.since:
        yield from _pages(each)


def _pages(told: TrustTrajectory) -> Iterator[Page]:
    title = f"Since joining: {told.outcome.short}, {since_words.say_schools(2, told.phase).removeprefix('two ')}"
    source = (
        f"Plait, method {told.method}, recipe {told.recipe}, seed {told.seed}, build {told.build}. To have it again: "
        f"plait trajectory --trust {told.uid} --csv"
    )
    said = _say(told)
    cautions = tuple(since_cautions.list_sentences(told))
    chart = _chart(told, title=title)
    if chart is None:
        yield Page(SINCE, title, said=said, source=source, points=(said, told.refusal, *cautions))
        return
    yield Page(
        SINCE,
        title,
        said=said,
        source=source,
        legend=f"Dot: mean of our schools beside their neighbours. Thick line: where the truth probably lies. "
        f"Year 1: the first wholly in the trust. In {since_words.unit_of(told)}.",
        charts=(chart,),
        points=(said,),
    )
    yield Page(
        SINCE,
        f"Before you use it: {told.outcome.short}, since joining",
        said="A rise after joining is not yet an effect of joining.",
        source=source,
        points=cautions,
    )


def _say(told: TrustTrajectory) -> str:
    schools = since_words.say_schools(len(told.schools), told.phase)
    if told.pooled is None:
        return f"None of {schools} that joined could be followed."
    low, high = told.pooled.interval(LEVEL)
    moved = since_words.say_moved(told, told.pooled.difference, many=told.counted_n > 1)
    followed = words.starting(words.count(told.counted_n, "school"))
    between = f"between {since_words.writer_of(told)(low)} and {since_words.writer_of(told)(high)}"
    return (
        f"{followed} of {len(told.schools)} that joined could be followed: they {moved}. The truth probably lies "
        f"{between}, {since_words.judge(low, high)}; {since_words.say_agreement(told)}."
    )


def _chart(told: TrustTrajectory, *, title: str) -> Chart | None:
    path = since_path.make_path(told)
    if path is None:
        return None
    held = {year.event: year for year in path.years}
    ends = [abs(end) for year in path.years for end in (year.low, year.high)]
    axis = summit_words.both_sides(max(abs(path.scale.low), abs(path.scale.high), *ends))
    told_years = [held.get(event) for event in path.span]
    best = tuple(None if year is None else round(float(year.best), 4) for year in told_years)
    minus = tuple(None if year is None else round(float(year.best - year.low), 4) for year in told_years)
    plus = tuple(None if year is None else round(float(year.high - year.best), 4) for year in told_years)
    return Chart(
        key=f"since.{told.phase.value}.{told.outcome.id}",
        name=title,
        alt=event_time.sentence(path),
        kind="years",
        categories=tuple(map(_name_year, path.span)),
        series=(
            Series("Where the truth probably lies", Mark.INTERVAL, best, minus=minus, plus=plus),
            Series("Mean beside neighbours", Mark.BEST, best),
        ),
        low=axis.low,
        high=axis.high,
        step=axis.step,
        number_format=summit_words.difference_format(axis),
    )


def _name_year(event: int) -> str:
    return str(event + 1) if event >= 0 else f"{words.MINUS}{-event}"
