"""Organisations to which people belong."""

from typing import ClassVar

from django.db import models

from plait.core import clock
from plait.organisations.domain import Status
from plait.organisations.roles import Kind


class Organisation(models.Model):
    """A sector body, trust, central team, cluster or school.

    Schools and trusts are taken from a data build by URN and UID when somebody first belongs to them, and follow it
    after that. `parent`: the trust of a school, a central team or a cluster. `cluster`: of a school, where it has one.
    """

    kind = models.CharField(max_length=16, choices=[(kind.value, kind.label) for kind in Kind])
    name = models.CharField(max_length=200)
    urn = models.PositiveIntegerField(null=True, blank=True)
    uid = models.PositiveIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    cluster = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="schools")
    status = models.CharField(
        max_length=10, choices=[(status.value, status.value) for status in Status], default=Status.OPEN.value
    )
    phase = models.CharField(max_length=16, blank=True)
    followed_build = models.CharField(max_length=120, blank=True)
    created_at = clock.MomentField(auto_now_add=True)

    impersonal: ClassVar[tuple[str, ...]] = (
        "kind",
        "name",
        "urn",
        "uid",
        "parent",
        "cluster",
        "status",
        "phase",
        "followed_build",
        "created_at",
    )

    class Meta:
        """One row to a school and to a trust; by name."""

        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["urn"], name="one_row_to_a_school"),
            models.UniqueConstraint(fields=["uid"], name="one_row_to_a_trust"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.SCHOOL.value, urn__isnull=False)
                | (~models.Q(kind=Kind.SCHOOL.value) & models.Q(urn__isnull=True)),
                name="schools_alone_have_a_urn",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.TRUST.value, uid__isnull=False)
                | (~models.Q(kind=Kind.TRUST.value) & models.Q(uid__isnull=True)),
                name="trusts_alone_have_a_uid",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trust_id(self) -> int | None:
        """The number of the trust within which this organisation lies: itself, its parent, or none."""
        return self.pk if self.kind == Kind.TRUST else self.parent_id

    @property
    def school_id(self) -> int | None:
        """The number of the school, if it is one."""
        return self.pk if self.kind == Kind.SCHOOL else None


class FormerNumber(models.Model):
    """A URN or UID that an organisation had before: a school that converted keeps its people and its records."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_numbers")
    number = models.PositiveIntegerField()
    until_build = models.CharField(max_length=120)
    noted_at = clock.MomentField(auto_now_add=True)

    impersonal: ClassVar[tuple[str, ...]] = ("organisation", "number", "until_build", "noted_at")

    class Meta:
        """One line to a number of an organisation."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_line_to_a_former_number")
        ]

    def __str__(self) -> str:
        return str(self.number)
