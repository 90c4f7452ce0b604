"""Definitions of quality, as far as the viewer may read them."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Prefetch, QuerySet

from plait.core.errors import NotAllowed, NotThere
from plait.goals.models.quality import Definition, Domain, Exemplar, LevelText, Statement
from plait.goals.quality import ExemplarKind, State
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, ShownSaid, StatementSaid, Whole
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

_MEND: Final = "Go to the page on what your trust means by quality; what you may read is listed there."


class NoSuchDefinition(NotThere):
    """A definition, or a part of one, that is not there or that this viewer may not read: the answer is the same."""


def get_definition(scope: Scope, *, number: int) -> Definition:
    """One definition.

    Raises
    ------
    NoSuchDefinition
        If there is none of this number that the viewer may read.
    """
    found = _readable(scope).filter(pk=number).first()
    if found is None:
        raise _missing("definition of quality")
    return found


def get_definition_to_change(scope: Scope, *, number: int) -> Definition:
    """One definition, for whoever may change its text.

    Raises
    ------
    NoSuchDefinition
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it and does not write for the trust, or if it is agreed, in force or no longer so.
    """
    found = get_definition(scope, number=number)
    if not may_write(scope, found):
        raise NotAllowed(
            "You cannot change this definition of quality.",
            why=f"It is changed by those who write for {found.owner.name}.",
            mend=f"Ask {found.keeper.name}, who looks after it, or take part when it is talked about.",
        )
    if not State(found.state).may_change:
        raise NotAllowed(
            "This definition of quality is not changed now.",
            why=f"It is {State(found.state).label[0].lower()}{State(found.state).label[1:]}.",
            mend="Begin a revision of the one in force, or make the one that is agreed a draft again.",
        )
    return found


def list_definitions(scope: Scope, *, trust: int | None = None) -> list[Definition]:
    """Every definition that the viewer may read, of one trust or of all; newest first."""
    found = _readable(scope)
    return list(found if trust is None else found.filter(owner=trust))


def find_in_force(scope: Scope, *, trust: int) -> Definition | None:
    """What is in force at a trust, by the number of its organisation."""
    return _readable(scope).filter(owner=trust, state=State.IN_FORCE.value).first()


def find_revision(scope: Scope, *, definition: Definition) -> Definition | None:
    """The definition on its way that will take the place of this one, if the viewer may read it."""
    states = [each.value for each in State if each.is_open]
    return _readable(scope).filter(supersedes=definition, state__in=states).first()


def find_superseded(scope: Scope, *, definition: Definition) -> Definition | None:
    """The definition whose place this one takes or took, if the viewer may read it."""
    return _readable(scope).filter(pk=definition.supersedes_id).first() if definition.supersedes_id else None


def may_write(scope: Scope, definition: Definition) -> bool:
    """Whether the viewer writes for the trust whose definition it is."""
    return scope.may_at(May.WRITE, organisation=definition.owner_id, trust=definition.owner_id)


def may_decide(scope: Scope, definition: Definition) -> bool:
    """Whether the viewer decides what is in force at the trust."""
    return scope.may_at(May.DECIDE, organisation=definition.owner_id, trust=definition.owner_id)


def read_whole(scope: Scope, *, definition: Definition) -> Whole:
    """All that a definition says, in seven questions however long it is.

    Raises
    ------
    NoSuchDefinition
        If the viewer may not read it.
    """
    if not _readable(scope).filter(pk=definition.pk).exists():
        raise _missing("definition of quality")
    return build_whole(scope, definition=definition)


def build_whole(scope: Scope, *, definition: Definition) -> Whole:  # noqa: ARG001 asked by whoever got the definition
    """All that a definition says which a query or a service has already found to be the viewer's to read."""
    levels = [
        LevelSaid(each.name, each.description, each.key, each.pk) for each in definition.levels.order_by("position")
    ]
    keys = {each.number: each.key for each in levels}
    domains = definition.domains.prefetch_related(
        Prefetch("statements", Statement.objects.order_by("position", "pk")),
        Prefetch("statements__level_texts", LevelText.objects.order_by("pk")),
        Prefetch("statements__exemplars", Exemplar.objects.order_by("position", "pk")),
        "statements__shown",
    ).order_by("position", "pk")
    return Whole(
        definition.title,
        definition.introduction,
        definition.review_on,
        tuple(levels),
        tuple(_say_domain(each, keys) for each in domains),
    )


