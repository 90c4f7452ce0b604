"""Agreements between two trusts to share one record until a day."""

from typing import ClassVar

from django.db import models

from plait.core.personal import Declared
from plait.organisations.holding import work
from plait.organisations.models.organisations import Organisation
from plait.organisations.models.people import Person


class Share(models.Model):
    """One record, offered by the organisation whose it is to another trust. Both see it; either can end it.

    The record is named by kind and number, for it belongs to a context above this one. In force: accepted, not ended,
    and before `until`. `label` is a name for lists, which says nothing of the record's contents.
    """

    record_type = models.CharField(max_length=60)
    record_id = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares_given")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares_taken")
    purpose = models.CharField(max_length=500)
    until = models.DateField()
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "offered_by": work("Showing who agreed to share", of="offered_by_id"),
        "accepted_by": work("Showing who agreed to share", of="accepted_by_id"),
        "ended_by": work("Showing who ended an agreement", of="ended_by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "record_type",
        "record_id",
        "label",
        "owner",
        "partner",
        "purpose",
        "until",
        "offered_at",
        "accepted_at",
        "ended_at",
        "ended_because",
    )

    class Meta:
        """Newest first; one agreement at a time on a record with a partner."""

        ordering: ClassVar[list[str]] = ["-offered_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "partner"],
                condition=models.Q(ended_at__isnull=True),
                name="one_agreement_at_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(owner=models.F("partner")), name="a_partner_is_another"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "until"], name="shares_of_a_partner")]

    def __str__(self) -> str:
        return self.label
