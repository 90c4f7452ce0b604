"""A trust's decisions with where its schools stand: what all must do, what each may choose, and where the two part."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from plait.goals.alignment import Asked, Heading, State, Tie, end_of_term
from plait.goals.models import AlignmentLevel, Decision, Exemption, Position
from plait.goals.queries.alignment import list_decisions, list_levels, reads_schools
from plait.indicators.queries.trusts import list_schools_of
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import Kind
from plait.organisations.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Here:
    """A school of the trust. `number` is None while nobody of the school has come to the site."""

    number: int | None
    urn: int
    name: str
    phase: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one school stands beside one decision; `exemption` is the one in force today."""

    school: Here
    position: Position | None
    exemption: Exemption | None
    apart: bool

    @property
    def on_the_way(self) -> bool:
        """Whether the school stands apart, and says that it moves towards what was decided."""
        return self.apart and self.position is not None and self.position.heading == Heading.TOWARDS


@dataclass(frozen=True, slots=True)
class Line:
    """One decision with its schools; none for a draft, and for readers from outside."""

    decision: Decision
    stands: tuple[Stand, ...]
    due: bool

    @property
    def tie(self) -> Tie:
        """How firmly it ties a school."""
        return Tie(self.decision.level.tie)

    @property
    def in_force(self) -> bool:
        """Whether it is in force, or will be from a day that is set."""
        return self.decision.state == State.IN_FORCE

    @property
    def apart(self) -> tuple[Stand, ...]:
        """The schools that stand elsewhere without an exemption."""
        return tuple(each for each in self.stands if each.apart)

    @property
    def exempt(self) -> tuple[Stand, ...]:
        """The schools that are let off today."""
        return tuple(each for each in self.stands if each.exemption is not None)

    @property
    def stated_n(self) -> int:
        """How many schools have said where they stand."""
        return sum(each.position is not None for each in self.stands)

    @property
    def there_n(self) -> int:
        """How many stand where it was decided."""
        level = self.decision.level_id
        return sum(each.position is not None and each.position.level_id == level for each in self.stands)

    @property
    def counts(self) -> dict[int, int]:
        """How many schools stand at each level, by the level's number."""
        return dict(Counter(each.position.level_id for each in self.stands if each.position is not None))


@dataclass(frozen=True, slots=True)
class Register:
    """All of a trust: its levels, its schools, and its decisions by domain and item."""

    trust: Organisation
    levels: tuple[AlignmentLevel, ...]
    schools: tuple[Here, ...]
    lines: tuple[Line, ...]
    today: dt.date

    @property
    def must(self) -> tuple[Line, ...]:
        """What all must do: in force, and tied."""
        return tuple(each for each in self.lines if each.in_force and each.tie is not Tie.FREE)

    @property
    def may(self) -> tuple[Line, ...]:
        """What a school may choose: what is free, and what stays loose in the rest."""
        return tuple(each for each in self.lines if each.in_force and (each.tie is Tie.FREE or each.decision.loose))

    @property
    def due(self) -> tuple[Line, ...]:
        """What is up for review this term, and what was due before; the earliest first."""
        return tuple(sorted((each for each in self.lines if each.due), key=lambda each: each.decision.review_on))

    @property
    def apart(self) -> tuple[Line, ...]:
        """Where the trust says one thing and schools do another."""
        return tuple(each for each in self.lines if each.apart)

    @property
    def proposed(self) -> tuple[Line, ...]:
        """What is not decided yet."""
        return tuple(each for each in self.lines if each.decision.state == State.PROPOSED)

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of the trust's schools, and those that decisions name."""
        named = {phase for each in self.lines for phase in each.decision.phases}
        return tuple(sorted(named | {each.phase for each in self.schools if each.phase}))


def get_register(scope: Scope, *, trust: Organisation, store: Store | None, today: dt.date) -> Register:
    """The register of a trust: five questions to the database, however many decisions and schools there are."""
    decisions = list_decisions(scope, trust=trust.pk)
    levels = list_levels(scope, trust=trust.pk)
    schools = list_schools(scope, trust=trust, store=store) if levels else ()
    lines = read_lines(scope, decisions=decisions, schools=schools, today=today)
    return Register(trust, tuple(levels), schools, lines, today)


def read_lines(
    scope: Scope, *, decisions: Sequence[Decision], schools: Sequence[Here], today: dt.date
) -> tuple[Line, ...]:
    """The decisions, each with where its schools stand."""
    open_to = [each for each in decisions if reads_schools(scope, each)]
    positions, exemptions = _latest(open_to), _in_force(open_to, today)
    term = end_of_term(today)
    return tuple(
        Line(
            each,
            _stands(each, schools, positions, exemptions, today) if each in open_to else (),
            due=each.state == State.IN_FORCE and each.review_on <= term,
        )
        for each in decisions
    )


def list_schools(scope: Scope, *, trust: Organisation, store: Store | None) -> tuple[Here, ...]:
    """The open schools of a trust, from A to Z: those that people belong to, and those of the build."""
    found = Organisation.objects.filter(kind=Kind.SCHOOL.value, parent=trust, status="open")
    here = {each.urn or 0: Here(each.pk, each.urn or 0, each.name, each.phase) for each in found}
    if store is not None and trust.uid is not None and scope.may_read_open_data:
        for school in list_schools_of(scope, store=store, uid=trust.uid):
            here.setdefault(school.urn, Here(None, school.urn, school.name, str(school.phase or "")))
    return tuple(sorted(here.values(), key=lambda each: (each.name.casefold(), each.urn)))


def _latest(decisions: Iterable[Decision]) -> dict[tuple[int, int], Position]:
    """What each school said last of each decision; rows are only ever added, so the last has the highest number."""
    said = Position.objects.filter(decision__in=[each.pk for each in decisions])
    last = said.order_by().values("decision", "school").annotate(last=Max("pk")).values("last")
    rows = Position.objects.filter(pk__in=last).select_related("level", "by")
    return {(each.decision_id, each.school_id): each for each in rows}


def _in_force(decisions: Iterable[Decision], today: dt.date) -> dict[tuple[int, int], Exemption]:
    granted = Exemption.objects.filter(
        decision__in=[each.pk for each in decisions], state=Asked.GRANTED.value, until__gte=today
    )
    return {(each.decision_id, each.school_id): each for each in granted}


def _stands(
    decision: Decision,
    schools: Sequence[Here],
    positions: dict[tuple[int, int], Position],
    exemptions: dict[tuple[int, int], Exemption],
    today: dt.date,
) -> tuple[Stand, ...]:
    if decision.visibility == Visibility.ME:
        return ()
    begun = decision.state == State.IN_FORCE and decision.starts_on is not None and decision.starts_on <= today
    stands = []
    for school in schools:
        if not decision.holds_for(school.phase):
            continue
        key = (decision.pk, school.number or 0)
        position, exemption = positions.get(key), exemptions.get(key)
        elsewhere = position is not None and position.level_id != decision.level_id
        stands.append(Stand(school, position, exemption, apart=begun and elsewhere and exemption is None))
    return tuple(stands)
