"""With what the addresses of agreeing together are tried, and who is to reach them."""

from collections.abc import Callable

from plait.goals.models import Consultation, Definition, Statement
from plait.goals.services import agreeing
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import AT_TRUST, READERS, Sample
from tests.goals.consultations import WHOLE, asked
from tests.goals.definitions import make_definition

_WITHIN = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not take part in its trust
_WRITING = AT_TRUST[May.WRITE]
_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
# Its keeper leads it, and whoever decides for the trust.
_LEADING = frozenset({"director", "network lead"})
_TITLE = "What do you think?"


def make_consultation(trust: Organisation, people: dict[str, Person]) -> None:
    """One that is open by all three ways, led by the network lead."""
    definition = make_definition(trust, people["director"], whole=WHOLE)
    statement = Statement.objects.get(domain__definition=definition)
    told = asked(title=_TITLE, statement=statement.pk)
    agreeing.open_consultation(told, on=definition, by=people["network lead"])


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def number() -> dict[str, str]:
        return {"number": str(Consultation.objects.get(title=_TITLE).pk)}

    def reading(_: Sample) -> list[object]:
        return [make(number(), readers=_WITHIN)]

    def taking_part(_: Sample) -> list[object]:
        return [make(number(), readers=_WITHIN, writers=_WITHIN)]

    def writing(_: Sample) -> list[object]:
        one = Definition.objects.get(consultations__title=_TITLE)
        anybody = _WRITING | _OTHERS
        return [
            make(readers=anybody, writers=anybody, note="choosing"),
            make(query=f"definition={one.pk}", readers=_WRITING, writers=_WRITING, note="on a definition"),
        ]

    return {
        "consultation": reading,
        "consultation-file": lambda _: [
            make({**number(), "what": what}, readers=_WITHIN) for what in ("votes", "mine")
        ],
        "consultation-book": reading,
        "consultation-in": lambda _: [make(number(), readers=_LEADING, writers=_LEADING)],
        "consultation-comments": taking_part,
        "consultation-vote": taking_part,
        "consultation-compare": taking_part,
        "consultation-lead": lambda _: [make(number(), readers=_LEADING, writers=_LEADING)],
        "consultation-write": writing,
    }
