"""Saying how the components of one framework stand to those of another."""

import csv
from collections.abc import Sequence
from importlib import resources

from django.db import transaction

from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.framework.domain import Link, LinkText
from plait.framework.models import Crosswalk, Edition, Framework
from plait.framework.queries.frameworks import read_edition
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of

_TYPE = "framework.crosswalk"


class BadCrosswalk(PlaitError):
    """A crosswalk that cannot stand."""


def load_shipped() -> int:
    """Bring in the shipped crosswalk between frameworks that have none yet, and return how many lines were new."""
    text = (resources.files("plait.framework") / "shipped" / "crosswalk.csv").read_text(encoding="utf-8")
    with transaction.atomic():
        known = {each.key: each for each in Framework.objects.all()}
        stated = set(Crosswalk.objects.values_list("framework__key", "other__key"))
        made = [
            Crosswalk(
                framework=known[row["framework"]],
                component=row["component"],
                other=known[row["other"]],
                other_component=row["other_component"],
                kind=Link(row["kind"]).value,
                note=row["note"],
            )
            for row in csv.DictReader(text.splitlines())
            if {row["framework"], row["other"]} <= set(known) and (row["framework"], row["other"]) not in stated
        ]
        Crosswalk.objects.bulk_create(made)
    return len(made)


def put(first: Framework, *, other: Framework, links: Sequence[LinkText], by: Person | None) -> int:
    """Let these lines be all that is said between two frameworks; return how many there are.

    `by` is None only for the operator's command.

    Raises
    ------
    NotAllowed
        If `by` neither runs the site nor decides in the trust whose own framework one of the two is.
    BadCrosswalk
        If a component is not in the edition in use, or two are linked twice.
    """
    with transaction.atomic():
        if by is not None:
            _require(first, other, by=by)
        _check(first, other, links)
        held = Crosswalk.objects.select_for_update().filter(framework=first, other=other)
        before = [_tell(each) for each in held]
        held.delete()
        Crosswalk.objects.filter(framework=other, other=first).delete()
        made = Crosswalk.objects.bulk_create(
            Crosswalk(
                framework=first,
                component=each.component,
                other=other,
                other_component=each.other,
                kind=each.kind.value,
                note=each.note.strip(),
            )
            for each in links
        )
        audit.record(
            "framework.crosswalk_put",
            on=(_TYPE, f"{first.key} {other.key}"),
            by=None if by is None else by.pk,
            organisation=first.owner_id or other.owner_id,
            before={"lines": before},
            after={"lines": [_tell(each) for each in made]},
        )
    return len(made)


def _require(first: Framework, other: Framework, *, by: Person) -> None:
    if scope_of(by).organisations_where(May.OPERATE):
        return
    owners = [each.owner for each in (first, other) if each.owner is not None]
    if not owners:
        raise NotAllowed(
            "Nothing was changed.",
            why="How two frameworks that everybody uses stand to each other is said by whoever runs the site.",
            mend="Ask an operator, or lay your trust’s own framework beside one of them.",
        )
    for owner in owners:
        require(May.DECIDE, at=owner, by=by)


def _check(first: Framework, other: Framework, links: Sequence[LinkText]) -> None:
    if first.pk == other.pk:
        raise _bad("The two frameworks are the same.")
    names = {each.pk: _keys(each) for each in (first, other)}
    seen: set[tuple[str, str]] = set()
    for place, each in enumerate(links, start=1):
        for framework, key in ((first, each.component), (other, each.other)):
            if key not in names[framework.pk]:
                raise _bad(f"In line {place}, “{key}” is not the key of a component of “{framework.key}”.")
        if (each.component, each.other) in seen:
            raise _bad(f"In line {place}, “{each.component}” and “{each.other}” are linked a second time.")
        seen.add((each.component, each.other))


def _keys(framework: Framework) -> set[str]:
    edition = Edition.objects.filter(framework=framework).first()
    return {each.key for each in read_edition(edition).components} if edition else set()


def _tell(each: Crosswalk) -> str:
    return f"{each.component} {each.kind} {each.other_component}: {each.note}"


def _bad(why: str) -> BadCrosswalk:
    return BadCrosswalk("The crosswalk was not changed.", why=why, mend="Change that, and save or import it again.")
