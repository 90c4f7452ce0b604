"""The library of evidence, and what stands on it: entries, and the bets that somebody makes on them."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from plait.core.concurrency import Versioned
from plait.core.personal import Basis, Declared
from plait.goals.evidence import Cost, EvidenceKind, Form, Shaken, Strength, Sure, find_shaken
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord


def _choices(kind: type[EvidenceKind | Form | Strength | Cost | Sure]) -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in kind]


class Entry(TenantedRecord):
    """One piece of evidence, from elsewhere or an organisation's own.

    What Plait ships belongs to nobody: no owner, author or keeper, and `shipped` is its key. `revision` counts how
    often what it says has changed since others could read it; a bet keeps the revision on which it was made. `earlier`:
    what a shipped entry said before, with the day, since nobody's name could stand beside a version of it.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "about", "says", "limits", "context", "withdrawn_because")

    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # type: ignore[assignment]
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # type: ignore[assignment]
    keeper = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # type: ignore[assignment]
    kind = models.CharField(max_length=8, choices=_choices(EvidenceKind))
    form = models.CharField(max_length=12, choices=_choices(Form), default=Form.OTHER.value)
    title = models.CharField(max_length=160)
    about = models.TextField(max_length=1000, blank=True)
    says = models.TextField(max_length=3000)
    limits = models.TextField(max_length=2000, blank=True)
    context = models.TextField(max_length=1000, blank=True)
    strength = models.CharField(max_length=12, choices=_choices(Strength), blank=True)
    cost = models.CharField(max_length=9, choices=_choices(Cost), blank=True)
    effect_months = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    effect_lo = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    effect_hi = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    component = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)
    to_check = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=1000, blank=True)
    shipped = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    earlier = models.JSONField(default=list, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        name: Declared("Telling colleagues what was found", Basis.PUBLIC_TASK, WORK, of="author_id") for name in TEXTS
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        *("kind", "form", "strength", "cost", "effect_months", "effect_lo", "effect_hi", "source", "url", "licence"),
        *("looked_on", "expires_on", "component", "edition", "to_check", "revision", "withdrawn_on"),
        *("shipped", "digest", "earlier"),
    )

    class Meta:
        """By title; one of each that Plait ships, and only those belong to nobody."""

        verbose_name = "entry of evidence"
        verbose_name_plural = "entries of evidence"
        ordering: ClassVar[list[str]] = ["title", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust", "kind"], name="evidence_of_a_trust")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shipped"], condition=~Q(shipped=""), name="one_shipped_entry_of_a_key"),
            models.CheckConstraint(
                condition=Q(shipped="", owner__isnull=False, author__isnull=False, keeper__isnull=False)
                | (~Q(shipped="") & Q(owner__isnull=True, author__isnull=True, keeper__isnull=True)),
                name="evidence_is_somebodys_or_shipped",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_tables(self) -> str:
        """How a table names it: by its number, or by the key of what came with Plait."""
        return f"Plait: {self.shipped}" if self.shipped else str(self.pk)

    def content(self) -> dict[str, Any]:
        """All that it says, as a version keeps it and people read it."""
        names = (*self.TEXTS, "source", "url", "licence", "component")
        told: dict[str, Any] = {name: getattr(self, name) for name in names}
        told |= {name: getattr(self, f"get_{name}_display")() for name in ("kind", "form", "strength", "cost")}
        for name in ("effect_months", "effect_lo", "effect_hi"):
            value = getattr(self, name)
            told[name] = "" if value is None else f"{value:.1f}"
        for name in ("looked_on", "expires_on", "withdrawn_on"):
            day = getattr(self, name)
            told[name] = "" if day is None else f"{day:%-d %B %Y}"
        told["to_check"] = self.to_check
        return told

    def has_expired(self, today: dt.date) -> bool:
        """Whether it is not leant upon any more without another look."""
        return self.expires_on is not None and self.expires_on <= today


class Bet(Versioned):
    """A claim that stands on an entry: for which record, and how sure those who decided are.

    `record_type` and `record_id` name the record, such as `goals.decision` and `12`. `revision`: of the entry, when
    somebody last looked whether the claim still stands on it, on `looked_on`.
    """

    entry_id: int
    by_id: int
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="bets")
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=40)
    claim = models.TextField(max_length=600)
    sure = models.CharField(max_length=6, choices=_choices(Sure))
    mind = models.TextField(max_length=600, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    looked_on = models.DateField()

    objects: ClassVar[models.Manager["Bet"]] = models.Manager()

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who leant a decision on evidence", of="by_id"),
        "claim": Declared("Saying what stands on evidence", Basis.PUBLIC_TASK, WORK, of="by_id"),
        "mind": Declared("Saying what would change their mind", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        *("entry", "record_type", "record_id", "sure", "at", "revision", "looked_on"),
    )

    class Meta:
        """In the order in which they were made; an entry bears a record once."""

        verbose_name = "best bet"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_type", "record_id"], name="bets_of_a_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "record_type", "record_id"], name="one_bet_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.claim[:60]} on {self.entry_id}"

    def find_shaken(self, today: dt.date) -> Shaken | None:
        """Why to look again, where something has happened to its entry since somebody last looked."""
        return find_shaken(
            revision=self.revision,
            looked_on=self.looked_on,
            now_revision=self.entry.revision,
            expires_on=self.entry.expires_on,
            withdrawn=self.entry.withdrawn_on is not None,
            today=today,
        )
