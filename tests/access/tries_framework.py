"""With what the addresses of frameworks and improvement models are tried, and who is to reach them."""

from collections.abc import Callable

from django.utils import timezone

from plait.framework.models import Edition, ImprovementModel, ModelPart
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import ACTORS, AT_HOME, AT_TRUST, BELONGING, READERS, Sample

_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
_DECIDING = frozenset({"director", "operator"}) | _OTHERS
_WITHIN = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not read what is of its trust
_PARTNER = frozenset({"director of the partner trust"})


def make_model(trust: Organisation, director: Person) -> ImprovementModel:
    """An improvement model of the trust, read within it."""
    edition = Edition.objects.get(framework__key="trust-led")
    model = ImprovementModel.objects.create(
        owner=trust,
        trust=trust,
        author=director,
        keeper=director,
        visibility=Visibility.TRUST.value,
        edition=edition,
    )
    ModelPart.objects.create(model=model, component="evidence-use", how="We ask who has tried it.", by=director)
    model.versions.create(
        number=1, edition=edition, kept_on=timezone.localdate(), content={"motto": "", "parts": {}}, by=director
    )
    return model


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def at_model(sample: Sample) -> list[object]:
        return [make({"uid": str(sample.trust.uid)}, readers=_WITHIN)]

    def writing(sample: Sample) -> list[object]:
        who = AT_TRUST[May.WRITE]
        return [
            make({"uid": str(sample.trust.uid)}, readers=who, writers=who),
            make({"uid": str(sample.partner.uid)}, readers=_PARTNER, writers=_PARTNER),
        ]

    main = {"key": "trust-led"}
    everybody = frozenset(ACTORS)
    return {
        "framework": lambda _: [make(main, readers=everybody), make({"key": "made-up"}, readers=frozenset())],
        "framework-changes": lambda _: [make(main, readers=everybody)],
        "framework-edit": lambda _: [make(main, readers=frozenset({"operator"}), writers=frozenset({"operator"}))],
        "framework-import": lambda _: [make(readers=_DECIDING, writers=_DECIDING)],
        "crosswalk": lambda _: [
            make({**main, "other": "trust-quality"}, readers=everybody, writers=frozenset({"operator"}))
        ],
        "improvement-model": lambda sample: [
            *at_model(sample),
            make({"uid": str(sample.partner.uid)}, readers=_PARTNER, note="not begun"),
        ],
        "improvement-model-picture": at_model,
        "improvement-model-changes": at_model,
        "improvement-model-write": writing,
        "improvement-model-keep": writing,
        "improvement-model-others": lambda sample: [
            make({"uid": str(sample.trust.uid)}, readers=(AT_HOME - {"operator"}) & BELONGING)
        ],
    }
