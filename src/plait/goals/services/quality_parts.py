"""Changing a definition of quality a part at a time: its title and levels, a domain, a statement, an exemplar."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.goals.models.quality import Definition, Domain, Exemplar, Level, Statement
from plait.goals.quality_rules import (
    MOST_DOMAINS,
    MOST_EXEMPLARS,
    check_domain,
    check_levels,
    check_statement,
    check_whole,
    refuse,
)
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, StatementSaid, Whole
from plait.goals.services.quality_holding import hold_to_change, note, remove
from plait.goals.services.quality_writing import (
    put_domain,
    write_exemplar,
    write_levels,
    write_looks,
    write_texts,
)
from plait.insight.queries.shown import list_unknown
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the domains, and whether the trust reads a draft."""

    title: str
    introduction: str
    review_on: dt.date | None
    levels: tuple[LevelSaid, ...]
    shared: bool = True


def change_about(definition: Definition, *, about: About, version: int, by: Person) -> Definition:
    """Change the title, the introduction, the day of review and the levels; share a draft with the trust.

    A draft that the trust reads is not taken back: colleagues may have begun to work with it.

    Raises
    ------
    NotAllowed, WrongState, Conflict, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        check_whole(Whole(about.title, about.introduction, about.review_on))
        check_levels(about.levels)
        held.title, held.introduction = about.title.strip(), about.introduction.strip()
        held.review_on = about.review_on
        if about.shared and held.visibility == Visibility.ME:
            held.visibility = Visibility.TRUST.value
        held.save_over(version, fields=["title", "introduction", "review_on", "visibility"])
        write_levels(held, about.levels)
        note("definition.changed", held, by=by, after={"part": "title, introduction and levels"})
        return held


def add_domain(definition: Definition, *, said: DomainSaid, by: Person) -> Domain:
    """Add a domain after the others.

    Raises
    ------
    NotAllowed, WrongState, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        check_domain(said)
        names = {each.name.casefold() for each in held.domains.all()}
        if said.name.strip().casefold() in names:
            raise refuse(f"There is a domain “{said.name}” already.", "Choose another name, or change that one.")
        if len(names) >= MOST_DOMAINS:
            raise refuse(f"There is room for {MOST_DOMAINS} domains.", "Put some together.")
        domain = Domain(definition=held, position=held.domains.count())
        put_domain(domain, replace(said, statements=()))
        domain.save()
        write_texts(domain, said.statements)
        note("definition.changed", held, by=by, after={"part": domain.name, "what": "added"})
        return domain


def change_domain(domain: Domain, *, said: DomainSaid, version: int, by: Person) -> Domain:
    """Change a domain's name, description and component, and the words and order of its statements.

    A statement is known by its key; one without a key is new, and one that is not named is removed.

    Raises
    ------
    NotAllowed, WrongState, Conflict, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(domain.definition, by=by)
        check_domain(said)
        if held.domains.filter(name__iexact=said.name.strip()).exclude(pk=domain.pk).exists():
            raise refuse(f"There is a domain “{said.name}” already.", "Choose another name.")
        put_domain(domain, said)
        domain.save_over(version, fields=["name", "description", "component"])
        write_texts(domain, said.statements)
        note("definition.changed", held, by=by, after={"part": domain.name})
        return domain


def order_domains(definition: Definition, *, numbers: Sequence[int], by: Person) -> None:
    """Put the domains in another order.

    Raises
    ------
    NotAllowed, WrongState
        As every change of a definition's text.
    NotADefinition
        If the numbers are not those of its domains.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        known = {each.pk: each for each in held.domains.all()}
        if sorted(numbers) != sorted(known):
            raise refuse("The domains changed meanwhile.", "Look at them again, and then order them.")
        for position, number in enumerate(numbers):
            if known[number].position != position:
                Domain.objects.filter(pk=number).update(position=position)
        note("definition.changed", held, by=by, after={"part": "the order of the domains"})


