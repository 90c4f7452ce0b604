"""The matrix: item by phase, with level and direction; for staff, and, where the trust says so, for everybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from plait.goals.alignment import Tie, Travel, name_phase
from plait.goals.queries.alignment_public import PublicDecision, PublicPage
from plait.goals.queries.alignment_register import Register
from plait.web.addresses import address
from plait.web.alignment import signs
from plait.web.templatetags.plait import day, month

_ORDER = ("nursery", "primary", "secondary", "post16", "special", "alternative", "independent", "other")


@dataclass(frozen=True, slots=True)
class Square:
    """What one decision says of one phase, or of several beside each other."""

    level: str
    sign: SafeString
    tie: str
    travel: str
    arrow: str
    span: int
    phases: str
    url: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One item."""

    item: str
    squares: tuple[Square | None, ...]
    note: str
    schools: str
    review: str


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """The items of one domain."""

    title: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A level in words, for the legend."""

    name: str
    sign: SafeString
    meaning: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix."""

    columns: tuple[str, ...]
    groups: tuple[MatrixGroup, ...]
    keys: tuple[Key, ...]
    with_schools: bool
    width: int

    @property
    def items_n(self) -> int:
        """How many items it shows."""
        return sum(len(each.rows) for each in self.groups)


@dataclass(frozen=True, slots=True)
class _Said:
    """One decision, wherever it comes from."""

    item: str
    domain: str
    phases: tuple[str, ...]
    level: str
    tie: Tie
    travel: Travel
    note: str = ""
    schools: str = ""
    review: str = ""
    url: str = ""
    order: tuple[str, ...] = field(default=())


def present_matrix(register: Register) -> Matrix:
    """The matrix for the trust's own people: what is in force, with where the schools stand."""
    said = [
        _Said(
            item=each.decision.item,
            domain=each.decision.domain,
            phases=tuple(each.decision.phases),
            level=each.decision.level.name,
            tie=each.tie,
            travel=Travel(each.decision.travel),
            schools=f"{each.there_n} of {each.stated_n}" if each.stated_n else "",
            review=month(each.decision.review_on),
            url=address("alignment-decision", each.decision.pk),
        )
        for each in register.lines
        if each.in_force
    ]
    keys = tuple(_key(each.name, Tie(each.tie), each.description) for each in register.levels)
    return _draw(said, phases=register.phases, keys=keys, with_schools=any(each.schools for each in said))


def present_public_matrix(page: PublicPage, *, phases: Iterable[str] = ()) -> Matrix:
    """The matrix as a trust publishes it; `phases` are those of its schools, for what holds in all of them."""
    said = [_publish(each) for each in page.decisions]
    keys = tuple(_key(each.name, each.tie, each.description) for each in page.levels)
    named = {phase for each in page.decisions for phase in each.phases}
    return _draw(said, phases=named | set(phases), keys=keys, with_schools=any(each.schools for each in said))


def _publish(one: PublicDecision) -> _Said:
    counted = one.stated_n is not None and one.there_n is not None
    return _Said(
        item=one.item,
        domain=one.domain,
        phases=one.phases,
        level=one.level,
        tie=one.tie,
        travel=one.travel,
        note=one.told,
        schools=f"{one.there_n} of {one.stated_n}" if counted else "",
        review=month(one.review_on),
    )


def _draw(said: Sequence[_Said], *, phases: Iterable[str], keys: tuple[Key, ...], with_schools: bool) -> Matrix:
    columns = sorted(set(phases), key=_place) or [""]
    domains = dict.fromkeys(each.domain for each in said)
    groups = tuple(
        MatrixGroup(domain, tuple(_rows([each for each in said if each.domain == domain], columns)))
        for domain in domains
    )
    names = tuple(name_phase(each) if each else "All schools" for each in columns)
    return Matrix(names, groups, keys, with_schools, width=len(columns) + 2 + with_schools)


def _rows(said: Sequence[_Said], columns: Sequence[str]) -> Iterable[MatrixRow]:
    """A row for each item; decisions on the same item for other phases stand in the same row, while none overlaps."""
    for item in dict.fromkeys(each.item for each in said):
        rest = [each for each in said if each.item == item]
        while rest:
            row: list[_Said] = []
            for each in rest:
                if not any(_reach(each, columns) & _reach(other, columns) for other in row):
                    row.append(each)
            rest = [each for each in rest if each not in row]
            yield _row(row, columns)


def _reach(one: _Said, columns: Sequence[str]) -> set[str]:
    return set(one.phases or columns)


def _row(row: Sequence[_Said], columns: Sequence[str]) -> MatrixRow:
    by_phase = {phase: each for each in row for phase in _reach(each, columns)}
    squares: list[Square | None] = []
    at = 0
    while at < len(columns):
        one = by_phase.get(columns[at])
        span = 1
        while one is not None and at + span < len(columns) and by_phase.get(columns[at + span]) is one:
            span += 1
        squares.append(_square(one, columns[at : at + span]) if one is not None else None)
        at += span
    return MatrixRow(
        item=row[0].item,
        squares=tuple(squares),
        note=" ".join(each.note for each in row if each.note),
        schools=", ".join(each.schools for each in row if each.schools),
        review=", ".join(dict.fromkeys(each.review for each in row)),
    )


def _square(one: _Said, phases: Sequence[str]) -> Square:
    named = ", ".join(name_phase(each) for each in phases if each) or "All schools"
    return Square(
        level=one.level,
        sign=signs.draw(one.tie),
        tie=one.tie.value,
        travel=one.travel.label,
        arrow=one.travel.arrow,
        span=len(phases),
        phases=named if one.phases else "All schools",
        url=one.url,
    )


def _key(name: str, tie: Tie, description: str) -> Key:
    return Key(name, signs.draw(tie), description or f"{tie.label}.")


def _place(phase: str) -> int:
    return _ORDER.index(phase) if phase in _ORDER else len(_ORDER)


def public_rows(page: PublicPage) -> list[tuple[object, ...]]:
    """The published matrix as rows of a table: one for each decision."""
    return [
        (
            each.item,
            each.domain,
            ", ".join(name_phase(phase) for phase in each.phases) or "All schools",
            each.level,
            each.travel.label,
            each.told,
            day(each.starts_on),
            day(each.review_on),
        )
        for each in page.decisions
    ]


PUBLIC_HEADING = ("Item", "Part of the work", "Phases", "Level", "Direction", "What we say of it", "Since", "Review")
