"""Who is told what when something happens: subscribed when the site starts, in the transaction of what happens."""

import datetime as dt
from collections.abc import Iterable

from plait.core import clock, events
from plait.core.happenings import LetterGivenUp
from plait.organisations.addresses import address
from plait.organisations.happenings import (
    InvitationAccepted,
    JoiningAsked,
    JoiningDecided,
    MembershipEnded,
    SharingChanged,
)
from plait.organisations.models import Invitation, JoinRequest, Membership, Organisation, Person, Share
from plait.organisations.notices import Kind
from plait.organisations.roles import May, get_role
from plait.organisations.services import notices
from plait.organisations.services.charge import list_in_charge, list_operators
from plait.organisations.services.register import RegisterChanged, SchoolMoved
from plait.organisations.services.sharing import owner_of


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(JoiningAsked, _asked)
    events.subscribe(JoiningDecided, _decided)
    events.subscribe(InvitationAccepted, _accepted)
    events.subscribe(MembershipEnded, _ended)
    events.subscribe(SharingChanged, _shared)
    events.subscribe(RegisterChanged, _registered)
    events.subscribe(SchoolMoved, _moved)
    events.subscribe(LetterGivenUp, _given_up)


def _asked(event: JoiningAsked) -> None:
    request = JoinRequest.objects.select_related("person", "organisation").get(pk=event.request)
    notices.tell(
        list_in_charge(request.organisation),
        of=request.organisation_id,
        kind=Kind.PEOPLE,
        key=f"asked:{request.pk}",
        text=f"{request.person.name} asks to join {request.organisation.name}.",
        url=address("join-request", request.pk),
    )


def _decided(event: JoiningDecided) -> None:
    request = JoinRequest.objects.select_related("person", "organisation").get(pk=event.request)
    name = request.organisation.name
    told = f"You belong to {name} now." if request.accepted else f"Your request to join {name} was declined."
    url = address("organisation", request.organisation_id) if request.accepted else address("join")
    _tell([request.person], of=request.organisation_id, key=f"decided:{request.pk}", text=told, url=url)


def _accepted(event: InvitationAccepted) -> None:
    found = Invitation.objects.select_related("organisation", "invited_by", "accepted_by").get(pk=event.invitation)
    if found.accepted_by is None:
        return
    role = get_role(found.role).name.lower()
    _tell_of_a_stranger(found, found.accepted_by, role=role)
    notices.tell(
        [found.invited_by],
        of=found.organisation_id,
        kind=Kind.PEOPLE,
        key=f"accepted:{found.pk}",
        text=f"{found.accepted_by.name} took up your invitation to {found.organisation.name}, as {role}.",
        url=address("organisation", found.organisation_id),
    )


def _tell_of_a_stranger(found: Invitation, joined: Person, *, role: str) -> None:
    """Those in charge, where somebody from elsewhere invited: an operator does so anywhere, and never unseen."""
    in_charge = {each.pk: each for each in list_in_charge(found.organisation)}
    if found.invited_by_id in in_charge:
        return
    who, where = joined.name, found.organisation.name
    told = (
        f"{who} belongs to {where} now, as {role}. {found.invited_by.name}, who is not in charge there, invited them."
    )
    others = [each for number, each in in_charge.items() if number != joined.pk]
    url = address("organisation", found.organisation_id)
    _tell(others, of=found.organisation_id, key=f"brought:{found.pk}", text=told, url=url)


def _ended(event: MembershipEnded) -> None:
    ended = Membership.objects.select_related("person", "organisation").get(pk=event.membership)
    who, where = ended.person, ended.organisation
    url = address("organisation", where.pk)
    if event.heir is not None and event.records:
        count = "one record" if event.records == 1 else f"{event.records} records"
        told = f"{who.name} has left {where.name}. You look after {count} that they kept there."
        heir = Person.objects.filter(pk=event.heir)
        _tell(heir, of=where.pk, key=f"heir:{ended.pk}", text=told, url=address("home-mine"))
    others = [each for each in list_in_charge(where) if each.pk not in {event.by, event.heir, who.pk}]
    told = f"{who.name} has left {where.name}."
    if event.invitations:
        told += f" Invitations that they sent and nobody has answered were taken back: {event.invitations}."
    _tell(others, of=where.pk, key=f"ended:{ended.pk}", text=told, url=url)
    if event.by not in {None, who.pk}:
        told = f"Your membership of {where.name} has ended. What you wrote there stays with it."
        _tell([who], of=where.pk, key=f"ended:{ended.pk}", text=told, url=address("home-mine"))


