"""What the bottom of the house keeps: the audit trail, its head, what was done once, and letters to send again."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from django.db import models

from plait.core.chain import START, Link
from plait.core.errors import PlaitError
from plait.core.personal import Basis, Declared, Retention

HEAD = 1  # the number of the only row of AuditHead
RECORD_ID_LENGTH = 200
_SIX_YEARS = 6 * 365  # days: the limitation period of a claim in contract or tort (Limitation Act 1980)
_KEPT = Retention(after="created", days=_SIX_YEARS, then="erase")
_PSEUDONYM = Retention(after="leaving", days=365, then="pseudonymise")
_REFUSED = Retention(after="created", days=30, then="delete")


def _of_a_letter(purpose: str, *, export: bool = True) -> Declared:
    return Declared(purpose, Basis.PUBLIC_TASK, _REFUSED, export=export, of="to", matched_by="email")


class AuditIsAppendOnly(PlaitError):
    """Someone tried to change or remove an entry of the audit trail, or to add one past `services.audit`."""


class _Guarded(models.QuerySet["AuditEntry"]):
    """Reads only: what writes, writes through `services.audit`."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise _refusal("The audit trail")

    create = get_or_create = update_or_create = update = delete = _refuse
    bulk_create = bulk_update = _refuse


class AuditEntry(models.Model):
    """Who did what, on which record, when, on whose behalf. Entries are added, never changed or removed.

    A payload alone can be erased, when retention or a person's right asks for it; its digest stays in the chain.
    The database refuses every other change itself (`core.triggers`).
    """

    # Given by the head, not by the database, so that a number that is missing was taken away.
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=RECORD_ID_LENGTH)
    organisation = models.BigIntegerField(null=True)
    # Text, not JSON: PostgreSQL rewrites numbers in JSON, and the digest is of every character.
    payload = models.TextField(null=True)
    salt = models.CharField(max_length=32, null=True)
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = _Guarded.as_manager()

    personal: ClassVar[dict[str, Declared]] = {
        "actor": Declared(
            "Showing who did what, so that a record can be trusted", Basis.PUBLIC_TASK, _PSEUDONYM, of="actor"
        ),
        "payload": Declared("Showing what a decision changed, before and after", Basis.PUBLIC_TASK, _KEPT, of="actor"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "id",
        "at",
        "on_behalf_of",
        "action",
        "record_type",
        "record_id",
        "organisation",
        "salt",
        "payload_digest",
        "previous",
        "hash",
    )

    class Meta:
        """In the order in which things were done."""

        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "id"]),
            models.Index(fields=["record_type", "record_id", "id"]),
            models.Index(fields=["actor", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.action} on {self.record_type} {self.record_id}"

    @property
    def content(self) -> Mapping[str, Any] | None:
        """`before`, `after` and `note`, as far as they were given; None once erased."""
        return None if self.payload is None else json.loads(self.payload)

    @property
    def link(self) -> Link:
        """The entry as it is hashed."""
        return Link(**{name: getattr(self, name) for name in Link.__dataclass_fields__})

    def save(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse: `services.audit.record` adds entries."""
        raise _refusal(f"Entry {self.id} of the audit trail")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise _refusal(f"Entry {self.id} of the audit trail")


class AuditHead(models.Model):
    """The end of the chain, in one row: whoever adds an entry holds it until the transaction ends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=HEAD)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    impersonal: ClassVar[tuple[str, ...]] = ("id", "count", "hash")

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


class DoneOnce(models.Model):
    """A form that was handed in, so that handing it in again does nothing more."""

    key = models.CharField(max_length=64, unique=True)  # a hash of the person and the form's token: neither is kept
    result = models.TextField()
    at = models.DateTimeField()

    impersonal: ClassVar[tuple[str, ...]] = ("key", "result", "at")

    def __str__(self) -> str:
        return self.key


class Letter(models.Model):
    """A letter on its way, which the mail server has not taken yet, or one that was given up.

    It lies here `sealed`, for it may hold the secret of an invitation, and only while it is still to be sent. `told` is
    what the server last answered. What has left is no row any more.
    """

    WAITING: ClassVar[str] = "waiting"
    GIVEN_UP: ClassVar[str] = "given up"

    to = models.CharField(max_length=320)
    kind = models.CharField(max_length=60)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=[(WAITING, WAITING), (GIVEN_UP, GIVEN_UP)])
    tries = models.PositiveSmallIntegerField(default=1)
    told = models.CharField(max_length=300)
    at = models.DateTimeField()
    next_at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "to": _of_a_letter("Sending a letter, and again where the mail server refused it"),
        "told": _of_a_letter("Finding out why it was refused"),
        "sealed": _of_a_letter("Sending the letter", export=False),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("kind", "state", "tries", "at", "next_at")

    class Meta:
        """What has waited longest first; what was given up holds no letter."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(sealed=""), name="what_is_given_up_holds_no_letter"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="letters_to_send_again")
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"


def _refusal(what: str) -> AuditIsAppendOnly:
    return AuditIsAppendOnly(
        f"{what} was not changed.",
        why="The audit trail is only ever added to, and only by the service that chains its entries.",
        mend="Record what is true now as a new entry.",
    )
