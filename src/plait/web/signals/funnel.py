"""What the page of the funnel shows: one year, every school by the size of its cohort, and how far chance reaches."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.safestring import SafeString

from plait.core.errors import PlaitError
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_funnel import FunnelFacts, Place
from plait.insight.queries.signals_judged import Judged
from plait.web import names, words
from plait.web.charts import funnel, legend
from plait.web.parts import Crumb, LegendItem, Link, Tab, Table
from plait.web.signals import spots, spots_empty, spots_rows
from plait.web.signals.spots_choices import Choice, link
from plait.web.signals.spots_empty import Empty
from plait.web.signals.spots_form import Form
from plait.web.signals.spots_links import links_of, tabs_of

ROUTE: Final = "funnel"
CSV_HEADING: Final = (
    *("What", "URN", "Name", "Pupils", "Difference", "Schools", "Chance 95%", "Usual 95%", "Usual 99.8%"),
    *("Outcome", "Year", "Build"),
)


@dataclass(frozen=True, slots=True)
class FunnelPage:
    """The funnel of one outcome."""

    heading: str
    lede: str
    form: Form
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]
    empty: Empty | None = None
    weak: str = ""
    legend: tuple[LegendItem, ...] = ()
    chart: SafeString | str = ""
    sentence: str = ""
    own: str = ""
    limits: Table | None = None
    marked: Table | None = None
    unnamed: str = ""
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


def say_year(judged: Judged) -> str:
    """The year of the funnel, beside an outcome."""
    return "" if judged.year is None else str(judged.year)


def without_filters(form: Form) -> Form:
    """The form without how far to look: the funnel is of everyone."""
    return replace(form, selects=())


def present_refused(error: PlaitError, outcome: Outcome, *, form: Form, choice: Choice) -> FunnelPage:
    """An outcome of which there is no funnel."""
    return FunnelPage(
        heading=f"The funnel: {outcome.definition.short}",
        lede=f"{outcome.definition.name}: there is no funnel with the figures that this site holds.",
        form=form,
        tabs=tabs_of(choice, current=ROUTE),
        crumbs=crumbs_of(outcome.definition.short),
        empty=spots_empty.of_refusal(error, route=ROUTE, choice=choice),
    )


def present_funnel(found: FunnelFacts, *, form: Form, choice: Choice) -> FunnelPage:
    """The picture, what it says, and what it cannot say."""
    chart = chart_of(found, name=form.place.name)
    definition, school = found.outcome.definition, form.place.school
    other = school is not None and school.phase is not found.outcome.phase
    unnamed = sum(not each.name for each in found.neighbours)
    return FunnelPage(
        heading=f"The funnel: {definition.short}",
        lede=f"{definition.name}, in {spots.name_schools(found.outcome)}, {found.year} alone: how far each school lies "
        "from what would be expected in its circumstances, by the size of its cohort. The smaller the cohort, the "
        "farther chance alone reaches.",
        form=form,
        tabs=tabs_of(choice, current=ROUTE),
        crumbs=crumbs_of(definition.short),
        empty=spots_empty.of_phase(found.outcome, school, route=ROUTE, choice=choice, still="")
        if other and school is not None
        else None,
        weak=found.skill.sentence if found.skill.weak else "",
        legend=_legend(found, name=form.place.name),
        chart=funnel.draw(chart),
        sentence=funnel.sentence(chart),
        own="" if other else _say_own(found, name=form.place.name),
        limits=funnel.table(chart),
        marked=funnel.marked(chart) if chart.own or any(each.name for each in chart.neighbours) else None,
        unnamed=_unnamed(unnamed),
        notes=_notes(found),
        links=links_of(ROUTE, choice, group_key=found.outcome.key),
    )


def chart_of(found: FunnelFacts, *, name: str) -> funnel.FunnelChart:
    """The funnel as it is drawn."""
    definition = found.outcome.definition
    return funnel.FunnelChart(
        label=f"{definition.short}, {found.year}: the funnel",
        dots=tuple(funnel.Dot(each.pupils_n, each.difference, each.schools_n) for each in found.cells),
        limits=tuple(funnel.Limit(each.pupils_n, each.chance, each.usual, each.far) for each in found.limits),
        pupils_lo=found.pupils_lo,
        pupils_hi=found.pupils_hi,
        reach=found.reach,
        unit=spots_rows.unit_of(definition),
        schools_n=found.schools_n,
        beyond_chance_rate=found.beyond_chance_rate,
        beyond_usual_rate=found.beyond_usual_rate,
        own=None if found.own is None else _point(found.own, name=name),
        neighbours=tuple(_point(each, name=names.show(each.name)) for each in found.neighbours),
        write=spots_rows.writer(definition),
        noun=noun_of(found.outcome),
    )


def noun_of(outcome: Outcome) -> str:
    """Who is counted in a cohort."""
    cohort = outcome.definition.cohort
    return next((noun for noun in ("entries", "enrolments", "students") if cohort.startswith(noun)), "pupils")


def csv_rows(found: FunnelFacts, *, name: str) -> Iterator[tuple[object, ...]]:
    """The dots, the limits and the schools that are marked by name; nobody else is named."""
    tail = (found.outcome.key, str(found.year), found.build)
    for cell in found.cells:
        dot = (round(cell.pupils_n, 1), round(cell.difference, 4), cell.schools_n)
        yield ("dot", None, None, *dot, None, None, None, *tail)
    for limit in found.limits:
        bounds = (round(limit.chance, 4), round(limit.usual, 4), round(limit.far, 4))
        yield ("limit", None, None, round(limit.pupils_n, 1), None, None, *bounds, *tail)
    marked = [("your school", found.own, name)] if found.own is not None else []
    marked += [("neighbour", each, each.name) for each in found.neighbours if each.name]
    for what, place, called in marked:
        figures = (place.pupils_n, round(place.difference, 4), None)
        yield (what, place.urn, called, *figures, None, None, None, *tail)


def crumbs_of(last: str) -> tuple[Crumb, ...]:
    """The way to an outcome."""
    start = (Crumb("Plait", "/"), Crumb("Bright spots", link(spots.ROUTE, Choice())))
    return (*start, Crumb("The funnel", link(ROUTE, Choice())), Crumb(last))


def _point(place: Place, *, name: str) -> funnel.Point:
    return funnel.Point(name, place.pupils_n, place.difference)


def _legend(found: FunnelFacts, *, name: str) -> tuple[LegendItem, ...]:
    told = [
        legend.crowd("schools; darker where there are many"),
        legend.limit_chance("chance alone (95%)"),
        legend.limit_usual("with the usual differences (95%)"),
        legend.limit_far("with the usual differences (99.8%)"),
    ]
    if found.own is not None:
        told.append(legend.you(name))
    if found.neighbours:
        told.append(legend.places("its neighbours"))
    return tuple(told)


def _say_own(found: FunnelFacts, *, name: str) -> str:
    """Where the reader's school lies; that it lies on the side of need is not put into words for everybody."""
    if not name:
        return ""
    if found.own is None:
        return f"{name} is not in this picture. {found.own_missing}".strip()
    definition = found.outcome.definition
    write, unit = spots_rows.writer(definition), spots_rows.unit_of(definition)
    cohort = f"a cohort of {round(found.own.pupils_n):,} {noun_of(found.outcome)}"
    said = f"{name}: {write(found.own.difference)} {unit} from what was expected, with {cohort}."
    if not found.own_told:
        return f"{said} What that may mean is told to people of the school and of its trust."
    where = "inside the 95% limits with the usual differences allowed for"
    if found.own.outside:
        where = f"{'above' if found.own.outside > 0 else 'below'} the 95% limits with the usual differences allowed for"
    return f"{said} That is {where}."


def _unnamed(n: int) -> str:
    if not n:
        return ""
    which = "One neighbour is" if n == 1 else f"{words.starting(words.count(n, 'neighbour'))} are"
    return f"{which} marked without a name: who lies on the side of need is told only to those entitled to it."


def _notes(found: FunnelFacts) -> tuple[str, ...]:
    definition = found.outcome.definition
    spread = spots_rows.writer(definition)(found.tau).lstrip("+")
    usual = f"about {spread} {spots_rows.unit_of(definition)} (one standard deviation)"
    one_year = (
        "The funnel looks at one year, and does not know circumstances beyond those taken out. A school outside it may "
        "have had a striking cohort; a school inside it may do something worth learning from every year. Which "
        "differences last is judged on the page of bright spots, with several years."
    )
    return (
        f"The usual difference between schools, beyond chance, is {usual}. The outer limits allow for it.",
        one_year,
        "The limits are drawn for a typical school; whether a school lies outside is worked out with its own chance.",
    )
