"""What the schools of a trust say of themselves, side by side in words: of those that shared it, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.goals.evaluating import Confidence, Term, summarise
from plait.goals.models.evaluating import Judged, SelfEvaluation
from plait.goals.models.quality import Definition
from plait.goals.quality_text import Whole
from plait.goals.queries.alignment_register import Here, list_schools
from plait.goals.queries.quality import build_whole, find_in_force
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Square:
    """What one school says of one domain: levels in words, where it asks for help, and where it is not sure."""

    domain: str
    told: str
    help_on: tuple[str, ...]
    unsure_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One school. `evaluation` is the newest that it shared; None where it shared none.

    Of a school whose people have not come to the site there is no number, and nothing to share.
    """

    school: Here
    evaluation: SelfEvaluation | None
    term: Term | None
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """The schools of a trust beside the domains of its definition in force."""

    trust: Organisation
    definition: Definition | None
    domains: tuple[str, ...]
    rows: tuple[Row, ...]


def read_trust(scope: Scope, *, trust: Organisation, store: Store | None) -> Across:
    """What each school of the register shared last, by the domains in force; by name, and in no other order."""
    if trust.pk not in scope.trusts_where(May.READ_TRUST):
        return Across(trust, None, (), ())
    definition = find_in_force(scope, trust=trust.pk)
    whole = build_whole(scope, definition=definition) if definition else Whole("")
    schools = list_schools(scope, trust=trust, store=store)
    newest = _list_newest(scope, trust)
    rows: dict[int, list[Judged]] = {}
    found = Judged.objects.filter(evaluation__in=[each.pk for each in newest.values()])
    for each in found.select_related("statement__domain", "level"):
        rows.setdefault(each.evaluation_id, []).append(each)
    domains = [each for each in whole.domains if each.statements]
    return Across(
        trust,
        definition,
        tuple(each.name for each in domains),
        tuple(_row(each, newest.get(each.number or 0), rows, whole) for each in schools),
    )


def _list_newest(scope: Scope, trust: Organisation) -> dict[int, SelfEvaluation]:
    """The newest shared of each school: not the school's own draft, even where the viewer belongs to the school."""
    shared = [each.value for each in (Visibility.TRUST, Visibility.PARTNERS, Visibility.SECTOR, Visibility.PUBLIC)]
    found = limit(SelfEvaluation.objects.filter(trust=trust, visibility__in=shared), scope=scope)
    newest: dict[int, SelfEvaluation] = {}
    for each in found.order_by("-term_starts", "-pk"):
        newest.setdefault(each.owner_id, each)
    return newest


def _row(school: Here, one: SelfEvaluation | None, rows: dict[int, list[Judged]], whole: Whole) -> Row:
    if one is None:
        return Row(school, None, None, ())
    mine = rows.get(one.pk, [])
    domains = [each for each in whole.domains if each.statements]
    return Row(
        school,
        one,
        Term(one.term_starts),
        tuple(_square(domain.key, domain.name, mine, whole) for domain in domains),
    )


def _square(key: str, name: str, rows: Sequence[Judged], whole: Whole) -> Square:
    """Of one domain; one judged under an earlier definition is told where the domain is still the same."""
    mine = [each for each in rows if each.statement.domain.key == key]
    order = [each.name for each in whole.levels]
    levels = [each.level.name if each.level else None for each in mine]
    order += [each for each in dict.fromkeys(levels) if each is not None and each not in order]
    return Square(
        name,
        summarise(levels, order=order) if mine else "Not part of what was judged",
        tuple(each.statement.text for each in mine if each.help_wanted),
        tuple(each.statement.text for each in mine if each.level_id and each.confidence == Confidence.UNSURE),
    )
