"""Forms that warn, before anything is saved, of what looks like a pupil's identifier, and say why."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from plait.core.pupils import find_identifiers


class PupilCheck(forms.Form):
    """Looks through the texts of a form. Whoever is sure that nothing is about a pupil ticks a box, and goes on."""

    checked_texts: ClassVar[Sequence[str]] = ()
    no_pupil = forms.BooleanField(
        required=False,
        label="I have looked: nothing here leads to one pupil",
        help_text="Plait holds nothing about single pupils.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["no_pupil"].widget = forms.HiddenInput()  # shown once there is something to look at

    def clean(self) -> dict[str, Any]:
        """Warn, unless the box is ticked."""
        cleaned: dict[str, Any] = super().clean() or {}
        found = {name: find_identifiers(str(cleaned.get(name) or "")) for name in self.checked_texts}
        if any(found.values()):
            self.fields["no_pupil"].widget = forms.CheckboxInput()
            if not cleaned.get("no_pupil"):
                for name, finds in found.items():
                    for each in finds:
                        self.add_error(name, f"“{each.shown}” looks like a {each.kind.label}. {each.why}")
        return cleaned
