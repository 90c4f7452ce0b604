"""The form of a trust's levels: a row for each, and one more to add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from plait.core.errors import PlaitError
from plait.goals.alignment import Tie
from plait.goals.models import AlignmentLevel
from plait.goals.services import alignment_levels
from plait.goals.services.alignment_levels import Level
from plait.organisations.models import Organisation, Person

_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One row: its fields, and whether decisions stand at it."""

    name: forms.BoundField
    description: forms.BoundField
    tie: forms.BoundField
    number: forms.BoundField
    title: str
    used: bool


class LevelsForm(forms.Form):
    """Names, meanings and ties, from the firmest to the freest. A row without a name is left out."""

    use_required_attribute = False

    def __init__(self, *args: Any, levels: Sequence[AlignmentLevel], used: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.used = tuple(levels), used
        self.n = min(_MOST, len(self.held) + 1)
        for at in range(self.n):
            level = self.held[at] if at < len(self.held) else None
            self.fields[f"number_{at}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=level.pk if level else None
            )
            self.fields[f"name_{at}"] = forms.CharField(
                label="Name",
                max_length=40,
                required=level is not None and level.pk in used,
                initial=level.name if level else "",
            )
            self.fields[f"description_{at}"] = forms.CharField(
                label="What it means here", max_length=300, required=False, initial=level.description if level else ""
            )
            self.fields[f"tie_{at}"] = forms.ChoiceField(
                label="What it asks of a school",
                choices=[(each.value, each.label) for each in Tie],
                initial=level.tie if level else Tie.FREE.value,
            )

    @property
    def rows(self) -> list[LevelRow]:
        """The rows as the page shows them."""
        return [
            LevelRow(
                self[f"name_{at}"],
                self[f"description_{at}"],
                self[f"tie_{at}"],
                self[f"number_{at}"],
                title=self.held[at].name if at < len(self.held) else "One more, if you need it",
                used=at < len(self.held) and self.held[at].pk in self.used,
            )
            for at in range(self.n)
        ]

    def keep(self, trust: Organisation, *, by: Person) -> bool:
        """Save them; False where they were refused, and the form says why."""
        told = self.cleaned_data
        chosen = [
            Level(told[f"number_{at}"], told[f"name_{at}"], told[f"description_{at}"], Tie(told[f"tie_{at}"]))
            for at in range(self.n)
            if told[f"name_{at}"].strip()
        ]
        try:
            alignment_levels.choose(trust, levels=chosen, by=by)
        except PlaitError as refused:
            self.add_error(None, f"{refused.why} {refused.mend}")
            return False
        return True
