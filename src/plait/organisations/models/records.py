"""What every record that people write has in common: whose it is, who keeps it, and who may read it."""

from typing import ClassVar, Self

from django.apps import apps
from django.db import models

from plait.core import clock
from plait.core.concurrency import Versioned
from plait.core.personal import Declared
from plait.organisations.holding import work
from plait.organisations.models.organisations import Organisation
from plait.organisations.models.people import Person
from plait.organisations.visibility import Visibility


class TenantedRecord(Versioned):
    """A record of an organisation.

    `owner`: the organisation it belongs to. `trust`: the trust in which that lies, which alone reads what is shared
    within the trust: a school that moves takes its records along, as the school's own (`services.moves`), and its new
    trust reads only what is marked anew. `author` wrote it; `keeper` looks after it now, and it passes on when a keeper
    leaves. `exception`: trustees read it too, where the trust does.
    """

    owner_id: int
    trust_id: int | None
    keeper_id: int
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Visibility])
    exception = models.BooleanField(default=False)
    created_at = clock.MomentField(auto_now_add=True)
    changed_at = clock.MomentField(auto_now=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    personal: ClassVar[dict[str, Declared]] = {
        "author": work("Showing who wrote a record", of="author_id"),
        "keeper": work("Knowing who looks after a record", of="keeper_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        *Versioned.impersonal,
        "owner",
        "trust",
        "visibility",
        "exception",
        "created_at",
        "changed_at",
    )

    class Meta:
        """No table of its own."""

        abstract = True
        indexes: ClassVar[list[models.Index]] = []


def list_kinds() -> list[type[TenantedRecord]]:
    """Every kind of record that people write, whichever context it is of."""
    return [model for model in apps.get_models() if issubclass(model, TenantedRecord)]
