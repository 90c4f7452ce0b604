"""“The schools”: each neighbour with how near it is, what the difference is made of, and how sure that is."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from plait.core.missing import Reason
from plait.insight.domain import in_sentence
from plait.insight.queries.answers import Neighbour, NeighbourSet
from plait.organisations.domain import Status
from plait.web import addresses, figures, names, nearness, words
from plait.web.charts import share
from plait.web.insight.column import IndicatorColumn
from plait.web.insight.facts import NeighbourFacts
from plait.web.insight.strips import writer
from plait.web.parts import Cell, Column, Row, Shown, Table

_EARLIER: Final = "some figures are of an earlier URN"


@dataclass(frozen=True, slots=True)
class SchoolRow(Shown):
    """One line of the table; `own` marks the school whose neighbours these are."""

    urn: int
    name: str
    url: str
    place: str
    closed: bool
    trust: str
    trust_url: str
    same_trust: bool
    distance: str
    near: str
    bar: SafeString | str
    mostly: str
    stays: str
    figure: str
    figure_note: str
    gap: Reason | None
    own: bool = False


def present_rows(facts: NeighbourFacts) -> tuple[SchoolRow, ...]:
    """The school itself, then its neighbours in the order asked for; those without a figure last."""
    found, choice, column = facts.found, facts.choice, facts.column
    near = list(found.neighbours)
    if choice.sort == "name":
        near.sort(key=lambda each: (names.show(each.name).casefold(), each.urn), reverse=choice.descending)
    elif choice.sort == "figure":
        near = _by_figure(near, column, descending=choice.descending)
    elif choice.descending:
        near.reverse()
    return (_own_row(facts), *(_row(each, found=found, column=column) for each in near))


def says_survival(found: NeighbourSet) -> bool:
    """Whether it says anything that a neighbour stays: where a pool is used up, nobody can leave."""
    return len(found.neighbours) < found.pool_n and any(each.survival_rate is not None for each in found.neighbours)


def inputs_table(found: NeighbourSet) -> Table:
    """Every input of every neighbour, with its share of the difference."""
    writers = [writer(each) for each in found.standings]
    own = [
        Cell(gap=each.reason or Reason.NOT_PUBLISHED, number=True)
        if each.value is None
        else Cell(write(each.value), number=True)
        for each, write in zip(found.standings, writers, strict=True)
    ]
    extra = found.share_labels[len(found.standings) :]
    blank = [Cell("") for _ in extra]
    who = "this school" + (f"; {_EARLIER}" if found.inherited else "")
    rows = [Row((Cell(names.show(found.name), note=who), *own, *blank))]
    for each in found.neighbours:
        shown = [
            Cell("no figure" if value is None else write(value), number=True, note=_share_words(part))
            for value, write, part in zip(each.values, writers, each.shares, strict=False)
        ]
        rest = [Cell(_share_words(part), number=True) for part in each.shares[len(writers) :]]
        rows.append(Row((Cell(names.show(each.name), note=_EARLIER if each.inherited else ""), *shown, *rest)))
    columns = (
        Column("School"),
        *(Column(label, number=True) for label in (*(each.label for each in found.standings), *extra)),
    )
    return Table("Every circumstance of every neighbour", columns, tuple(rows), caption_hidden=True, scrolls=True)


def share_bar(each: Neighbour, *, labels: tuple[str, ...], who: str) -> tuple[SafeString | str, str]:
    """What a difference is made of: the bar, and its largest part in words."""
    parts = tuple(share.Part(label, rate) for label, rate in zip(labels, each.shares, strict=True))
    if not any(part.share > 0 for part in parts):
        return "", "no difference"
    first = max(parts, key=lambda part: part.share)
    bar = share.draw(share.Shares(f"What the difference to {who} is made of", parts))
    return bar, f"{words.percent(100 * first.share)} {in_sentence(first.name)}"


def _share_words(part: float) -> str:
    return "0% of the difference" if part == 0 else f"{words.percent(100 * part)} of the difference"


def _by_figure(near: list[Neighbour], column: IndicatorColumn | None, *, descending: bool) -> list[Neighbour]:
    def key(each: Neighbour) -> Any:
        figure = None if column is None else column.figures.get(each.urn)
        return None if figure is None else figure.value

    known = sorted((each for each in near if key(each) is not None), key=key, reverse=descending)
    return known + [each for each in near if key(each) is None]


def _row(each: Neighbour, *, found: NeighbourSet, column: IndicatorColumn | None) -> SchoolRow:
    name = names.show(each.name)
    bar, mostly = share_bar(each, labels=found.share_labels, who=name)
    figure, note, gap = _figure(column, each.urn)
    away = "distance not known" if each.miles is None else nearness.say_miles(each.miles)
    return SchoolRow(
        urn=each.urn,
        name=name,
        url=addresses.school(each.urn),
        place=" · ".join(part for part in (names.place(each.town or ""), away) if part),
        closed=each.status == Status.CLOSED.value,
        trust=names.show(each.trust_name) if each.trust_name else "Not in a trust",
        trust_url="" if each.trust_uid is None else addresses.trust(each.trust_uid),
        same_trust=each.same_trust,
        distance=words.number(each.distance, places=2),
        near=nearness.say(each.distance_percentile),
        bar=bar,
        mostly=mostly,
        stays="" if each.survival_rate is None or not says_survival(found) else words.percent(100 * each.survival_rate),
        figure=figure,
        figure_note=note,
        gap=gap,
    )


def _own_row(facts: NeighbourFacts) -> SchoolRow:
    school = facts.school
    figure, note, gap = _figure(facts.column, school.urn)
    return SchoolRow(
        urn=school.urn,
        name=names.show(school.name),
        url=addresses.school(school.urn),
        place=" · ".join(part for part in (names.place(school.town or ""), "this school") if part),
        closed=school.status is Status.CLOSED,
        trust=names.show(school.trust_name) if school.trust_name else "Not in a trust",
        trust_url="" if school.trust_uid is None else addresses.trust(school.trust_uid),
        same_trust=False,
        distance="",
        near="",
        bar="",
        mostly="",
        stays="",
        figure=figure,
        figure_note=note,
        gap=gap,
        own=True,
    )


def _figure(column: IndicatorColumn | None, urn: int) -> tuple[str, str, Reason | None]:
    """The figure with what to know about it, or the reason why there is none."""
    if column is None:
        return "", "", None
    figure = column.figures.get(urn)
    if figure is None or figure.value is None:
        return "", "", column.reason(urn) or Reason.NOT_PUBLISHED
    definition = column.definition
    written = figures.write(definition, figure.value)
    notes = []
    told = figures.say_with_pupils(definition, figure)
    if told.endswith(f"({written})"):
        notes.append(told.removesuffix(f" ({written})"))
    if figure.lo is not None and figure.hi is not None:
        notes.append(f"interval {figures.write_range(definition, figure.lo, figure.hi)}")
    if figure.urn != urn:
        notes.append(f"as URN {figure.urn}")
    return written, ", ".join(notes), None