def get_domain(scope: Scope, *, definition: Definition, number: int) -> Domain:
    """One domain of a definition.

    Raises
    ------
    NoSuchDefinition
        If the definition has none of this number, or is not the viewer's to read.
    """
    found = Domain.objects.filter(
        pk=number, definition=definition, definition__in=_readable(scope).values("pk")
    ).first()
    if found is None:
        raise _missing("part of the definition")
    return found


def get_statement(scope: Scope, *, definition: Definition, number: int) -> Statement:
    """One statement of a definition.

    Raises
    ------
    NoSuchDefinition
        If the definition has none of this number, or is not the viewer's to read.
    """
    found = _statements(scope).filter(pk=number, domain__definition=definition).first()
    if found is None:
        raise _missing("statement")
    return found


def get_exemplar(scope: Scope, *, number: int) -> Exemplar:
    """One exemplar of a definition that the viewer may read.

    Raises
    ------
    NoSuchDefinition
        If there is none.
    """
    found = (
        Exemplar.objects.filter(pk=number, statement__domain__definition__in=_readable(scope).values("pk"))
        .select_related("statement__domain__definition")
        .first()
    )
    if found is None:
        raise _missing("exemplar")
    return found


def list_statements(scope: Scope, *, trust: int) -> list[Statement]:
    """The statements of the definition in force at a trust, in order, each with its domain: for choosing one."""
    found = _statements(scope).filter(domain__definition__owner=trust, domain__definition__state=State.IN_FORCE.value)
    return list(found.order_by("domain__position", "position", "pk"))


def find_statement_now(scope: Scope, *, statement: Statement) -> Statement | None:
    """What has become of a statement in the definition that is in force now at the same trust, by its key."""
    owner = statement.domain.definition.owner_id
    return next((each for each in list_statements(scope, trust=owner) if each.key == statement.key), None)


def _readable(scope: Scope) -> QuerySet[Definition]:
    return limit(Definition.objects.select_related("owner", "trust", "author", "keeper"), scope=scope)


def _statements(scope: Scope) -> QuerySet[Statement]:
    readable = Statement.objects.filter(domain__definition__in=_readable(scope).values("pk"))
    return readable.select_related("domain__definition")


def _say_domain(domain: Domain, keys: dict[int, str]) -> DomainSaid:
    return DomainSaid(
        domain.name,
        domain.description,
        domain.component,
        tuple(_say_statement(each, keys) for each in domain.statements.all()),
        domain.key,
        domain.pk,
        domain.version,
    )


def _say_statement(statement: Statement, keys: dict[int, str]) -> StatementSaid:
    return StatementSaid(
        text=statement.text,
        why=statement.why,
        looks_like=_in_order({keys[each.level_id]: each.text for each in statement.level_texts.all()}, keys.values()),
        exemplars=tuple(_say_exemplar(each, keys) for each in statement.exemplars.all()),
        shown=tuple(ShownSaid(each.measure, each.why) for each in statement.shown.all()),
        key=statement.key,
        number=statement.pk,
    )


def _say_exemplar(exemplar: Exemplar, levels: dict[int, str]) -> ExemplarSaid:
    """One exemplar as a text; `levels` are the keys of the levels by their rows."""
    return ExemplarSaid(
        kind=ExemplarKind(exemplar.kind),
        title=exemplar.title,
        text=exemplar.text,
        url=exemplar.url,
        credit=exemplar.credit,
        level=levels.get(exemplar.level_id or 0, ""),
        file=exemplar.file,
        file_name=exemplar.file_name,
        media_type=exemplar.media_type,
        size_n=exemplar.size_n,
        key=exemplar.key,
        number=exemplar.pk,
    )


def _in_order(texts: dict[str, str], keys: Iterable[str]) -> dict[str, str]:
    return {key: texts[key] for key in keys if key in texts}


def _missing(what: str) -> NoSuchDefinition:
    return NoSuchDefinition(
        f"There is no such {what} here.", why="The number is not known, or it was not shared with you.", mend=_MEND
    )
