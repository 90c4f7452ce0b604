"""Bringing in editions of frameworks: those that Plait ships, and those of operators and trusts."""

import hashlib
from dataclasses import replace

from django.db import transaction

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.framework.domain import FrameworkText
from plait.framework.files import check, read_shipped, write_toml
from plait.framework.models import Component, Edition, Framework, Strand
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, scope_of

_TYPE = "framework.framework"


class NotBroughtIn(PlaitError):
    """A framework that was not brought in."""


def load_shipped() -> list[Edition]:
    """Bring in every shipped framework that is not there yet, and return what was new; what is there stays as it is.

    A framework that an operator has changed since is left alone. A newer text of Plait's own is the next edition only
    where the edition in use is Plait's own too.
    """
    made = []
    with transaction.atomic():
        for text in read_shipped():
            framework, _ = Framework.objects.get_or_create(key=text.key)
            last = framework.editions.first()
            if last is None or (last.shipped and last.digest not in {digest_of(text), _digest_as_typed(text)}):
                made.append(_add(framework, text=text, by=None, shipped=True))
    return made


def take_in(text: FrameworkText, *, owner: Organisation | None = None, by: Person | None) -> Edition:
    """Bring in a framework, or the next edition of one; the same text again changes nothing.

    `owner`: the trust whose own it is. `by` is None only for the operator's command, which acts for the site.

    Raises
    ------
    BadFramework
        If it cannot stand.
    NotAllowed
        If `by` neither runs the site nor, for a trust's own framework, decides there.
    NotBroughtIn
        If the key is that of somebody else's framework.
    """
    check(text)
    with transaction.atomic():
        if by is not None:
            _require(owner, by=by)
        framework = Framework.objects.select_for_update().filter(key=text.key).first()
        if framework is None:
            framework = Framework.objects.create(key=text.key, owner=owner)
        elif framework.owner_id != (None if owner is None else owner.pk):
            raise NotBroughtIn(
                "The framework was not brought in.",
                why=f"The key “{text.key}” is used by another framework already.",
                mend="Give it another key.",
            )
        last = framework.editions.first()
        if last is not None and last.digest == digest_of(text):
            return last
        return _add(framework, text=text, by=by, shipped=False)


def digest_of(text: FrameworkText) -> str:
    """What a framework says, in one hash; the note of an edition is not counted."""
    return hashlib.sha256(write_toml(replace(text, note="")).encode()).hexdigest()


def _digest_as_typed(text: FrameworkText) -> str:
    """The same with straight apostrophes, as Plait once shipped its own: how a text is set makes no new edition."""
    return hashlib.sha256(write_toml(replace(text, note="")).replace("’", "'").encode()).hexdigest()


def _require(owner: Organisation | None, *, by: Person) -> None:
    if owner is None and scope_of(by).organisations_where(May.OPERATE):
        return
    if owner is None or owner.kind != Kind.TRUST:
        raise NotAllowed(
            "Nothing was changed.",
            why="A framework that everybody uses is changed by whoever runs the site.",
            mend="Ask an operator, or bring it in as your trust’s own.",
        )
    require(May.DECIDE, at=owner, by=by)


def _add(framework: Framework, *, text: FrameworkText, by: Person | None, shipped: bool) -> Edition:
    last = framework.editions.first()
    edition = Edition(
        framework=framework,
        number=1 if last is None else last.number + 1,
        name=text.name,
        kind=text.kind.value,
        about=text.about,
        source=text.source,
        note=text.note,
        digest=digest_of(text),
        shipped=shipped,
        imported_at=clock.now(),
        imported_by=by,
    )
    edition.full_clean(validate_constraints=False)
    edition.save()
    _add_strands(edition, text)
    if shipped:  # nobody has decided anything
        return edition
    audit.record(
        "framework.edition_added",
        on=(_TYPE, framework.key),
        by=None if by is None else by.pk,
        organisation=framework.owner_id,
        after={"edition": edition.number, "name": edition.name, "note": edition.note, "digest": edition.digest},
    )
    return edition


def _add_strands(edition: Edition, text: FrameworkText) -> None:
    components = []
    for place, strand in enumerate(text.strands, start=1):
        held = Strand.objects.create(
            edition=edition,
            key=strand.key,
            position=place,
            name=strand.name,
            descriptor=strand.descriptor,
            named=strand.named.value,
        )
        components += [(held, each) for each in strand.components]
    Component.objects.bulk_create(
        Component(
            edition=edition,
            strand=strand,
            key=each.key,
            position=place,
            name=each.name,
            descriptor=each.descriptor,
            prompts=list(each.prompts),
            named=each.named.value,
        )
        for place, (strand, each) in enumerate(components, start=1)
    )
