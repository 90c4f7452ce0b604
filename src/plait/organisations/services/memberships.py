"""Who belongs where: giving a role, and ending it so that nothing is orphaned."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from plait.core import clock, events
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.organisations.happenings import MembershipEnded
from plait.organisations.models import Invitation, Membership, Organisation, Person, RoleName
from plait.organisations.models.records import list_kinds
from plait.organisations.roles import Kind, May, get_role
from plait.organisations.services import notices
from plait.organisations.services.authority import may, require


class WrongRole(PlaitError):
    """A role that cannot be held like this."""


class NoSuccessor(PlaitError):
    """Someone would leave, and nobody would be there to look after what they leave."""


def give(
    person: Person,
    *,
    organisation: Organisation,
    role: str,
    by: Person,
    function: str = "",
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
) -> Membership:
    """Give a person a role in an organisation.

    Raises
    ------
    NotAllowed
        If `by` may not invite people there.
    WrongRole
        If the role is not held in such an organisation, or lacks its end or its function.
    """
    with transaction.atomic():
        require(May.INVITE, at=organisation, by=by)
        return write_down(
            person,
            organisation=organisation,
            role=role,
            by=by,
            function=function,
            from_date=from_date,
            to_date=to_date,
        )


def write_down(
    person: Person,
    *,
    organisation: Organisation,
    role: str,
    by: Person | None,
    function: str = "",
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
) -> Membership:
    """Write a membership that somebody entitled has decided on before; a role held already is left as it is."""
    check_role(organisation, role=role, function=function, to_date=to_date)
    held = Membership.objects.filter(person=person, organisation=organisation, role=role, to_date__isnull=True).first()
    if held is not None:
        return held
    made = Membership(
        person=person,
        organisation=organisation,
        role=role,
        function=function,
        from_date=from_date or clock.today(),
        to_date=to_date,
    )
    made.full_clean(validate_constraints=False)
    made.save()
    audit.record(
        "membership.given",
        on=("organisations.membership", str(made.pk)),
        by=by.pk if by else None,
        organisation=organisation.pk,
        after={
            "person": person.pk,
            "role": role,
            "function": function,
            "until": to_date.isoformat() if to_date else None,
        },
    )
    return made


def check_role(organisation: Organisation, *, role: str, function: str, to_date: dt.date | None) -> None:
    """Refuse a role that cannot be held there, or not like this."""
    declared = get_role(role)
    kind = Kind(organisation.kind)
    if kind not in declared.where:
        raise WrongRole(
            f"Nobody can be {declared.name.lower()} of {organisation.name}.",
            why=f"That role is not held in a {kind.label.lower()}.",
            mend="Choose another role, or another organisation.",
        )
    if declared.must_end and to_date is None:
        raise WrongRole(
            f"A {declared.name.lower()} needs a last day.",
            why="This role is only given for a while.",
            mend="Say until when.",
        )
    if to_date is not None and to_date <= clock.today():
        raise WrongRole("The last day has passed.", why=f"It is {to_date:%-d %B %Y}.", mend="Choose a day after today.")
    if declared.has_function and not function.strip():
        raise WrongRole(
            f"A {declared.name.lower()} leads a function.",
            why="None was given.",
            mend="Name it, for example finance, estates or administration.",
        )


def end(membership: Membership, *, by: Person, successor: Person | None = None) -> Membership:
    """End a membership today. Access ends at once; what the person keeps there passes to a successor.

    Without a successor it passes to whoever ends the membership, or, where people leave by themselves, to somebody
    who may invite there.

    Raises
    ------
    NotAllowed
        If `by` is neither the person nor somebody who may invite there.
    NoSuccessor
        If nobody else who writes there, or in its trust, could look after what is left.
    """
    organisation = membership.organisation
    with transaction.atomic():
        own = by.pk == membership.person_id
        if not own:
            require(May.INVITE, at=organisation, by=by)
        return _end(membership, by=by, successor=successor)


def end_all(person: Person, *, by: Person | None) -> None:
    """End every membership of a person, as somebody entitled has decided before."""
    # Every row is held before the first entry is written: entries of the trail wait for one another.
    for membership in list(Membership.objects.select_for_update().filter(person=person).order_by("pk")):
        _end(membership, by=by, successor=None)


def hand_over_lapsed() -> int:
    """Hand on what people keep whose membership has ended by its day; how many memberships there were.

    Where nobody could look after it, it stays as it is until somebody can: nobody reads more meanwhile.
    """
    lapsed = Membership.objects.filter(to_date__lte=clock.today()).select_related("person", "organisation")
    kept = [each for each in lapsed.order_by("pk") if _keeps_anything(each.person, each.organisation)]
    return sum(_hand_over_one(each.pk) for each in kept)


def _hand_over_one(number: int) -> bool:
    with transaction.atomic():
        locked = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=number)
        try:
            heir = _heir(locked, by=None, named=None)
        except NoSuccessor:
            return False
        if heir is None:
            return False
        handed = _hand_over(locked.person, organisation=locked.organisation, to=heir)
        audit.record(
            "membership.lapsed",
            on=("organisations.membership", str(locked.pk)),
            by=None,
            organisation=locked.organisation_id,
            after={"person": locked.person_id, "handed_to": heir.pk, "records": handed},
        )
        events.record(MembershipEnded(membership=locked.pk, by=None, heir=heir.pk, records=handed))
        return True


def _end(membership: Membership, *, by: Person | None, successor: Person | None) -> Membership:
    locked = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership.pk)
    today = clock.today()
    if locked.to_date is not None and locked.to_date <= today:
        return locked
    heir = _heir(locked, by=by, named=successor)
    was = locked.to_date
    locked.to_date = max(today, locked.from_date)
    locked.save(update_fields=["to_date"])
    handed = _hand_over(locked.person, organisation=locked.organisation, to=heir)
    notices.forget_what_was_told(locked, today=today)
    taken_back = _take_invitations_back(locked.person)
    audit.record(
        "membership.ended",
        on=("organisations.membership", str(locked.pk)),
        by=by.pk if by else None,
        organisation=locked.organisation_id,
        before={"person": locked.person_id, "role": locked.role, "until": was.isoformat() if was else None},
        after={"until": today.isoformat(), "handed_to": heir.pk if heir else None, "records": handed}
        | ({"invitations_taken_back": taken_back} if taken_back else {}),
    )
    events.record(
        MembershipEnded(
            membership=locked.pk,
            by=by.pk if by else None,
            heir=heir.pk if heir else None,
            records=handed,
            invitations=taken_back,
        )
    )
    return locked


def name_role(organisation: Organisation, *, role: str, name: str, by: Person) -> None:
    """Give a role the name that a trust uses for it; an empty name goes back to the declared one."""
    get_role(role)
    with transaction.atomic():
        require(May.NAME_ROLES, at=organisation, by=by)
        before = RoleName.objects.filter(organisation=organisation, role=role).values_list("name", flat=True).first()
        told = name.strip()
        if told:
            line, _ = RoleName.objects.get_or_create(organisation=organisation, role=role, defaults={"name": told})
            line.name = told
            line.full_clean(validate_unique=False, validate_constraints=False)
            line.save()
        else:
            RoleName.objects.filter(organisation=organisation, role=role).delete()
        audit.record(
            "role.named",
            on=("organisations.organisation", str(organisation.pk)),
            by=by.pk,
            organisation=organisation.pk,
            before={"role": role, "name": before},
            after={"role": role, "name": told or None},
        )


def _take_invitations_back(person: Person) -> int:
    """Take open invitations back that somebody sent where they may invite no more: none lets them in again."""
    sent = Invitation.objects.select_for_update(of=("self",)).filter(
        invited_by=person, accepted_at=None, withdrawn_at=None
    )
    stale = [
        each.pk
        for each in sent.select_related("organisation").order_by("pk")
        if not may(May.INVITE, at=each.organisation, by=person)
    ]
    return Invitation.objects.filter(pk__in=stale).update(withdrawn_at=clock.now())


def _heir(membership: Membership, *, by: Person | None, named: Person | None) -> Person | None:
    """Who looks after what is left; None if nothing is."""
    organisation = membership.organisation
    if _still_belongs(membership) or not _keeps_anything(membership.person, organisation):
        return None
    if named is not None:
        if not may(May.WRITE, at=organisation, by=named) or named.pk == membership.person_id:
            raise NotAllowed(
                "The membership was not ended.",
                why=f"{named.name} does not write records at {organisation.name}, so cannot look after them.",
                mend="Name somebody who does.",
            )
        return named
    if by is not None and by.pk != membership.person_id and may(May.WRITE, at=organisation, by=by):
        return by
    heir = next(iter(_who_may_keep(organisation, other_than=membership.person_id)), None)
    if heir is None:
        raise NoSuccessor(
            "The membership was not ended.",
            why=f"Nobody else at {organisation.name} could look after the records that would be left.",
            mend="Invite somebody first, or name who looks after them.",
        )
    return heir


def _still_belongs(membership: Membership) -> bool:
    """Whether the person writes in the same organisation by another membership too."""
    others = Membership.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gt=clock.today()),
        person=membership.person_id,
        organisation=membership.organisation_id,
    ).exclude(pk=membership.pk)
    return any(May.WRITE in get_role(each.role).may for each in others)


def _who_may_keep(organisation: Organisation, *, other_than: int) -> list[Person]:
    """People who may look after records there: who invites there first, then in the trust; longest there first."""
    places = [organisation.pk] + ([organisation.trust_id] if organisation.trust_id else [])
    held = (
        Membership.objects.filter(organisation__in=places, to_date__isnull=True, person__is_active=True)
        .exclude(person=other_than)
        .select_related("person")
    )
    able = [each for each in held if {May.INVITE, May.WRITE} <= get_role(each.role).may]
    return [each.person for each in sorted(able, key=lambda each: (places.index(each.organisation_id), each.from_date))]


def _keeps_anything(person: Person, organisation: Organisation) -> bool:
    return any(model.objects.filter(keeper=person, owner=organisation).exists() for model in list_kinds())


def _hand_over(person: Person, *, organisation: Organisation, to: Person | None) -> int:
    if to is None:
        return 0
    kept = [model.objects.filter(keeper=person, owner=organisation) for model in list_kinds()]
    return sum(each.update(keeper=to) for each in kept)
