"""Forms of goals: a goal, how one would know, a priority, a review."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone

from plait.goals.aims import LONGEST_SOURCE, Measure, NotedFigure
from plait.goals.models import SuccessMeasure
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_reviews import WrittenReview
from plait.goals.services.aims_schools import WrittenPriority
from plait.web.shown import Choices
from plait.web.stepped import Stepped

_YEAR = dt.timedelta(days=365)
_TERM = dt.timedelta(days=91)
_SOURCE = "What was counted or asked, and by whom: “Survey of all staff in October, 140 answers.” No names of pupils."


def _day(label: str, **told: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)


def _text(label: str, *, rows: int = 3, longest: int = 2000, **told: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **told)


class GoalForm(Stepped):
    """A goal of a trust."""

    checked_texts: ClassVar[Sequence[str]] = ("title", "why")
    title = forms.CharField(
        label="What do you want to reach?",
        help_text="In one sentence that a parent would understand: “Every child reads fluently by seven.”",
        max_length=160,
    )
    why = _text("Why this, and why now?", help_text="What you have seen that makes it matter more than other things.")
    component = forms.ChoiceField(label="To which component of the framework does it belong?", required=False)
    statement = forms.TypedChoiceField(
        label="Which statement of your definition of quality does it serve?",
        coerce=int,
        empty_value=None,
        required=False,
    )
    review_on = _day("When do you look at it again?")
    because = forms.CharField(label="What has changed, and why?", max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        components: Sequence[tuple[str, list[tuple[str, str]]]],
        statements: Sequence[tuple[int, str]],
        changing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["component"]).choices = [("", "No one in particular"), *components]
        if statements:
            choices = [("", "No statement in particular"), *statements]
            cast("forms.TypedChoiceField", self.fields["statement"]).choices = choices
        else:
            del self.fields["statement"]
        self.fields["review_on"].initial = timezone.localdate() + _YEAR
        if not changing:
            del self.fields["because"]
        self.order_fields(["title", "why", "no_pupil", "component", "statement", "review_on", "because"])

    @property
    def written(self) -> WrittenGoal:
        """What the service takes."""
        told = self.cleaned_data
        return WrittenGoal(told["title"], told["why"], told["review_on"], told["component"], told.get("statement"))


class DecideForm(Stepped):
    """Putting a goal in force."""

    starts_on = _day("From which day?", initial=timezone.localdate)


class EndForm(Stepped):
    """Ending a goal or a priority."""

    checked_texts: ClassVar[Sequence[str]] = ("because",)
    because = _text("Why does it end?", rows=2, longest=1000, help_text="Whoever asks later will want to know.")


class MeasureForm(Stepped):
    """How one would know."""

    checked_texts: ClassVar[Sequence[str]] = ("name", "stop_if")
    key = forms.ChoiceField(
        label="Which figure would show it?", required=False, help_text="Or leave it, and say it in your own words."
    )
    name = forms.CharField(label="In your own words", max_length=200, required=False)
    baseline = forms.FloatField(
        label="Where do you start?",
        required=False,
        help_text="Leave it empty for a published figure: it is filled in as it stands today, and says so.",
    )
    expected_lo = forms.FloatField(label="Expected, from", required=False)
    expected_hi = forms.FloatField(label="Expected, to", required=False)
    by_when = _day("By when?")
    stop_if = forms.CharField(label="What would make you stop?", max_length=400, required=False)

    def __init__(self, *args: Any, figures: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["key"]).choices = [("", "In my own words"), *figures]
        self.fields["by_when"].initial = timezone.localdate() + _YEAR

    @property
    def measure(self) -> Measure:
        """What the service takes."""
        names = ("key", "name", "baseline", "expected_lo", "expected_hi", "by_when", "stop_if")
        return Measure(**{name: self.cleaned_data[name] for name in names})


class NoteForm(Stepped):
    """A figure that is noted by hand."""

    checked_texts: ClassVar[Sequence[str]] = ("source",)
    value = forms.FloatField(label="Figure")
    stood_on = _day("On which day did it stand so?", initial=timezone.localdate)
    source = forms.CharField(label="Where does it come from?", help_text=_SOURCE, max_length=LONGEST_SOURCE)

    @property
    def figure(self) -> NotedFigure:
        """What the service takes."""
        told = self.cleaned_data
        return NotedFigure(told["value"], told["stood_on"], told["source"])


class ReviewForm(Stepped):
    """What is made of a goal or a priority this term, and figures of measures in one's own words."""

    checked_texts: ClassVar[Sequence[str]] = ("narrative",)
    judgement = forms.ChoiceField(label="How does it stand?", widget=forms.RadioSelect)
    narrative = _text(
        "What have you seen?",
        longest=4000,
        help_text="What moved, what did not, and what you do next. Nothing about single pupils.",
    )
    review_on = _day("When do you look again?")

    def __init__(
        self, *args: Any, words: Sequence[str], measures: Iterable[SuccessMeasure] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["judgement"]).choices = [(each, each) for each in words]
        self.fields["review_on"].initial = timezone.localdate() + _TERM
        self._measures = tuple(each.pk for each in measures if not each.key)
        for each in measures:
            if not each.key:
                self._ask(each)
        sources = (f"source{each}" for each in self._measures)
        self.checked_texts = (*self.checked_texts, *sources)  # type: ignore[misc] # those of this form
        self.order_fields(["judgement", "narrative", "no_pupil", *self._asked(), "review_on"])

    def _ask(self, measure: SuccessMeasure) -> None:
        number, short = measure.pk, measure.name[0].lower() + measure.name[1:]
        self.fields[f"value{number}"] = forms.FloatField(
            label=f"The figure today: {short}", required=False, help_text="If you have one. It is noted by hand."
        )
        self.fields[f"source{number}"] = forms.CharField(
            label="Where does this figure come from?", required=False, help_text=_SOURCE, max_length=LONGEST_SOURCE
        )

    def _asked(self) -> list[str]:
        return [f"{name}{number}" for number in self._measures for name in ("value", "source")]

    def clean(self) -> dict[str, Any]:
        """A figure says where it comes from."""
        told: dict[str, Any] = super().clean() or {}
        for number in self._measures:
            value, source = told.get(f"value{number}"), str(told.get(f"source{number}") or "").strip()
            if value is not None and not source:
                self.add_error(f"source{number}", "Say in a few words where the figure comes from.")
            if value is None and source and not self.has_error(f"value{number}"):
                self.add_error(f"value{number}", "Write the figure, or leave out where it comes from.")
        return told

    @property
    def written(self) -> WrittenReview:
        """What the service takes."""
        told = self.cleaned_data
        noted = {
            number: NotedFigure(told[f"value{number}"], timezone.localdate(), told[f"source{number}"])
            for number in self._measures
            if told.get(f"value{number}") is not None
        }
        return WrittenReview(told["narrative"], told["judgement"], told["review_on"], noted)


