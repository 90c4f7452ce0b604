"""What the page of what changed shows: schools whose underlying level likely rose, and to those entitled, fell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Mover, Movers
from plait.insight.queries.signals_judged import Judged
from plait.organisations.domain import Scope
from plait.web import addresses, names, words
from plait.web.charts import difference, legend
from plait.web.parts import Crumb, LegendItem, Link, Option, Pages, Tab
from plait.web.signals import spots, spots_empty, spots_rows
from plait.web.signals.spots_choices import Choice, link
from plait.web.signals.spots_empty import Empty
from plait.web.signals.spots_form import Form, Select
from plait.web.signals.spots_links import links_of, tabs_of
from plait.web.signals.spots_rows import SpotRow

ROUTE: Final = "changed"
CSV_HEADING: Final = (
    *("URN", "Name", "Place", "Trust UID", "Trust", "Change", "Low", "High", "Probability", "Since", "Until"),
    *("Distance", "Miles", "Outcome", "Expected false %", "Build"),
)
_BETTER: Final = "Where a level likely moved for the better"
_SPANS: Final = {"long": "over three years", "last": "since the year before"}


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """The radar of one outcome."""

    heading: str
    lede: str
    form: Form
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]
    family: str = ""
    weak: str = ""
    scale: str = ""
    legend: tuple[LegendItem, ...] = ()
    rows: tuple[SpotRow, ...] = ()
    filters: str = ""
    note: str = ""
    pages: Pages | None = None
    other_side: Link | None = None
    not_told: str = ""
    empty: Empty | None = None
    near_note: str = ""
    links: tuple[Link, ...] = ()
    told: str = ""


def with_span(form: Form, judged: Judged, *, span: str) -> Form:
    """The form with the spans over which this outcome can be told."""
    options = tuple(Option(name, f"{year} ({_SPANS[name]})", name == span) for name, year in judged.spans)
    return replace(form, selects=(Select("span", "Since", options), *form.selects)) if options else form


def present_refused(error: PlaitError, outcome: Outcome, *, form: Form, choice: Choice) -> ChangedPage:
    """An outcome, or a span, of which this build cannot tell what changed."""
    return ChangedPage(
        heading=f"What changed: {outcome.definition.short}",
        lede=f"{outcome.definition.name}: what changed cannot be told with the figures that this site holds.",
        form=form,
        tabs=tabs_of(choice, current=ROUTE),
        crumbs=crumbs_of(outcome.definition.short),
        empty=spots_empty.of_refusal(error, route=ROUTE, choice=choice),
        told=error.what,
    )


def present_changed(found: Movers, scope: Scope, *, form: Form, choice: Choice) -> ChangedPage:
    """The list of an outcome and a span."""
    outcome, entitled = found.outcome, sees_needs(scope)
    weak = found.skill is not None and found.skill.weak
    return ChangedPage(
        heading=_heading(found, form, fell=choice.fell),
        lede=_lede(found, fell=choice.fell),
        form=form,
        tabs=tabs_of(choice, current=ROUTE),
        crumbs=crumbs_of(outcome.definition.short),
        family=_family(found, fell=choice.fell),
        weak=found.skill.sentence if found.skill is not None and weak else "",
        scale=_scale(found) if found.movers else "",
        legend=_legend(found) if found.movers else (),
        rows=tuple(_row(each, found, form=form, fell=choice.fell) for each in found.movers),
        filters=spots.say_filters(choice),
        note=_note(found),
        pages=spots.pages_of(found.found_n, route=ROUTE, choice=choice) if found.found_n else None,
        other_side=_other_side(choice) if entitled else None,
        not_told=""
        if entitled
        else "Where a level likely moved for the worse is told only to people of the school and of its trust.",
        empty=_empty(found, form=form, choice=choice, entitled=entitled),
        near_note=found.near_note,
        links=links_of(ROUTE, choice, group_key=outcome.key, csv=bool(found.movers)),
        told=f"{words.starting(words.count(found.found_n, 'school'))} listed.",
    )


def sees_needs(scope: Scope) -> bool:
    """Whether this reader is entitled to read of any school at all that it may need support."""
    return bool(scope.needs_everywhere or scope.needs_trusts or scope.needs_schools)


def crumbs_of(last: str) -> tuple[Crumb, ...]:
    """The way to an outcome."""
    start = (Crumb("Plait", "/"), Crumb("Bright spots", link(spots.ROUTE, Choice())))
    return (*start, Crumb("What changed", link(ROUTE, Choice())), Crumb(last))


def csv_rows(found: Movers) -> Iterator[tuple[object, ...]]:
    """One row for each school of the list, in its order."""
    false = None if found.false_share is None else round(100 * found.false_share, 2)
    for each in found.movers:
        yield (
            *(each.urn, each.name, each.town, each.trust_uid, each.trust_name),
            *(round(each.change, 4), round(each.lo, 4), round(each.hi, 4), round(each.probability, 4)),
            *(str(found.since), str(found.until)),
            None if each.distance is None else round(each.distance, 4),
            None if each.miles is None else round(each.miles, 1),
            *(found.outcome.key, false, found.build),
        )


def _heading(found: Movers, form: Form, *, fell: bool) -> str:
    whose = f" for {form.place.name}" if found.near is not None and form.place.name else ""
    return f"{'What moved for the worse' if fell else 'What changed'}{whose}: {found.outcome.definition.short}"


def _lede(found: Movers, *, fell: bool) -> str:
    way = "for the worse" if fell else "for the better"
    return (
        f"{found.outcome.definition.name}, in {spots.name_schools(found.outcome)}: schools whose underlying level "
        f"likely moved {way} from {found.since} to {found.until}, beyond what chance does and beyond what moved for "
        "everyone."
    )


def _family(found: Movers, *, fell: bool) -> str:
    if not found.listed_n or found.false_share is None:
        return ""
    share = words.percent(100 * found.false_share, places=1)
    told = f"{found.listed_n:,} of {found.asked_n:,} schools are listed"
    seen = f", of which {found.found_n:,} may be told to you" if fell and found.found_n < found.listed_n else ""
    return f"{told}{seen}; about {share} of these flags are expected to be false (limit 5%)."


def _note(found: Movers) -> str:
    order = "Those most like yours first." if found.near is not None else "From A to Z."
    return f"{order} A large change stands no higher than a small one."


def _scale(found: Movers) -> str:
    far = spots_rows.writer(found.outcome.definition)(found.reach).lstrip("+")
    unit = spots_rows.unit_of(found.outcome.definition)
    side = " Less is better here, so a change for the better lies to the left." if found.outcome.sign < 0 else ""
    return f"Each picture runs from a change of {far} {unit} down to {far} up: the same for every school.{side}"


def _legend(found: Movers) -> tuple[LegendItem, ...]:
    return (
        legend.best("how far its level moved, as best we can tell"),
        legend.interval(f"where the truth probably lies ({words.percent(100 * found.level)})"),
        legend.exactly("no change but that of everyone"),
    )


def _row(each: Mover, found: Movers, *, form: Form, fell: bool) -> SpotRow:
    name, definition = names.show(each.name), found.outcome.definition
    own_trust = None if form.place.school is None else form.place.school.trust_uid
    chart = difference.Difference(
        label=f"{name}: change in {definition.short}",
        best=each.change,
        low=each.lo,
        high=each.hi,
        band=0.0,
        reach=found.reach,
        unit=spots_rows.unit_of(definition),
        signal=not fell,
        write=spots_rows.writer(definition),
    )
    return SpotRow(
        name=name,
        url=addresses.school(each.urn),
        place=spots_rows.say_place(each.town, each.miles),
        trust=names.show(each.trust_name) if each.trust_name else "Not in a trust",
        trust_url="" if each.trust_uid is None else addresses.trust(each.trust_uid),
        own_trust=own_trust is not None and each.trust_uid == own_trust,
        picture=difference.draw(chart),
        evidence=_evidence(each, found),
        size=spots_rows.say_size(definition, each.change, each.lo, each.hi),
        alike=spots_rows.say_alike(each.alike, known=found.near is not None),
        unlike=spots_rows.say_unlike(each.alike),
        links=spots_rows.links_of(each.urn, near=found.near),
    )


def _evidence(each: Mover, found: Movers) -> str:
    """Both ends as they were published beside what was expected, and how often such flags hold."""
    by_year = {figure.year: figure for figure in each.figures if figure.expected is not None}
    ends = [
        _beside(by_year[year].observed - (by_year[year].expected or 0.0), found, year)
        for year in by_year
        if year in {found.since, found.until}
    ]
    told = f"Published: {words.listed(ends)}. " if len(ends) == 2 else ""
    return f"{told}{spots_rows.say_share(each.probability)} such flags hold."


def _beside(apart: float, found: Movers, year: AcademicYear) -> str:
    definition = found.outcome.definition
    amount = spots_rows.writer(definition)(abs(apart)).lstrip("+")
    if not any(digit in "123456789" for digit in amount):
        return f"just what was expected in {year}"
    return f"{amount} {'above' if apart > 0 else 'below'} what was expected in {year}"


def _other_side(choice: Choice) -> Link:
    label = _BETTER if choice.fell else "Where a level likely moved for the worse, which not everybody may read"
    return Link(label, link(ROUTE, replace(choice, fell=not choice.fell, page=1)))


def _empty(found: Movers, *, form: Form, choice: Choice, entitled: bool) -> Empty | None:
    school = form.place.school
    if choice.fell and not entitled:
        return Empty(
            "This is not told to everybody",
            "Where a level likely moved for the worse is told only to people of the school and of its trust: a list of "
            "such schools in other hands helps nobody.",
            (Link(_BETTER, link(ROUTE, replace(choice, fell=False))),),
        )
    if school is not None and school.phase is not found.outcome.phase:
        still = "So how like it the schools below are is not known: they stand from A to Z." if found.movers else ""
        return spots_empty.of_phase(found.outcome, school, route=ROUTE, choice=choice, still=still)
    if found.movers:
        return None
    if not found.listed_n:
        return Empty(
            "No school can be listed",
            f"{found.asked_n:,} schools were asked. No change is so sure that a list could be made of which at most "
            "5% is expected to be false. Silence is not “no change”: a few cohorts say little.",
            (Link("Choose another outcome", link(ROUTE, replace(choice.whole, outcome="", span=""))),),
        )
    return Empty(
        "No listed school is here",
        f"{words.starting(words.count(found.listed_n, 'school is', 'schools are'))} listed in England, and none of "
        "them fits what you asked for, or may be told to you.",
        (Link("Look in all England", link(ROUTE, choice.whole)),) if choice.among.narrows else (),
    )


def default_span(judged: Judged, *, asked: str) -> str:
    """The span asked for, else the longest that can be told."""
    return asked or (judged.spans[0][0] if judged.spans else "long")


def say_spans(judged: Judged) -> str:
    """From which years on changes can be told, beside an outcome."""
    if not judged.spans or judged.year is None:
        return "no year to compare with is held"
    years = words.listed([str(year) for _, year in judged.spans], joiner="or")
    return f"from {years} to {judged.year}"