def _tell(people: Iterable[Person], *, of: int, key: str, text: str, url: str) -> None:
    notices.tell(people, of=of, kind=Kind.PEOPLE, key=key, text=text, url=url)


def _shared(event: SharingChanged) -> None:
    share = Share.objects.select_related("owner", "partner", "offered_by").get(pk=event.share)
    ours, theirs = _speakers(share.owner, share.offered_by), _speakers(share.partner)
    due: dt.date | None = None
    if event.what == "offered":
        told, ours, due = f"{share.owner.name} offers to share “{share.label}” with your trust.", {}, share.until
    elif event.what == "accepted":
        told, theirs = f"{share.partner.name} has accepted “{share.label}”.", {}
    else:
        told = f"Sharing “{share.label}” between {share.owner.name} and {share.partner.name} ended."
    _tell_school(share, what=event.what, by=event.by)
    key = f"{event.what}:{share.pk}"
    for side, people in ((share.owner_id, ours), (share.partner_id, theirs)):
        receivers = [person for number, person in people.items() if number != event.by]
        notices.tell(receivers, of=side, kind=Kind.SHARING, key=key, text=told, url=address("sharing"), due=due)


def _tell_school(share: Share, *, what: str, by: int | None) -> None:
    """Who decides what leaves a school, where its trust offers the school's record or what it offered is accepted."""
    owner = owner_of(share)
    if owner is None or owner.school_id is None or what not in {"offered", "accepted"}:
        return
    verb = f"offers “{share.label}” of {owner.name} to" if what == "offered" else f"shares “{share.label}” with"
    told = f"{share.owner.name} {verb} {share.partner.name} until {share.until:%-d %B %Y}. You can end it."
    heads = [
        each
        for each in list_in_charge(owner, what=May.SHARE, here_only=True)
        if each.pk not in {by, share.offered_by_id}
    ]
    key = f"school:{what}:{share.pk}"
    notices.tell(heads, of=owner.pk, kind=Kind.SHARING, key=key, text=told, url=address("sharing"))


def _speakers(side: Organisation, *also: Person) -> dict[int, Person]:
    return {each.pk: each for each in (*list_in_charge(side, what=May.SHARE), *also)}


def _registered(event: RegisterChanged) -> None:
    where = Organisation.objects.select_related("parent").get(pk=event.organisation)
    notices.tell(
        list_in_charge(where),
        of=where.pk,
        kind=Kind.REGISTER,
        key=f"{where.followed_build}:{where.pk}:{event.sentence}",
        text=event.sentence,
        url=address("organisation", where.pk),
    )


def _moved(event: SchoolMoved) -> None:
    """The trust that a school has left is told too: its people no longer read what the school shares."""
    if event.before is None:
        return
    before = Organisation.objects.get(pk=event.before)
    school = Organisation.objects.get(pk=event.school)
    notices.tell(
        list_in_charge(before),
        of=before.pk,
        kind=Kind.REGISTER,
        key=f"left:{school.pk}:{event.before}:{event.after}",
        text=f"{school.name} is no longer in {before.name}; its people and its records have gone with it.",
        url=address("organisation", before.pk),
    )


def _given_up(_: LetterGivenUp) -> None:
    """Whoever runs the site, once a day however many there are, and without whom a letter was for."""
    told = "A letter could not be delivered, and is given up. On the machine, “plait mail list” says which and why."
    for each in list_operators():
        _tell([each.person], of=each.place.pk, key=f"letters:{clock.today().isoformat()}", text=told, url="")
