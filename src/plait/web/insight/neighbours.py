"""What the page of a school's neighbours shows."""

from dataclasses import dataclass, replace

from plait.insight.domain import in_sentence
from plait.insight.queries.answers import NeighbourSet, Obstacle
from plait.insight.queries.neighbours import NEAR_MILES
from plait.insight.queries.pools import NO_FILTERS, PoolKind
from plait.organisations.domain import Status
from plait.web import addresses, names, words
from plait.web.charts import legend
from plait.web.insight import sureness
from plait.web.insight.choices import Choice, link
from plait.web.insight.facts import NeighbourFacts
from plait.web.insight.filters import FilterForm, present_form
from plait.web.insight.school_rows import SchoolRow, inputs_table, present_rows, says_survival
from plait.web.insight.strips import StripRow, present_strips, strip_table
from plait.web.insight.sureness import in_words
from plait.web.parts import Column, Crumb, LegendItem, Link, Shown, Table

_FAR = 90.0  # percentile of the distances of all neighbours: beyond it nine in ten are nearer


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why a school cannot be matched, and what can be done about it."""

    title: str
    text: str
    obstacles: tuple[Obstacle, ...]
    others: tuple[Link, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Widen:
    """An offer to look further, where a pool gives few schools or far ones."""

    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class NeighboursPage(Shown):
    """Everything on the page, in the order in which it is read."""

    name: str
    urn: int
    lede: str
    crumbs: tuple[Crumb, ...]
    url: str
    form: FilterForm
    clear_url: str
    status: str
    method_url: str
    unmatched: Unmatched | None
    widen: Widen | None
    strip_legend: tuple[LegendItem, ...]
    strips: tuple[StripRow, ...]
    strip_table: Table
    heading: str
    figure_name: str
    figure_url: str
    columns: tuple[Column, ...]
    rows: tuple[SchoolRow, ...]
    stays: bool
    inputs: Table | None
    compare_url: str
    links: tuple[Link, ...]
    sure: tuple[str, ...]
    told: str


def present_neighbours(facts: NeighbourFacts) -> NeighboursPage:
    """The page of a school's neighbours."""
    found, school, choice = facts.found, facts.school, facts.choice
    name = names.show(school.name)
    there = bool(found.neighbours)
    return NeighboursPage(
        name=name,
        urn=school.urn,
        lede=_lede(facts) if found.matched else _cannot(found, name),
        crumbs=crumbs_of(name, school.urn),
        url=addresses.neighbours(school.urn),
        form=present_form(facts),
        clear_url=link("neighbours", school.urn, _cleared(choice)) if choice.narrows else "",
        status=sureness.say_status(found.recipe),
        method_url=addresses.address("method", found.recipe.id),
        unmatched=None if found.matched else _unmatched(facts),
        widen=_widen(facts),
        strip_legend=(
            legend.all_schools("all schools that can be matched"),
            *((legend.neighbours(_those(len(found.neighbours))),) if there else ()),
            legend.you(name),
        ),
        strips=present_strips(found, who=name) if found.matched else (),
        strip_table=strip_table(found, who=name),
        heading=_heading(facts),
        figure_name="" if facts.column is None else f"{facts.column.definition.name}, {facts.column.year}",
        figure_url="" if facts.column is None else addresses.indicator(facts.column.definition.id),
        columns=_columns(facts),
        rows=present_rows(facts) if there else (),
        stays=says_survival(found),
        inputs=inputs_table(found) if there else None,
        compare_url=addresses.address("compare"),
        links=_links(facts),
        sure=sureness.say(found, name=name, phase=school.phase) if found.matched else (),
        told=_told(facts),
    )


def say_pool(facts: NeighbourFacts) -> str:
    """Where neighbours were looked for, as it stands after “schools”."""
    choice, school = facts.choice, facts.school
    parts = []
    if choice.pool is PoolKind.REGION:
        region = school.region or "its region"
        parts.append(f"in {region if region.startswith(('London', 'its', 'Yorkshire')) else f'the {region}'}")
    if choice.pool is PoolKind.TRUST:
        parts.append(f"of {names.show(school.trust_name or 'its own trust')}")
    elif choice.trusts:
        parts.append(f"of {words.listed(list(facts.trusts.values()))}")
    if choice.miles:
        parts.append(f"within {choice.miles:g} miles")
    return " ".join(parts) or "in England"


