"""With what the addresses of definitions of quality are tried, and who is to reach them."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from plait.goals.models import Definition, Domain, Exemplar, Statement
from plait.goals.quality import ExemplarKind
from plait.goals.quality_text import DomainSaid, ExemplarSaid, StatementSaid, Whole
from plait.goals.services import quality, quality_files, quality_steps
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import AT_TRUST, READERS, Sample

_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
_WITHIN = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not read what is of its trust
_WRITING = AT_TRUST[May.WRITE]
_DRAFT, _OPEN, _IN_FORCE = "A draft", "Open", "In force"
# Who reads each: a draft its writer alone; what is talked about the trust; what is in force its trustees too.
_READS = {
    _DRAFT: frozenset({"director"}),
    _OPEN: _WITHIN,
    _IN_FORCE: _WITHIN | {"trustee"},
}


def make_definitions(trust: Organisation, director: Person) -> None:
    """One of each standing, each with a statement and a file that shows it."""
    kept = quality_files.keep_file(b"%PDF-1.7 an example", name="example.pdf")
    example = ExemplarSaid(
        ExemplarKind.DOCUMENT, "An example", file=kept.file, file_name=kept.file_name, media_type=kept.media_type
    )
    reading = DomainSaid("Reading", statements=(StatementSaid("Every child reads.", exemplars=(example,)),))
    made = {
        title: quality.begin(trust, whole=Whole(title, domains=(reading,)), shared=title != _DRAFT, by=director)
        for title in (_DRAFT, _OPEN, _IN_FORCE)
    }
    soon = timezone.localdate() + dt.timedelta(days=14)
    quality_steps.consult(made[_OPEN], until=soon, by=director)
    quality_steps.agree(made[_IN_FORCE], by=director)
    quality_steps.put_in_force(made[_IN_FORCE], review_on=soon, by=director)


def _values(title: str) -> dict[str, str]:
    one = Definition.objects.get(title=title)
    return {
        "number": str(one.pk),
        "domain": str(Domain.objects.get(definition=one).pk),
        "statement": str(Statement.objects.get(domain__definition=one).pk),
        "form": "csv",
    }


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def reading(_: Sample) -> list[object]:
        return [make(_values(title), readers=who, note=title) for title, who in _READS.items()]

    def changing(_: Sample) -> list[object]:
        may = {title: who & _WRITING for title, who in _READS.items()} | {_IN_FORCE: frozenset()}
        return [make(_values(title), readers=who, writers=who, note=title) for title, who in may.items()]

    def steps(_: Sample) -> list[object]:
        decide = AT_TRUST[May.DECIDE]
        return [
            make(_values(_DRAFT), query="to=consult", readers=frozenset({"director"}), writers=frozenset({"director"})),
            make(_values(_OPEN), query="to=keep", readers=_WRITING, writers=_WRITING),
            make(_values(_OPEN), query="to=agree", readers=decide, writers=decide),
            make(_values(_OPEN), query="to=force", readers=frozenset(), writers=frozenset(), note="not agreed yet"),
        ]

    def exemplars(_: Sample) -> list[object]:
        found = {each.statement.domain.definition.title: each for each in Exemplar.objects.all()}
        return [make({"number": str(found[title].pk)}, readers=who, note=title) for title, who in _READS.items()]

    return {
        "quality-start": lambda _: [make(readers=_WRITING | _OTHERS, writers=_WRITING | _OTHERS)],
        "quality-definition": reading,
        "quality-domain": reading,
        "quality-history": reading,
        "quality-table": reading,
        "quality-exemplar": exemplars,
        "quality-change": changing,
        "quality-domain-change": changing,
        "quality-statement": changing,
        "quality-take-in": changing,
        "quality-step": steps,
    }
