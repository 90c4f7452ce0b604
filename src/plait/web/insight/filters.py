"""The form above a school's neighbours: every filter with what is chosen now in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.indicators.queries.browse import Choice as Value
from plait.insight.queries.pools import PoolKind
from plait.organisations.domain import Phase
from plait.web import families, names, words
from plait.web.insight.facts import NeighbourFacts
from plait.web.parts import Filter, Option

_MILES: Final = (10, 25, 50, 100)
_COUNTS: Final = (10, 20, 30, 50, 100)
_SETTLEMENTS: Final = (("urban", "Urban"), ("rural", "Rural"))
_GENDERS: Final = (("mixed", "Girls and boys"), ("girls", "Girls"), ("boys", "Boys"))
_FAITHS: Final = (("faith", "With a religious character"), ("no faith", "Without"))


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators of one family, for a list to choose from."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form: filters at once, those behind “More filters”, the trusts, and the indicator beside each school."""

    first: tuple[Filter, ...]
    more: tuple[Filter, ...]
    more_value: str
    trusts: Filter
    trusts_n: int
    trusts_changed: bool
    nothing_found: str
    groups: tuple[Group, ...]
    hidden: tuple[tuple[str, str], ...]


def present_form(facts: NeighbourFacts) -> FilterForm:
    """The form as the reader left it."""
    flags = (
        _flag(facts, "sixth_form", "Sixth form"),
        _flag(facts, "nursery_provision", "Nursery"),
    )
    phase_flag = 0 if facts.school.phase in {Phase.SECONDARY, Phase.POST16, Phase.SPECIAL} else 1
    more = (
        flags[1 - phase_flag],
        *((_held(facts, "phase", "Phase"),) if len(facts.found.recipe.pool.phases) != 1 else ()),
        _held(facts, "type_group", "Kind of school"),
        _held(facts, "admissions", "Admissions"),
        _known(facts, "gender", "Girls or boys", _GENDERS),
        _known(facts, "faith", "Faith", _FAITHS),
        _held(facts, "region", "Region"),
        *((_year(facts),) if len(facts.found.years) > 1 else ()),
    )
    chosen_n = sum(1 for each in more if each.value != "any")
    choice = facts.choice
    hidden = {
        "sort": "" if choice.sort == "distance" else choice.sort,
        "order": "down" if choice.descending else "",
    }
    return FilterForm(
        first=(
            _recipes(facts),
            _pool(facts),
            _within(facts),
            _known(facts, "settlement", "Urban or rural", _SETTLEMENTS),
            flags[phase_flag],
            _count(facts),
        ),
        more=more,
        more_value="" if chosen_n == 0 else f"{chosen_n} in use",
        trusts=_trusts(facts),
        trusts_n=len(facts.trusts),
        trusts_changed=bool(facts.typed),
        nothing_found=_nothing_found(facts),
        groups=_groups(facts),
        hidden=tuple((name, value) for name, value in hidden.items() if value),
    )


def _recipes(facts: NeighbourFacts) -> Filter:
    used = facts.found.recipe
    usable = [recipe for recipe, able in facts.recipes if able or recipe.id == used.id]
    options = tuple(Option(recipe.id, recipe.name, recipe.id == used.id) for recipe in usable)
    return Filter("recipe", "Recipe", options, used.name)


def _pool(facts: NeighbourFacts) -> Filter:
    school, chosen = facts.school, facts.choice.pool
    told = [(PoolKind.ENGLAND, "All England", "England")]
    if school.region:
        told.append((PoolKind.REGION, f"Its region ({school.region})", school.region))
    if school.trust_uid is not None:
        own = names.show(school.trust_name or "its trust")
        told.append((PoolKind.TRUST, f"Its own trust ({own})", "its own trust"))
    options = tuple(Option(kind.value, label, kind is chosen) for kind, label, _ in told)
    value = next((short for kind, _, short in told if kind is chosen), "England")
    return Filter("pool", "Pool", options, value)


def _within(facts: NeighbourFacts) -> Filter:
    chosen = facts.choice.miles
    placed = facts.school.easting is not None
    offered = sorted({*map(float, _MILES), chosen} - {0.0}) if placed else []
    options = (
        Option("", "Any distance" if placed else "Any distance: where this school lies is not known", chosen == 0),
        *(Option(f"{each:g}", f"{each:g} miles", each == chosen) for each in offered),
    )
    return Filter("miles", "Within", options, f"{chosen:g} miles" if chosen else "any distance")


