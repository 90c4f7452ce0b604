"""What the page of who joined a school's neighbours, and who left, shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import School
from plait.insight.queries.changes import Change, Changes, Moment
from plait.web import addresses, names, words
from plait.web.insight.choices import Choice, link
from plait.web.insight.sureness import in_words
from plait.web.parts import Cell, Column, Crumb, Option, Row, Table
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything on the page, in the order in which it is read."""

    name: str
    lede: str
    crumbs: tuple[Crumb, ...]
    url: str
    recipe: str
    moments: tuple[Option, ...]
    note: str
    joined: Table | None
    left: Table | None
    back_url: str


def name_moment(moment: Moment) -> str:
    """A moment as the address names it."""
    return f"{moment.build}:{moment.year}"


def read_moment(text: str, moments: Sequence[Moment]) -> Moment | None:
    """The moment that an address names, if sets were kept then."""
    return next((each for each in moments if name_moment(each) == text), None)


def present_changes(school: School, found: Changes, *, moments: Sequence[Moment]) -> ChangesPage:
    """Who joined and who left since another moment, and why."""
    name = names.show(school.name)
    before, after = _say(found.before, found.after), _say(found.after, found.before)
    n = len(found.stayed) + len(found.left)
    stayed = in_words(len(found.stayed)) if found.stayed else "none"
    lede = (
        f"Of the {words.count(n, 'neighbour')} on {before}, {stayed} {'is' if len(found.stayed) == 1 else 'are'} still "
        f"there on {after}. {words.starting(words.count(len(found.joined), 'school'))} joined and "
        f"{in_words(len(found.left))} left."
    )
    note = (
        "The two are not on the same inputs, so part of the change is the recipe’s own." if found.inputs_changed else ""
    )
    earlier = [each for each in moments if each < found.after]
    return ChangesPage(
        name=name,
        lede=lede,
        crumbs=(
            Crumb("Schools", addresses.address("schools")),
            Crumb(name, addresses.school(school.urn)),
            Crumb("Similar schools", addresses.neighbours(school.urn)),
            Crumb("Who joined, who left"),
        ),
        url=addresses.address("neighbour-changes", school.urn),
        recipe=found.recipe.id,
        moments=tuple(
            Option(name_moment(each), words.starting(_say(each, found.after)), each == found.before) for each in earlier
        ),
        note=note,
        joined=_table("Who joined", found.joined),
        left=_table("Who left", found.left),
        back_url=link("neighbours", school.urn, Choice(recipe=found.recipe.id)),
    )


def _say(moment: Moment, other: Moment) -> str:
    said = f"the {AcademicYear(moment.year)} basis"
    if moment.build == other.build:
        return said
    built = dt.datetime.strptime(moment.build.split("_")[1][:8], "%Y%m%d").replace(tzinfo=dt.UTC)
    return f"{said} of the build of {day(built.date())}"


def _table(caption: str, changes: Sequence[Change]) -> Table | None:
    if not changes:
        return None
    rows = tuple(
        Row(
            (
                Cell(names.show(each.name), url=addresses.school(each.urn)),
                Cell(each.sentence, label="Why"),
                Cell(_distance(each.before), number=True, label="Distance before"),
                Cell(_distance(each.after), number=True, label="Distance after"),
            )
        )
        for each in changes
    )
    columns = (*(Column("School"), Column("Why")), *(Column(f"Distance {when}", number=True) for when in _WHEN))
    return Table(caption, columns, rows, caption_hidden=True, stack=True)


_WHEN = ("before", "after")


def _distance(distance: float | None) -> str:
    return "not matched" if distance is None else words.number(distance, places=2)