def remove_domain(domain: Domain, *, by: Person) -> None:
    """Remove a domain with its statements.

    Raises
    ------
    NotAllowed, WrongState
        As every change of a definition's text.
    NotADefinition
        If votes, judgements or goals stand upon one of its statements.
    """
    with transaction.atomic():
        held = hold_to_change(domain.definition, by=by)
        remove(Domain.objects.filter(pk=domain.pk), called=f"“{domain.name}”")
        note("definition.changed", held, by=by, after={"part": domain.name, "what": "removed"})


def change_statement(statement: Statement, *, said: StatementSaid, version: int, by: Person) -> Statement:
    """Change a statement's words, what it looks like at each level, and which indicators would show it.

    `version` is that of its domain. Exemplars are added and removed one by one, and stay as they are here.

    Raises
    ------
    NotAllowed, WrongState, Conflict, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        domain = Domain.objects.get(pk=statement.domain_id)
        held = hold_to_change(domain.definition, by=by)
        check_statement(said)
        _check_shown(held, statement, said, by=by)
        if domain.statements.filter(text__iexact=said.text.strip()).exclude(pk=statement.pk).exists():
            raise refuse("Another statement of the domain says the same.", "Say what is different.")
        domain.save_over(version, fields=["name"])
        statement.text, statement.why = said.text.strip(), said.why.strip()
        statement.full_clean(exclude=["domain"], validate_constraints=False)
        statement.save()
        write_looks(statement, said, _levels(held))
        note("definition.changed", held, by=by, after={"part": domain.name, "statement": statement.key})
        return statement


def add_exemplar(statement: Statement, *, said: ExemplarSaid, by: Person) -> Exemplar:
    """Add an exemplar to a statement; a file was kept before (`quality_files.keep_file`).

    Raises
    ------
    NotAllowed, WrongState, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(statement.domain.definition, by=by)
        check_statement(StatementSaid(text=statement.text, exemplars=(said,)))
        number = statement.exemplars.count()
        if number >= MOST_EXEMPLARS:
            raise refuse(f"There is room for {MOST_EXEMPLARS} exemplars of a statement.", "Remove one first.")
        try:
            made = write_exemplar(Exemplar(statement=statement), said, _levels(held), position=number)
        except ValidationError as fault:
            raise refuse(" ".join(fault.messages), "Mend it, and add it again.") from fault
        note("definition.exemplar_added", held, by=by, after={"title": made.title, "kind": made.kind})
        return made


def place_exemplar(exemplar: Exemplar, *, level: str, by: Person) -> Exemplar:
    """Say which level an exemplar shows, by the level's key; an empty key takes the word back.

    Raises
    ------
    NotAllowed, WrongState
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(exemplar.statement.domain.definition, by=by)
        exemplar.level = _levels(held).get(level)
        exemplar.save(update_fields=["level"])
        after = {"title": exemplar.title, "level": exemplar.level.name if exemplar.level else ""}
        note("definition.exemplar_placed", held, by=by, after=after)
        return exemplar


def remove_exemplar(exemplar: Exemplar, *, by: Person) -> None:
    """Remove an exemplar.

    Raises
    ------
    NotAllowed, WrongState
        As every change of a definition's text.
    NotADefinition
        If people have compared it with others.
    """
    with transaction.atomic():
        held = hold_to_change(exemplar.statement.domain.definition, by=by)
        remove(Exemplar.objects.filter(pk=exemplar.pk), called=f"“{exemplar.title}”")
        note("definition.exemplar_removed", held, by=by, before={"title": exemplar.title})


def _check_shown(definition: Definition, statement: Statement, said: StatementSaid, *, by: Person) -> None:
    """Refuse what a statement newly names and nobody of the trust could read; what stands already stays."""
    before = set(statement.shown.values_list("measure", flat=True))
    new = [each.measure for each in said.shown if each.measure not in before]
    unknown = list_unknown(scope_of(by), new, trust=definition.owner) if new else []
    if unknown:
        raise refuse(f"“{unknown[0]}” names no indicator, and no measure of the trust.", "Choose one from the list.")


def _levels(definition: Definition) -> dict[str, Level]:
    return {each.key: each for each in definition.levels.all()}
