"""Defining measures of one's own, and setting the limits of their charts anew."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.indicators.models import OwnLimit, OwnMeasure
from plait.indicators.own import Better, EnteredBy, Move, Unit
from plait.indicators.periods import Cadence, period_of
from plait.indicators.queries.own_measures import list_places
from plait.indicators.services.register import adopt_school
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, require_readable, scope_of
from plait.organisations.visibility import Visibility

_TYPE = "indicators.ownmeasure"


class NotAMeasure(PlaitError):
    """Something of the measure cannot stand like this."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody says a measure is; `target` in the unit of the figure."""

    name: str
    unit: Unit
    better: Better
    cadence: Cadence
    why: str = ""
    unit_words: str = ""
    counted: str = ""
    denominator: str = ""
    per: float = 100.0
    target: float | None = None
    each_school: bool = True
    entered_by: EnteredBy = EnteredBy.SCHOOL
    of_pupils: bool = False
    starts_on: dt.date | None = None


def define(
    written: Written, *, owner: Organisation, shared: bool = False, store: Store | None = None, by: Person
) -> OwnMeasure:
    """Begin to measure something in a trust or a school; a school's is its own people's, unless it is `shared`.

    The schools of a trust that nobody belongs to yet are taken from the register, so that figures can be kept of each.

    Raises
    ------
    NotAllowed
        If `by` does not write there, or shares what they do not decide about.
    NotAMeasure
        If a percentage or rate does not say of what, or something else cannot stand.
    """
    with transaction.atomic():
        require(May.WRITE, at=owner, by=by)
        trust = owner if owner.kind == Kind.TRUST else owner.parent
        made = OwnMeasure(owner=owner, trust=trust, author=by, keeper=by, visibility=_visibility(owner))
        if shared and owner.kind == Kind.SCHOOL:
            _require_deciding(owner, by=by)
            made.visibility = Visibility.TRUST.value
        _put(made, written, owner=owner)
        made.save()
        if made.each_school and store is not None:
            _adopt_schools(owner, store)
        audit.record("measure.defined", on=(_TYPE, str(made.pk)), by=by.pk, organisation=owner.pk, after=_told(made))
        return made


def revise(measure: OwnMeasure, *, written: Written, version: int, by: Person) -> OwnMeasure:
    """Change what a measure says of itself. Unit and cadence stay once there are figures, which would change meaning.

    Raises
    ------
    NotAllowed
        If `by` does not write for whoever keeps the measure.
    Conflict
        If somebody else has saved it since.
    NotAMeasure
        If it cannot stand like this.
    """
    with transaction.atomic():
        require_readable(measure, by=by)
        require(May.WRITE, at=measure.owner, by=by)
        before = OwnMeasure.objects.get(pk=measure.pk)
        if before.values.exists() and (
            (before.unit, before.cadence, before.each_school) != (written.unit, written.cadence, written.each_school)
            or before.per != written.per
        ):
            raise NotAMeasure(
                "The measure was not changed.",
                why="There are figures already, and they would mean something else.",
                mend="Keep unit, places and how often, or end this measure and begin another.",
            )
        _put(measure, written, owner=measure.owner)
        measure.save_over(version, fields=list(asdict(written)))
        audit.record(
            "measure.changed",
            on=(_TYPE, str(measure.pk)),
            by=by.pk,
            organisation=measure.owner_id,
            before=_told(before),
            after=_told(measure),
        )
        return measure


def share(measure: OwnMeasure, *, shared: bool, by: Person) -> OwnMeasure:
    """Let the trust read a school's measure, or the school alone again; records of the trust then tell it no longer.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school by belonging to it.
    NotAMeasure
        If it is no school's.
    """
    with transaction.atomic():
        require_readable(measure, by=by)
        if measure.owner.kind != Kind.SCHOOL:
            raise NotAMeasure("Nothing was changed.", why="It is the trust’s: all its people read it.", mend="")
        _require_deciding(measure.owner, by=by)
        before, to = measure.visibility, (Visibility.TRUST if shared else Visibility.SCHOOL).value
        if before != to:
            measure.visibility = to
            measure.save_over(measure.version, fields=["visibility"])
            audit.record(
                "measure.shared",
                on=(_TYPE, str(measure.pk)),
                by=by.pk,
                organisation=measure.owner_id,
                before={"visibility": before},
                after={"visibility": to},
            )
        return measure


def end(measure: OwnMeasure, *, on: dt.date, by: Person) -> OwnMeasure:
    """Measure it no longer from a day on; its figures stay."""
    with transaction.atomic():
        require_readable(measure, by=by)
        require(May.WRITE, at=measure.owner, by=by)
        measure.ended_on = on
        measure.save_over(measure.version, fields=["ended_on"])
        audit.record(
            "measure.ended",
            on=(_TYPE, str(measure.pk)),
            by=by.pk,
            organisation=measure.owner_id,
            after={"ended_on": on.isoformat()},
        )
        return measure


