"""With what the addresses of self-evaluation are tried, and who is to reach them."""

from collections.abc import Callable

from plait.goals.models import Domain, SelfEvaluation
from plait.goals.quality_text import DomainSaid, LevelSaid, StatementSaid, Whole
from plait.goals.services import evaluating, evaluating_moderation, evaluating_steps, quality, quality_steps
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind
from plait.organisations.visibility import Visibility
from tests.access.actors import AT_HOME, READERS, Sample
from tests.goals.definitions import next_year
from tests.people import make_member

_ASKED = "colleague at another school of the trust"
_WRITING = frozenset({"headteacher", "colleague"})
_HEAD = frozenset({"headteacher"})
# A draft: people of the school, and the one whom the head asked by name. Shared: the trust.
_DRAFT = READERS[Visibility.SCHOOL] | {_ASKED}
_SHARED = READERS[Visibility.TRUST] - {"visitor"}  # the visitor is of the first school alone, and the other shared it


def make_evaluations(sample: Sample) -> None:
    """A draft of the school that a colleague was asked to read, and one of another school that was shared."""
    director, head = sample.people["director"], sample.people["headteacher"]
    whole = Whole(
        "To judge by",
        levels=(LevelSaid("Beginning", key="one"), LevelSaid("Secure", key="two")),
        domains=(DomainSaid("Reading", statements=(StatementSaid("Every child reads."),)),),
    )
    made = quality.begin(sample.trust, whole=whole, shared=True, by=director)
    quality_steps.agree(made, by=director)
    quality_steps.put_in_force(made, review_on=next_year(), by=director)
    draft = evaluating.begin(sample.school, by=head)
    evaluating_moderation.ask(draft, person=sample.people[_ASKED].pk, by=head)
    third = Organisation.objects.create(kind=Kind.SCHOOL.value, name="Third", urn=899_009, parent=sample.trust)
    _share(third, make_member(third, "headteacher"))


def _share(school: Organisation, head: Person) -> None:
    evaluating_steps.share(evaluating.begin(school, by=head), shared=True, by=head)


def _values(*, shared: bool) -> dict[str, str]:
    visibility = Visibility.TRUST if shared else Visibility.SCHOOL
    one = SelfEvaluation.objects.get(visibility=visibility.value)
    domain = Domain.objects.get(definition=one.definition_id)
    return {"number": str(one.pk), "domain": str(domain.pk), "form": "csv"}


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def reading(_: Sample) -> list[object]:
        return [
            make(_values(shared=False), readers=_DRAFT, note="a draft"),
            make(_values(shared=True), readers=_SHARED, note="shared"),
        ]

    def judging(_: Sample) -> list[object]:
        return [
            make(_values(shared=False), readers=_DRAFT, writers=_WRITING | {_ASKED}, note="a draft"),
            make(_values(shared=True), readers=_SHARED, writers=frozenset(), note="shared"),
        ]

    def steps(_: Sample) -> list[object]:
        own = [make(_values(shared=False), query=f"to={to}", readers=_HEAD, writers=_HEAD) for to in ("ask", "share")]
        asked = frozenset({_ASKED})
        return [*own, make(_values(shared=False), query="to=read", readers=asked, writers=asked)]

    within = AT_HOME - {"trustee", "data protection lead", "operator"}
    trusts = (within - {"visitor"}) | {"director of the partner trust", "director of a stranger trust"}
    return {
        "evaluations": lambda _: [make(readers=trusts)],
        "evaluations-csv": lambda _: [make(readers=trusts)],
        "evaluation": reading,
        "evaluation-table": reading,
        "evaluation-domain": judging,
        "evaluation-step": steps,
        "evaluation-in": lambda _: [make(_values(shared=False), readers=_WRITING, writers=_WRITING)],
        "school-evaluation": lambda _: [make(readers=within, writers=_WRITING)],
    }
