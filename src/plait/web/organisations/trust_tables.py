"""The tables of a trust's page: its schools, and its past schools."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from plait.core.missing import Reason
from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import PastSchool
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition
from plait.web import addresses, figures, names
from plait.web.organisations.history import say_date
from plait.web.parts import Cell, Column, Row, Table
from plait.web.templatetags.plait import month

NO_BREAK: Final = "\u00a0"  # keeps a month with its year
MANY: Final = 12  # schools from which on the rows of the table are low
CONTEXT: Final = ("fsm_ever6", "eal", "sen_support")
_LABELS: Final = {
    "fsm_ever6": "Free school meals, six years",
    "eal": "English additional",
    "sen_support": "SEN support",
}
SORTS: Final = ("name", "phase", "place", "since", "pupils", *CONTEXT)


def say_since(school: School) -> str:
    """Since when a school has been in its trust, and how that is known."""
    if school.trust_since is None:
        return "not in the files"
    since = month(school.trust_since).replace(" ", NO_BREAK)
    return since if school.trust_since_kind == "stated" else f"by{NO_BREAK}{since}"


def school_table(
    schools: list[School],
    held: Mapping[tuple[int, str, int], Figure],
    definitions: Mapping[str, Definition],
    *,
    uid: int,
    sort: str,
    descending: bool,
) -> Table:
    """The schools: who, where, since when, and their circumstances. No column is a result."""
    latest = {indicator: _latest_figures(schools, held, indicator) for indicator in CONTEXT if indicator in definitions}
    key = _sort_key(sort, latest)
    ordered = sorted(schools, key=lambda school: (names.show(school.name).casefold(), school.urn))
    known = sorted((s for s in ordered if key(s) is not None), key=key, reverse=descending)
    ordered = known + [school for school in ordered if key(school) is None]
    rows = tuple(_row(school, latest, definitions) for school in ordered)
    labels = {
        "name": "School",
        "phase": "Phase",
        "place": "Place",
        "since": "In the trust since",
        "pupils": "Pupils",
        **_LABELS,
    }
    columns = tuple(
        Column(
            labels[each],
            number=each in {"pupils", *CONTEXT},
            sort_url=addresses.address("trust", uid, sort=each, order="" if each != sort or descending else "down")
            + "#schools",
            sort=("descending" if descending else "ascending") if each == sort else "",
        )
        for each in SORTS
        if each in labels and (each not in CONTEXT or each in latest)
    )
    return Table("Its schools", columns, rows, caption_hidden=True, stack=True, dense=len(rows) > MANY)


def past_table(past: list[PastSchool]) -> Table | None:
    """Schools that were in the trust and are not now."""
    rows = []
    for each in past:
        spell, school = each.spell, each.school
        left = "not in the files" if spell.to_date is None else say_date(spell.to_date, spell.to_kind)
        now = (
            names.show(school.trust_name)
            if school.trust_name and school.trust_uid != spell.trust_uid
            else school.status.value
            if school.status
            else "not known"
        )
        rows.append(
            Row(
                (
                    Cell(names.show(school.name), url=addresses.school(school.urn), note=f"URN {school.urn}"),
                    Cell(say_date(spell.from_date, spell.from_kind), label="Joined"),
                    Cell(left, label="Left"),
                    Cell(
                        now,
                        url=addresses.trust(school.trust_uid)
                        if school.trust_uid and school.trust_uid != spell.trust_uid
                        else "",
                        label="Now",
                    ),
                )
            )
        )
    columns = (Column("School"), Column("Joined"), Column("Left"), Column("Now"))
    return (
        Table("Schools that were in the trust", columns, tuple(rows), caption_hidden=True, stack=True) if rows else None
    )


def _latest_figures(
    schools: list[School], held: Mapping[tuple[int, str, int], Figure], indicator: str
) -> dict[int, Figure]:
    urns = {school.urn for school in schools}
    latest: dict[int, Figure] = {}
    for (urn, each, _), figure in sorted(held.items()):
        if each == indicator and urn in urns and (figure.value is not None or urn not in latest):
            latest[urn] = figure
    return latest


def _place(school: School) -> str | None:
    name = school.town or school.la_name
    return None if name is None else names.place(name)


def _sort_key(sort: str, latest: Mapping[str, Mapping[int, Figure]]) -> Callable[[School], Any]:
    plain: dict[str, Callable[[School], Any]] = {
        "phase": lambda school: school.phase.label,
        "place": _place,
        "since": lambda school: school.trust_since,
        "pupils": lambda school: school.pupils_n,
    }
    if sort in latest:
        return lambda school: figure.value if (figure := latest[sort].get(school.urn)) is not None else None
    return plain.get(sort, lambda school: names.show(school.name).casefold())


def _row(school: School, latest: Mapping[str, Mapping[int, Figure]], definitions: Mapping[str, Definition]) -> Row:
    cells = [
        Cell(names.show(school.name), url=addresses.school(school.urn), note=f"URN {school.urn}"),
        Cell(figures.name_phase(school.phase).removesuffix(" school"), label="Phase"),
        Cell(_place(school) or "not in the files", label="Place"),
        Cell(say_since(school), label="In the trust since"),
        Cell("not known" if school.pupils_n is None else f"{school.pupils_n:,}", number=True, label="Pupils"),
    ]
    for indicator, found in latest.items():
        figure = found.get(school.urn)
        if figure is None or figure.value is None:
            reason = Reason.NOT_PUBLISHED if figure is None else figure.reason
            cells.append(Cell(gap=reason, number=True, label=_LABELS[indicator]))
        else:
            cells.append(
                Cell(figures.write(definitions[indicator], figure.value), number=True, label=_LABELS[indicator])
            )
    return Row(tuple(cells))
