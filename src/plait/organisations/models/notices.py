"""What people are told: notices inside the site, how they want to hear of them, and the weekly letter."""

from typing import ClassVar

from django.db import models

from plait.core.personal import Basis, Declared, Retention
from plait.organisations.holding import account
from plait.organisations.models.organisations import Organisation
from plait.organisations.models.people import Person
from plait.organisations.notices import Kind

_A_YEAR = Retention(after="created", days=365, then="delete")


def _notice(purpose: str) -> Declared:
    return Declared(purpose, Basis.PUBLIC_TASK, _A_YEAR, of="person_id")


class Notice(models.Model):
    """One thing that a person is told. `key` keeps the same thing from being told twice.

    `organisation`: of whose matters it tells, by which a person hears no more of a trust that they have left.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.label) for kind in Kind])
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    letter_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        name: _notice("Telling a person what needs them")
        for name in ("person", "organisation", "kind", "key", "text", "url", "due", "at", "read_at", "letter_at")
    }

    class Meta:
        """Newest first; each thing once."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="a_thing_is_told_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "read_at"], name="notices_unread")]

    def __str__(self) -> str:
        return self.text


class Preference(models.Model):
    """How a person wants to hear of one kind of thing: inside the site, and in the weekly letter. Both, unless told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.label) for kind in Kind])
    inside = models.BooleanField(default=True)
    letter = models.BooleanField(default=True)

    personal: ClassVar[dict[str, Declared]] = {
        name: account("Writing only what a person wants to hear", of="person_id")
        for name in ("person", "kind", "inside", "letter")
    }

    class Meta:
        """One line to a kind of a person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_preference_to_a_kind")
        ]

    def __str__(self) -> str:
        return self.kind