def _count(facts: NeighbourFacts) -> Filter:
    usual, chosen = facts.found.recipe.k, facts.choice.k
    offered = sorted({*_COUNTS, chosen or usual} - {usual})
    options = (
        Option("", f"{usual}, as the recipe says", chosen in {None, usual}),
        *(Option(str(each), str(each), each == chosen) for each in offered),
    )
    return Filter("k", "How many", options, str(chosen or usual))


def _year(facts: NeighbourFacts) -> Filter:
    """The year basis; without a choice, the newest on which the school can be matched."""
    chosen = facts.choice.year
    options = (
        Option("", "Newest that can be", chosen is None),
        *(Option(str(each.start), str(each), each.start == chosen) for each in facts.found.years),
    )
    return Filter("year", "Figures of", options, "any" if chosen is None else str(facts.found.year))


def _flag(facts: NeighbourFacts, name: str, label: str) -> Filter:
    chosen = getattr(facts.choice.filters, name)
    told = {None: ("", "any"), True: ("yes", "with"), False: ("no", "without")}
    options = tuple(Option(value, words.starting(said), chosen is each) for each, (value, said) in told.items())
    return Filter(name, label, options, told[chosen][1])


def _known(facts: NeighbourFacts, name: str, label: str, told: Sequence[tuple[str, str]]) -> Filter:
    chosen: tuple[str, ...] = getattr(facts.choice.filters, name)
    options = tuple(Option(value, said, value in chosen) for value, said in told)
    value = words.listed([said.lower() for value, said in told if value in chosen], joiner="or")
    return Filter(name, label, options, value or "any", many=True)


def _held(facts: NeighbourFacts, name: str, label: str) -> Filter:
    """A filter whose values are those that open schools have."""
    chosen: tuple[str, ...] = getattr(facts.choice.filters, name)
    told = [(each.value, _name(name, each)) for each in facts.values[name] if each.value.strip()]
    if name == "phase":
        pool, order = facts.found.recipe.pool.phases, [phase.value for phase in Phase]
        told = sorted((each for each in told if not pool or each[0] in pool), key=lambda each: order.index(each[0]))
    told += [(value, value) for value in chosen if value not in {each for each, _ in told}]
    value = "any" if not chosen else dict(told)[chosen[0]] if len(chosen) == 1 else f"{len(chosen)} chosen"
    options = tuple(Option(value, said, value in chosen) for value, said in told)
    return Filter(name, label, options, value, many=True)


def _name(column: str, value: Value) -> str:
    return Phase(value.value).label if column == "phase" else words.starting(value.label)


def _trusts(facts: NeighbourFacts) -> Filter:
    options = [Option(str(uid), name, chosen=True) for uid, name in facts.trusts.items()]
    options += [Option(str(hit.number), f"{names.show(hit.name)}{_schools(hit.schools_n)}") for hit in facts.candidates]
    chosen = list(facts.trusts.values())
    value = "any" if not chosen else chosen[0] if len(chosen) == 1 else f"{len(chosen)} chosen"
    return Filter("trusts", "Trust", tuple(options), value, many=True)


def _schools(n: int | None) -> str:
    return f" ({words.count(n, 'school')})" if n else ""


def _nothing_found(facts: NeighbourFacts) -> str:
    if not facts.choice.add or facts.candidates:
        return ""
    return f"No open trust was found for “{facts.choice.add}”."


def _groups(facts: NeighbourFacts) -> tuple[Group, ...]:
    chosen = facts.indicator.id if facts.indicator else ""
    offered = list(facts.offered)
    if facts.indicator is not None and facts.indicator not in offered:
        offered.append(facts.indicator)
    by_title: dict[str, list[Option]] = {title: [] for title in families.FAMILY_TITLES.values()}
    for definition in offered:
        title = families.FAMILY_TITLES.get(definition.family, "Other")
        by_title.setdefault(title, []).append(Option(definition.id, definition.name, definition.id == chosen))
    return tuple(Group(title, tuple(options)) for title, options in by_title.items() if options)
