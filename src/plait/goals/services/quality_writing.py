"""Putting the text of a definition into its rows: parts are known by their keys, so that what is meant stays itself."""

from collections.abc import Iterable
from dataclasses import replace

from plait.goals.models.quality import Definition, Domain, Exemplar, Level, LevelText, Shown, Statement
from plait.goals.quality import make_key
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, StatementSaid, Whole
from plait.goals.services.quality_holding import remove


def write_whole(definition: Definition, whole: Whole) -> None:
    """Make the rows say what the text says; the title and days stand in the definition itself."""
    levels = write_levels(definition, whole.levels)
    keys = [each.key for each in whole.domains]
    # A statement may have moved to another domain: what is gone from the whole is removed, what moved is moved.
    said = [each.key for each in whole.statements if each.key]
    remove(Statement.objects.filter(domain__definition=definition).exclude(key__in=said), called="A statement")
    known = {each.key: each for each in definition.domains.all()}
    for position, each in enumerate(whole.domains):
        domain = known.get(each.key) or Domain(definition=definition, key=each.key or make_key())
        domain.position = position
        put_domain(domain, each)
        domain.save()
        write_statements(domain, each.statements, levels)
    remove(definition.domains.filter(key__in=set(known) - set(keys)), called="A domain")


def write_levels(definition: Definition, levels: Iterable[LevelSaid]) -> dict[str, Level]:
    """Make the levels so, and give them by key."""
    known = {each.key: each for each in definition.levels.all()}
    made: dict[str, Level] = {}
    for position, said in enumerate(levels):
        level = known.get(said.key) or Level(definition=definition, key=said.key or make_key())
        level.position, level.name, level.description = position, said.name.strip(), said.description.strip()
        level.full_clean(exclude=["definition"], validate_constraints=False)
        level.save()
        made[level.key] = level
    remove(definition.levels.filter(key__in=set(known) - set(made)), called="A level")
    return made


def put_domain(domain: Domain, said: DomainSaid) -> None:
    """The fields of a domain from its text."""
    domain.name, domain.description = said.name.strip(), said.description.strip()
    domain.component = said.component
    domain.full_clean(exclude=["definition"], validate_constraints=False)


def write_statements(domain: Domain, statements: Iterable[StatementSaid], levels: dict[str, Level]) -> None:
    """Make the statements of a domain so, with all that stands inside them; none is removed here."""
    known = _known(domain)
    for position, said in enumerate(statements):
        statement = _put_statement(domain, said, known.get(said.key), position=position)
        write_inside(statement, said, levels)


def write_texts(domain: Domain, statements: tuple[StatementSaid, ...]) -> None:
    """Make the words and order of a domain's statements so, and leave alone what stands inside them."""
    known = {each.key: each for each in domain.statements.all()}
    said = {each.key for each in statements}
    remove(domain.statements.filter(key__in=set(known) - said), called="A statement")
    for position, each in enumerate(statements):
        _put_statement(domain, each, known.get(each.key), position=position)


def write_inside(statement: Statement, said: StatementSaid, levels: dict[str, Level]) -> None:
    """Make the texts at the levels, the exemplars and the indicators of a statement so."""
    write_looks(statement, said, levels)
    known = {each.key: each for each in statement.exemplars.all()}
    kept = [each.key for each in said.exemplars if each.key]
    remove(statement.exemplars.exclude(key__in=kept), called="An exemplar")
    for position, each in enumerate(said.exemplars):
        write_exemplar(known.get(each.key) or Exemplar(statement=statement), each, levels, position=position)


def write_looks(statement: Statement, said: StatementSaid, levels: dict[str, Level]) -> None:
    """Make the texts at the levels and the indicators of a statement so."""
    texts = {key: text.strip() for key, text in said.looks_like.items() if key in levels and text.strip()}
    statement.level_texts.exclude(level__key__in=texts).delete()
    for key, text in texts.items():
        LevelText.objects.update_or_create(statement=statement, level=levels[key], defaults={"text": text})
    statement.shown.exclude(measure__in=[each.measure for each in said.shown]).delete()
    for position, shown in enumerate(said.shown):
        Shown.objects.update_or_create(
            statement=statement, measure=shown.measure, defaults={"position": position, "why": shown.why.strip()}
        )


def write_exemplar(exemplar: Exemplar, said: ExemplarSaid, levels: dict[str, Level], *, position: int) -> Exemplar:
    """Make a row of an exemplar."""
    exemplar.key = said.key or exemplar.key or make_key()
    exemplar.position, exemplar.kind, exemplar.level = position, said.kind.value, levels.get(said.level)
    for name in ("title", "text", "url", "credit"):
        setattr(exemplar, name, getattr(said, name).strip())
    exemplar.file, exemplar.file_name = said.file, said.file_name
    exemplar.media_type, exemplar.size_n = said.media_type, said.size_n
    exemplar.full_clean(exclude=["statement", "level"], validate_constraints=False)
    exemplar.save()
    return exemplar


def with_keys(whole: Whole) -> Whole:
    """The same with a key for each part that has none."""
    return replace(
        whole,
        levels=tuple(replace(each, key=each.key or make_key()) for each in whole.levels),
        domains=tuple(_with_key(each) for each in whole.domains),
    )


def _with_key(said: DomainSaid) -> DomainSaid:
    statements = tuple(
        replace(
            each,
            key=each.key or make_key(),
            exemplars=tuple(replace(one, key=one.key or make_key()) for one in each.exemplars),
        )
        for each in said.statements
    )
    return replace(said, key=said.key or make_key(), statements=statements)


def _known(domain: Domain) -> dict[str, Statement]:
    """The statements of the whole definition by key, since one may come from another domain."""
    return {each.key: each for each in Statement.objects.filter(domain__definition=domain.definition_id)}


def _put_statement(domain: Domain, said: StatementSaid, known: Statement | None, *, position: int) -> Statement:
    statement = known or Statement(key=said.key or make_key())
    statement.domain, statement.position = domain, position
    statement.text, statement.why = said.text.strip(), said.why.strip()
    statement.full_clean(exclude=["domain"], validate_constraints=False)
    statement.save()
    return statement