def _lede(facts: NeighbourFacts) -> str:
    found, name = facts.found, names.show(facts.school.name)
    n = len(found.neighbours)
    where, fit = say_pool(facts), ""
    if facts.choice.filters.any:
        fit = "that fits the filters and " if n < 2 else "that fit the filters and "
    matched = f"{fit or 'that '}can be matched with {name}"
    if n == 0:
        return f"There is no other school {where} {matched}."
    if found.fewer and n == 1:
        lede = f"The only school {where} {matched}."
    elif found.fewer:
        lede = f"All {n} schools {where} {matched}, those in the most like circumstances first."
    else:
        those = "The school" if n == 1 else f"The {n} schools"
        lede = f"{those} {where} {fit}whose circumstances are nearest to those of {name}."
    return f"{lede} Results play no part in choosing them.{_of_them(facts)}"


def _of_them(facts: NeighbourFacts) -> str:
    """How many are in the own trust, and how many are near on the ground."""
    found, choice = facts.found, facts.choice
    told = []
    total = len(found.neighbours)
    if found.trust_uid is not None and choice.pool is not PoolKind.TRUST:
        told.append(f"{_are(found.trust_n, total)} in its own trust")
    if found.placed_n and (not choice.miles or choice.miles > NEAR_MILES):
        told.append(f"{_are(found.near_n, total)} within {NEAR_MILES:g} miles")
    if not told:
        return ""
    return f" Of them, {words.listed(told)}."


def _are(n: int, total: int) -> str:
    if n == total > 1:
        return "all are"
    return f"{'none' if n == 0 else in_words(n)} {'is' if n == 1 else 'are'}"


def _cannot(found: NeighbourSet, name: str) -> str:
    return f"{name} cannot be matched under the recipe “{found.recipe.name}”. Here is why, and what can be done."


def _unmatched(facts: NeighbourFacts) -> Unmatched:
    found, school = facts.found, facts.school
    others = tuple(
        Link(recipe.name, link("neighbours", school.urn, replace(facts.choice, recipe=recipe.id, year=None)))
        for recipe, able in facts.recipes
        if able and recipe.id != found.recipe.id
    )
    if others:
        otherwise = "It can be matched under another recipe:"
    elif school.status is Status.CLOSED:
        otherwise = "It has closed, and no recipe matches it. If it goes on under another URN, look there."
    elif found.outside:
        otherwise = "No recipe that comes with Plait is for schools of this kind."
    else:
        otherwise = (
            "No other recipe can match it either: the published files lack what they compare. "
            "A school that opened or changed its URN lately is matched when its figures are published."
        )
    known = f"Figures are known for {words.percent(100 * found.compared_rate)} of the weight of the inputs. "
    text = "" if found.outside else f"{known if 0 < found.compared_rate < 1 else ''}{found.recipe.missing}"
    return Unmatched("Why it cannot be matched", text, found.obstacles, others, otherwise)


