"""Beginning a definition of quality, revising the one in force, and putting a whole text in a definition's place."""

from django.db import IntegrityError, transaction

from plait.framework.queries.frameworks import get_edition_number
from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.goals.quality_rules import NotADefinition, check_whole
from plait.goals.quality_text import Whole, describe_change, to_content
from plait.goals.queries.quality import build_whole
from plait.goals.services import versions
from plait.goals.services.quality_holding import hold, hold_to_change, note, tell
from plait.goals.services.quality_writing import with_keys, write_whole
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, scope_of
from plait.organisations.visibility import Visibility


def begin(trust: Organisation, *, whole: Whole, shared: bool, by: Person) -> Definition:
    """Begin a definition of quality for a trust, as a draft.

    Parameters
    ----------
    trust
        Whose it will be.
    whole
        What it begins with: a starter, areas of a framework, a table, or no more than a title.
    shared
        Whether people of the trust read the draft; otherwise it is its writer's alone.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    NotADefinition
        If the text cannot stand as it is, or the organisation is not a trust.
    """
    with transaction.atomic():
        require(May.WRITE, at=trust, by=by)
        if trust.kind != Kind.TRUST:
            raise NotADefinition(
                "Nothing was begun.",
                why=f"{trust.name} is not a trust, and a definition of quality is a trust’s.",
                mend="Begin it for the trust.",
            )
        check_whole(whole)
        made = _make(trust, whole=with_keys(whole), shared=shared, by=by)
        note("definition.begun", made, by=by, after=tell(made))
        return made


def revise(definition: Definition, *, by: Person) -> Definition:
    """Begin the next definition from the one in force, which stays in force until the next one is.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    WrongState
        If the definition is not in force.
    NotADefinition
        If a revision is on its way already.
    """
    with transaction.atomic():
        held = hold(definition, what=May.WRITE, by=by, states=[State.IN_FORCE])
        whole = build_whole(scope_of(by), definition=held)
        try:
            with transaction.atomic():
                made = _make(held.owner, whole=whole, shared=True, by=by, supersedes=held)
        except IntegrityError as fault:
            raise NotADefinition(
                "No revision was begun.",
                why="One is on its way already, and two would have to be put together later.",
                mend="Go on with that one, or set it aside first.",
            ) from fault
        note("definition.revision_begun", made, by=by, after=tell(made) | {"supersedes": held.pk})
        return made


def replace_whole(definition: Definition, *, whole: Whole, version: int, because: str, by: Person) -> Definition:
    """Put another text in the place of a definition's, whole; what stood before is kept as a version.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    WrongState
        If it is agreed, in force, or no longer in force.
    Conflict
        If somebody else has saved it since `version`.
    NotADefinition
        If the text cannot stand as it is.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        check_whole(whole)
        before = to_content(build_whole(scope_of(by), definition=held))
        held.title, held.introduction, held.review_on = whole.title.strip(), whole.introduction.strip(), whole.review_on
        held.save_over(version, fields=["title", "introduction", "review_on"])
        after = with_keys(whole)
        versions.keep(held, content=before, note=f"Before: {because}", by=by)
        write_whole(held, after)
        for domain in held.domains.all():  # whoever has one of them open is told that it changed
            domain.save_over(domain.version, fields=["name"])
        changes = describe_change(before, to_content(after))
        note("definition.replaced", held, by=by, after={"changes": len(changes)}, because=because)
        return held


def _make(
    trust: Organisation, *, whole: Whole, shared: bool, by: Person, supersedes: Definition | None = None
) -> Definition:
    made = Definition(
        owner=trust,
        trust=trust,
        author=by,
        keeper=by,
        visibility=(Visibility.TRUST if shared else Visibility.ME).value,
        title=whole.title.strip(),
        introduction=whole.introduction.strip(),
        review_on=None if supersedes else whole.review_on,
        supersedes=supersedes,
        edition=get_edition_number(),
    )
    made.full_clean(exclude=["owner", "trust", "author", "keeper", "supersedes"], validate_constraints=False)
    made.save()
    write_whole(made, whole)
    return made
