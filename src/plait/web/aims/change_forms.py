"""Forms that change what stands: a priority, and how one would know."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from plait.goals.models import Priority, SuccessMeasure
from plait.web.aims.forms import EndForm, MeasureForm, PriorityForm
from plait.web.shown import Choices

_BECAUSE = "What has changed, and why?"


class ChangePriorityForm(PriorityForm):
    """A priority that stands, changed."""

    because = forms.CharField(label=_BECAUSE, max_length=300, required=False)

    def __init__(self, *args: Any, one: Priority, goals: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        known = {number for number, _ in goals}
        # It has ended; what is of a trust that the school has left is no choice any more.
        stays = one.goal is not None and one.goal.pk not in known and one.goal.owner_id == one.owner.parent_id
        held = [(one.goal.pk, one.goal.title)] if one.goal is not None and stays else []
        initial = {name: getattr(one, name) for name in ("title", "reason", "review_on")} | {"goal": one.goal_id}
        super().__init__(*args, goals=[*goals, *held], initial=initial, **kwargs)


class ChangeMeasureForm(MeasureForm):
    """A success measure that stands, changed."""

    checked_texts: ClassVar[Sequence[str]] = (*MeasureForm.checked_texts, "because")
    because = forms.CharField(label=_BECAUSE, max_length=300, required=False)

    def __init__(self, *args: Any, one: SuccessMeasure, figures: Choices, **kwargs: Any) -> None:
        names = ("key", "name", "baseline", "expected_lo", "expected_hi", "by_when", "stop_if")
        initial = {name: getattr(one, name) for name in names}
        plain = {name: str(value).removesuffix(".0") for name, value in initial.items() if isinstance(value, float)}
        super().__init__(*args, figures=figures, initial=initial | plain, **kwargs)


class RemoveForm(EndForm):
    """Taking a success measure away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label = "Why does nobody look at it any more?"
        self.fields["because"].help_text = "The reason stays in the history. Reviews keep what was reviewed."
