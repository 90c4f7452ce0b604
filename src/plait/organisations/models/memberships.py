"""Who belongs where, in which role, from when to when."""

import datetime as dt
from typing import ClassVar

from django.db import models

from plait.core import clock
from plait.core.personal import Declared
from plait.organisations.holding import work
from plait.organisations.models.organisations import Organisation
from plait.organisations.models.people import Person
from plait.organisations.roles import ROLES


def in_force(day: dt.date, *, of: str = "") -> models.Q:
    """Memberships in force on a day; `of` leads to them from another table, such as `memberships__`."""
    begun = models.Q(**{f"{of}from_date__lte": day})
    return begun & (models.Q(**{f"{of}to_date__isnull": True}) | models.Q(**{f"{of}to_date__gt": day}))


def within_trust(number: int) -> models.Q:
    """What belongs to a trust or to one of its parts, by its `organisation`; the number is the trust's."""
    return models.Q(organisation=number) | models.Q(organisation__parent=number)


class Membership(models.Model):
    """A person in an organisation. It is in force from `from_date` until the day before `to_date`; it is never deleted.

    `function`: what a support-staff lead is responsible for, such as finance or estates.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32, choices=[(role.key, role.name) for role in ROLES])
    function = models.CharField(max_length=60, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)
    created_at = clock.MomentField(auto_now_add=True)

    personal: ClassVar[dict[str, Declared]] = {
        name: work("Deciding what a person may see and do, and showing who held which role when", of="person_id")
        for name in ("person", "organisation", "role", "function", "from_date", "to_date", "created_at")
    }

    class Meta:
        """A person holds a role once in an organisation at a time."""

        ordering: ClassVar[list[str]] = ["from_date", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(to_date__isnull=True),
                name="a_role_is_held_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="a_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} at {self.organisation_id}"


class RoleName(models.Model):
    """What a trust calls a role. A name only: what the role may do is declared once for everyone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_names")
    role = models.CharField(max_length=32, choices=[(role.key, role.name) for role in ROLES])
    name = models.CharField(max_length=80)

    impersonal: ClassVar[tuple[str, ...]] = ("organisation", "role", "name")

    class Meta:
        """One name to a role of a trust."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "role"], name="one_name_to_a_role")
        ]

    def __str__(self) -> str:
        return self.name
