"""What the database keeps of frameworks and of trusts' improvement models."""

from typing import ClassVar

from django.db import models

from plait.core import clock
from plait.core.concurrency import Versioned
from plait.core.personal import Declared
from plait.framework.answers import NAMES
from plait.framework.domain import Kind, Link, Named
from plait.organisations.holding import work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord

KEY_LENGTH = 60
NAME_LENGTH = 120
TEXT_LENGTH = 500
WORDS_LENGTH = 120  # characters that the picture has room for
ANSWER_LENGTH = 2000  # characters of one answer: about a page
LONGEST = {name: WORDS_LENGTH if name == "words" else ANSWER_LENGTH for name in NAMES}


class Framework(models.Model):
    """A framework: what Plait ships, what an operator brings in, or what one trust (its `owner`) uses for itself."""

    key = models.SlugField(max_length=KEY_LENGTH, unique=True)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    impersonal: ClassVar[tuple[str, ...]] = ("key", "owner")

    class Meta:
        """By key."""

        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.key


class Edition(models.Model):
    """One edition of a framework, whole. It is never changed: records were written under it."""

    framework_id: int
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Kind])
    about = models.CharField(max_length=TEXT_LENGTH, blank=True)
    source = models.CharField(max_length=TEXT_LENGTH, blank=True)
    note = models.CharField(max_length=TEXT_LENGTH, blank=True)
    digest = models.CharField(max_length=64)  # of what it says, so that the same is not kept twice
    shipped = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    personal: ClassVar[dict[str, Declared]] = {
        "imported_by": work("Showing who changed a framework", of="imported_by_id")
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "framework",
        "number",
        "name",
        "kind",
        "about",
        "source",
        "note",
        "digest",
        "shipped",
        "imported_at",
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["framework", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["framework", "number"], name="one_edition_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.name}, edition {self.number}"


class Strand(models.Model):
    """A strand of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="strands")
    key = models.SlugField(max_length=KEY_LENGTH)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    descriptor = models.CharField(max_length=TEXT_LENGTH, blank=True)
    named = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Named])

    impersonal: ClassVar[tuple[str, ...]] = ("edition", "key", "position", "name", "descriptor", "named")

    class Meta:
        """In order."""

        ordering: ClassVar[list[str]] = ["edition", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_strand_of_a_key")
        ]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A component of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="components")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="components")
    key = models.SlugField(max_length=KEY_LENGTH)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    descriptor = models.CharField(max_length=TEXT_LENGTH, blank=True)
    prompts = models.JSONField(default=list, blank=True)
    named = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Named])

    impersonal: ClassVar[tuple[str, ...]] = (
        "edition",
        "strand",
        "key",
        "position",
        "name",
        "descriptor",
        "prompts",
        "named",
    )

    class Meta:
        """In order."""

        ordering: ClassVar[list[str]] = ["edition", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_component_of_a_key")
        ]

    def __str__(self) -> str:
        return self.name


class Crosswalk(models.Model):
    """How a component of one framework stands to a component of another; by key, so that it outlives an edition."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    component = models.SlugField(max_length=KEY_LENGTH)
    other = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    other_component = models.SlugField(max_length=KEY_LENGTH)
    kind = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Link])
    note = models.CharField(max_length=TEXT_LENGTH, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("framework", "component", "other", "other_component", "kind", "note")

    class Meta:
        """One statement of two components."""

        ordering: ClassVar[list[str]] = ["framework", "other", "component", "other_component"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["framework", "component", "other", "other_component"], name="one_link_of_two_components"
            )
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.kind} {self.other_component}"


class ImprovementModel(TenantedRecord):
    """How one trust improves its schools, in its own words; `edition` is the one it was written under."""

    edition_id: int
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    motto = models.CharField(max_length=WORDS_LENGTH, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = ("edition", "motto")

    class Meta:
        """One of each trust."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], name="one_improvement_model_of_a_trust")
        ]

    def __str__(self) -> str:
        return f"Improvement model of {self.owner.name}"


class ModelPart(Versioned):
    """What a trust says about one component."""

    model = models.ForeignKey(ImprovementModel, on_delete=models.CASCADE, related_name="parts")
    component = models.SlugField(max_length=KEY_LENGTH)
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)
    how = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    common = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    open = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    evidence = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    working_out = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    changed_at = clock.MomentField(auto_now=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal: ClassVar[dict[str, Declared]] = {
        name: work("Saying how a trust improves its schools", of="by_id")
        for name in ("by", "words", "how", "common", "open", "evidence", "working_out")
    }
    impersonal: ClassVar[tuple[str, ...]] = (*Versioned.impersonal, "model", "component", "changed_at")

    class Meta:
        """One of each component."""

        ordering: ClassVar[list[str]] = ["model", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "component"], name="one_part_of_a_component")
        ]

    def __str__(self) -> str:
        return self.component


class ModelVersion(models.Model):
    """The whole of an improvement model as it stood on a day; added, never changed."""

    model = models.ForeignKey(ImprovementModel, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    kept_on = models.DateField()
    note = models.CharField(max_length=TEXT_LENGTH, blank=True)
    content = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who kept a version", of="by_id"),
        "content": work("Showing what a trust said at the time", of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("model", "number", "edition", "kept_on", "note")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["model", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "number"], name="one_model_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.kept_on}"