class PriorityForm(Stepped):
    """What a school works on."""

    checked_texts: ClassVar[Sequence[str]] = ("title", "reason")
    title = forms.CharField(label="What does the school work on?", max_length=160)
    goal = forms.TypedChoiceField(
        label="Which goal of the trust does it serve?", coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(
        label="If it serves no goal: why does it matter here?",
        max_length=600,
        required=False,
        help_text="A sentence is enough.",
    )
    review_on = _day("When do you look at it again?")

    def __init__(self, *args: Any, goals: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["goal"]).choices = [("", "No goal of the trust"), *goals]
        self.fields["review_on"].initial = timezone.localdate() + _TERM

    @property
    def written(self) -> WrittenPriority:
        """What the service takes."""
        told = self.cleaned_data
        return WrittenPriority(told["title"], told["review_on"], told["goal"], told["reason"])


class WithoutForm(Stepped):
    """Why a school has no priority under a goal."""

    checked_texts: ClassVar[Sequence[str]] = ("reason",)
    reason = forms.CharField(label="Why does the school work on something else?", max_length=600)


class WordsForm(Stepped):
    """The words in which a trust says how a goal stands."""

    words = _text("One word or phrase on each line", rows=5, longest=400)

    @property
    def written(self) -> list[str]:
        """What the service takes."""
        return str(self.cleaned_data["words"]).splitlines()
