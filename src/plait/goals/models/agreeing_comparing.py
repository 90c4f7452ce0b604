"""What the database keeps of comparing examples, and the results of a consultation, kept as they were worked out."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models.functions import Greatest, Least

from plait.core.errors import PlaitError
from plait.core.personal import Basis, Declared
from plait.goals.agreeing import Way
from plait.goals.models.agreeing import Consultation
from plait.goals.models.lasting import Lasting, LastingRows
from plait.goals.models.quality import Exemplar, Statement
from plait.organisations.holding import WORK, work
from plait.organisations.models import Person


class Comparing(models.Model):
    """A question asked of two exemplars at a time: of one statement's, or of all of a definition where it is empty.

    `adaptive`: pairs are chosen by what was judged so far; otherwise every exemplar is shown as often as the others.
    """

    consultation_id: int
    statement_id: int | None
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="comparing")
    question = models.CharField(max_length=200)
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    adaptive = models.BooleanField(default=False)

    impersonal: ClassVar[tuple[str, ...]] = ("consultation", "question", "statement", "adaptive")

    def __str__(self) -> str:
        return self.question


class Compared(models.Model):
    """One pair as one person judged it; without a winner, they passed it over."""

    comparing_id: int
    judge_id: int
    left_id: int
    right_id: int
    winner_id: int | None
    comparing = models.ForeignKey(Comparing, on_delete=models.PROTECT, related_name="judgements")
    judge = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    left = models.ForeignKey(Exemplar, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Exemplar, on_delete=models.PROTECT, related_name="+")
    winner = models.ForeignKey(Exemplar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "judge": work("Showing nobody a pair twice, and seeing how far people judge alike", of="judge_id"),
        "winner": Declared("Placing examples on a scale", Basis.PUBLIC_TASK, WORK, of="judge_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("comparing", "left", "right", "at")

    class Meta:
        """As they were judged; a pair once for each judge."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "comparing", "judge", Least("left", "right"), Greatest("left", "right"), name="one_judgement_of_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"A judgement of comparison {self.comparing_id}"


class ResultIsKept(PlaitError):
    """Somebody tried to change or remove a result that was kept."""


class _Results(LastingRows["AgreeingResult"]):
    """Reads and adds."""


class AgreeingResult(Lasting):
    """What came of the votes or the comparisons at one moment: worked out once, kept, and never changed.

    `fingerprint` is of everything that went in; `method` and `seed` say how it was worked out, so that it can be done
    again. `content` tells of nobody: counts of fewer than five people are not in it.
    """

    consultation_id: int
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="results")
    way = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Way])
    fingerprint = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    seed = models.PositiveBigIntegerField()
    people_n = models.PositiveIntegerField()
    given_n = models.PositiveIntegerField()
    last = models.BooleanField(default=False)
    at = models.DateTimeField()
    content = models.JSONField()

    objects = _Results.as_manager()
    refusal = staticmethod(
        partial(
            ResultIsKept,
            "The result was not changed.",
            why="What was worked out is kept as it was.",
            mend="Work it out anew; that is kept beside it.",
        )
    )

    impersonal: ClassVar[tuple[str, ...]] = (
        "consultation",
        "way",
        "fingerprint",
        "method",
        "seed",
        "people_n",
        "given_n",
        "last",
        "at",
        "content",
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "way", "fingerprint", "last"], name="one_result_of_what_was_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} of consultation {self.consultation_id}"
