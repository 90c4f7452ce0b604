"""A trust's definition of quality: domains, statements, what they look like at each level, exemplars, indicators.

Parts have a `key` that stays theirs when a definition is revised: the statement of the new definition that has the
key of an earlier one is that statement, reworded or not.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from plait.core.concurrency import Versioned
from plait.core.personal import Basis, Declared
from plait.goals.quality import ExemplarKind, State, make_key
from plait.organisations.holding import WORK
from plait.organisations.models.records import TenantedRecord

_OPEN = [each.value for each in State if each.is_open]
_KEY_LENGTH = 40


class Definition(TenantedRecord):
    """What a trust means by quality.

    A revision is a new definition that `supersedes` the one in force, which stays in force until the new one is.
    `edition`: of the framework under whose components the domains are told, 0 where none is.
    """

    supersedes_id: int | None
    title = models.CharField(max_length=160)
    introduction = models.TextField(max_length=4000, blank=True)
    state = models.CharField(
        max_length=12, choices=[(each.value, each.label) for each in State], default=State.DRAFT.value
    )
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="revisions")
    edition = models.PositiveIntegerField(default=0)
    consult_until = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = (
        "title",
        "introduction",
        "state",
        "supersedes",
        "edition",
        "consult_until",
        "agreed_on",
        "in_force_from",
        "in_force_until",
        "review_on",
    )

    class Meta:
        """Newest first; one in force, and one on its way after it."""

        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name = "definition of quality"
        verbose_name_plural = "definitions of quality"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(state=State.IN_FORCE.value), name="one_definition_in_force"
            ),
            models.UniqueConstraint(
                fields=["supersedes"], condition=Q(state__in=_OPEN), name="one_open_revision_of_a_definition"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Level(models.Model):
    """A level of the trust's choosing, from the first to the last."""

    definition_id: int
    definition = models.ForeignKey(Definition, on_delete=models.CASCADE, related_name="levels")
    key = models.CharField(max_length=_KEY_LENGTH, default=make_key)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    description = models.TextField(max_length=600, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("definition", "key", "position", "name", "description")

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["definition", "key"], name="one_level_of_a_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(Versioned):
    """A part of quality, such as reading; edited by one person at a time, hence a version of its own."""

    definition_id: int
    definition = models.ForeignKey(Definition, on_delete=models.CASCADE, related_name="domains")
    key = models.CharField(max_length=_KEY_LENGTH, default=make_key)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    component = models.CharField(max_length=60, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("definition", "key", "position", "name", "description", "component")

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["definition", "key"], name="one_domain_of_a_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One thing that is so where quality is high, and why it matters."""

    domain_id: int
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="statements")
    key = models.CharField(max_length=_KEY_LENGTH, default=make_key)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=600)
    why = models.TextField(max_length=2000, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("domain", "key", "position", "text", "why")

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["domain", "key"], name="one_statement_of_a_key"),
        ]

    def __str__(self) -> str:
        return self.text


class LevelText(models.Model):
    """What a statement looks like at a level."""

    statement_id: int
    level_id: int
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="level_texts")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(max_length=2000)

    impersonal: ClassVar[tuple[str, ...]] = ("statement", "level", "text")

    class Meta:
        """In the order of the levels."""

        ordering: ClassVar[list[str]] = ["level__position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "level"], name="one_text_of_a_level"),
        ]

    def __str__(self) -> str:
        return self.text


class Exemplar(models.Model):
    """Something that shows a statement, at a level or before anybody has said at which.

    `file` is the name under which the upload is kept below `PLAIT_HOME` (its digest), `file_name` what it was called.
    """

    statement_id: int
    level_id: int | None
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="exemplars")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.SET_NULL, related_name="exemplars")
    key = models.CharField(max_length=_KEY_LENGTH, default=make_key)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=[(each.value, each.label) for each in ExemplarKind])
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=6000, blank=True)
    file = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size_n = models.PositiveIntegerField(default=0)
    url = models.URLField(max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "credit": Declared(
            "Saying from whose work an exemplar comes",
            Basis.PUBLIC_TASK,
            WORK,
            of="statement__domain__definition__author_id",
        )
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "statement",
        "level",
        "key",
        "position",
        "kind",
        "title",
        "text",
        "file",
        "file_name",
        "media_type",
        "size_n",
        "url",
    )

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Shown(models.Model):
    """An indicator that would show a statement: `indicator:ks4_att8`, or `own:12` for a measure of the trust's own."""

    statement_id: int
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="shown")
    position = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=90)
    why = models.CharField(max_length=300, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("statement", "position", "measure", "why")

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "measure"], name="one_mention_of_a_measure"),
        ]

    def __str__(self) -> str:
        return self.measure