def _widen(facts: NeighbourFacts) -> Widen | None:
    """Say that a pool is small or far from the school, and offer what would widen it."""
    found, choice, urn = facts.found, facts.choice, facts.school.urn
    far_n = sum(each.distance_percentile > _FAR for each in found.neighbours)
    mostly_far = 2 * far_n > len(found.neighbours)
    if not found.matched or not choice.narrows or not (found.fewer or mostly_far or not found.neighbours):
        return None
    links = []
    if choice.filters.any:
        links.append(Link("Take the filters off", link("neighbours", urn, replace(choice, filters=NO_FILTERS))))
    if choice.miles and choice.miles < 100:
        links.append(Link("Search within 100 miles", link("neighbours", urn, replace(choice, miles=100.0))))
    if facts.school.region and choice.pool is PoolKind.TRUST:
        links.append(Link("Search its region", link("neighbours", urn, replace(choice, pool=PoolKind.REGION))))
    links.append(Link("Search all England", link("neighbours", urn, _cleared(choice))))
    n = len(found.neighbours)
    if n == 0:
        text = "Nobody is left in this pool."
    elif found.far:
        first = "Even the nearest school here is far" if n > 1 else "The school here is far"
        text = f"{first}: nine in ten neighbours in England are nearer than that."
    elif mostly_far:
        those = f"{words.starting(in_words(far_n))} of these {n} schools are far"
        text = f"{those}: nine in ten neighbours in England are nearer."
    else:
        text = f"This pool holds only {words.count(n, 'school')} to choose from, so they are listed all, near or far."
    return Widen(text, tuple(links))


def _cleared(choice: Choice) -> Choice:
    return replace(choice, pool=PoolKind.ENGLAND, miles=0.0, trusts=(), filters=NO_FILTERS)


def _heading(facts: NeighbourFacts) -> str:
    """What the order of the table is, and that it is not an order of merit."""
    choice = facts.choice
    chosen = "Results played no part in choosing these schools."
    if choice.sort == "figure" and facts.column is not None:
        direction = "highest first" if choice.descending else "lowest first"
        name = facts.column.definition.name
        return f"In the order of one figure, {in_sentence(name)}, {direction}, because you asked for it. {chosen}"
    if choice.sort == "name":
        return f"From {'Z to A' if choice.descending else 'A to Z'}, because you asked for it. {chosen}"
    return f"{'Farthest' if choice.descending else 'Nearest'} in circumstances first. {chosen}"


def _columns(facts: NeighbourFacts) -> tuple[Column, ...]:
    column = facts.column
    told = [
        _column(facts, "name", "School"),
        Column("Trust", wide_only=True),
        _column(facts, "distance", "Distance", number=True),
        Column("What the difference is made of", wide_only=True),
    ]
    if says_survival(facts.found):
        told.append(Column("Stays a neighbour if weights change", number=True, wide_only=True))
    if column is not None:
        told.append(_column(facts, "figure", column.definition.short, number=True))
    return tuple(told)


def _column(facts: NeighbourFacts, sort: str, label: str, *, number: bool = False) -> Column:
    choice = facts.choice
    current = choice.sort == sort
    first_down = sort == "figure"
    descending = not choice.descending if current else first_down
    url = link("neighbours", facts.school.urn, replace(choice, sort=sort, descending=descending, add=""))
    order = "" if not current else "descending" if choice.descending else "ascending"
    return Column(label, number=number, sort_url=f"{url}#schools", sort=order)  # type: ignore[arg-type]


def _links(facts: NeighbourFacts) -> tuple[Link, ...]:
    urn, choice = facts.school.urn, facts.choice
    told = [Link("Download CSV", link("neighbours-csv", urn, choice))] if facts.found.neighbours else []
    told.append(Link("Print", link("neighbours-print", urn, choice)))
    if facts.has_changes:
        recipe = Choice(recipe=facts.found.recipe.id)
        told.append(Link("Who joined and who left", link("neighbour-changes", urn, recipe)))
    told.append(Link("Method card", addresses.address("method", facts.found.recipe.id)))
    return tuple(each for each in told if each.url)


def crumbs_of(name: str, urn: int) -> tuple[Crumb, ...]:
    """The way from the list of schools to the neighbours of one."""
    return (
        Crumb("Schools", addresses.address("schools")),
        Crumb(name, addresses.school(urn)),
        Crumb("Similar schools"),
    )


def _those(n: int) -> str:
    return "the neighbour" if n == 1 else f"the {n} neighbours"


def _told(facts: NeighbourFacts) -> str:
    """What a screen reader is told when the list changes."""
    if not facts.found.matched:
        return f"Cannot be matched under {facts.found.recipe.name}."
    n = len(facts.found.neighbours)
    return f"{words.starting(words.count(n, 'school'))} {say_pool(facts)}."