def set_limits(
    measure: OwnMeasure, *, move: Move, at: dt.date, note: str, place: Organisation | None = None, by: Person
) -> OwnLimit:
    """Begin new limits at a period, or freeze them there, for one place or, without one, for all; the note is drawn.

    Raises
    ------
    NotAllowed
        If `by` does not write for the place or, for all, for whoever keeps the measure.
    NotAMeasure
        Without a reason, in the future, or for a place of which it is not measured.
    """
    with transaction.atomic():
        require_readable(measure, by=by)
        require(May.WRITE, at=place or measure.owner, by=by)
        _check_limits(measure, at=at, note=note, place=place, by=by)
        made = OwnLimit(
            measure=measure,
            organisation=place,
            starts_on=period_of(at, cadence=Cadence(measure.cadence)).start,
            move=move.value,
            note=note.strip(),
            by=by,
        )
        made.full_clean(exclude=["measure", "organisation", "by"])
        made.save()
        after: dict[str, object] = {"move": move.value, "from": made.starts_on.isoformat(), "note": made.note}
        _note_limits("measure.limits_set", made, by=by, after=after)
        return made


def _check_limits(measure: OwnMeasure, *, at: dt.date, note: str, place: Organisation | None, by: Person) -> None:
    if place is not None and place not in list_places(scope_of(by), measure=measure):
        raise NotAMeasure("The limits were not changed.", why="This is not measured there.", mend="Choose a school.")
    if not note.strip():
        raise NotAMeasure(
            "The limits were not changed.",
            why="No reason is given, and it is drawn on the chart.",
            mend="Say in a few words what changed.",
        )
    if at > clock.today():
        raise NotAMeasure(
            "The limits were not changed.",
            why="The day lies in the future.",
            mend="Wait until there are figures after the change.",
        )


def withdraw_limits(limit: OwnLimit, *, by: Person) -> OwnLimit:
    """Take back a change of limits: the chart is drawn as if it had not been."""
    with transaction.atomic():
        require_readable(limit.measure, by=by)
        require(May.WRITE, at=limit.organisation or limit.measure.owner, by=by)
        if limit.withdrawn_at is None:
            limit.withdrawn_at = clock.now()
            limit.save(update_fields=["withdrawn_at"])
            _note_limits("measure.limits_withdrawn", limit, by=by, after={"from": limit.starts_on.isoformat()})
        return limit


def _note_limits(action: str, limit: OwnLimit, *, by: Person, after: dict[str, object]) -> None:
    place = limit.organisation_id or limit.measure.owner_id
    audit.record(action, on=(_TYPE, str(limit.measure_id)), by=by.pk, organisation=place, after=after)


def _require_deciding(school: Organisation, *, by: Person) -> None:
    """Who reads a school's measure is decided at the school: its trust does not decide it."""
    if school.pk not in scope_of(by).organisations_where(May.DECIDE):
        raise NotAllowed(
            "Nothing was changed.",
            why="Who reads a school’s measure is decided at the school.",
            mend="Ask the headteacher.",
        )


def _visibility(owner: Organisation) -> str:
    return (Visibility.TRUST if owner.kind == Kind.TRUST else Visibility.SCHOOL).value


def _put(measure: OwnMeasure, written: Written, *, owner: Organisation) -> None:
    if written.unit.of_counts and not (written.counted.strip() and written.denominator.strip()):
        raise NotAMeasure(
            "The measure was not saved.",
            why="A percentage or rate is so many of so many, and it does not say of what.",
            mend="Say what is counted, and of what: sessions attended, of possible sessions.",
        )
    if written.per <= 0:
        raise NotAMeasure("The measure was not saved.", why="A rate is for every one or more.", mend="Write 100.")
    for name, value in asdict(written).items():
        setattr(measure, name, value.strip() if isinstance(value, str) and type(value) is str else value)
    measure.starts_on = written.starts_on or measure.starts_on or clock.today()
    measure.each_school = written.each_school and owner.kind == Kind.TRUST
    measure.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper"])


def _adopt_schools(trust: Organisation, store: Store) -> None:
    schools = store.table("schools")
    mine = schools.filter((schools["trust_uid"] == trust.uid) & (schools["status"] == "open"))
    known = set(Organisation.objects.filter(urn__in=mine["urn"].to_list()).values_list("urn", flat=True))
    for urn in mine["urn"].to_list():
        if urn not in known:
            adopt_school(store, urn=urn)


def _told(measure: OwnMeasure) -> dict[str, object]:
    told = {name: getattr(measure, name) for name in Written.__slots__ if name not in {"why", "starts_on"}}
    return told | {"starts_on": measure.starts_on.isoformat()}
