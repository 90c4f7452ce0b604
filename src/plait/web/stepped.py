"""Forms of one step: what they do, they do once, however often they are handed in."""

from collections.abc import Callable
from typing import Any

from django import forms

from plait.core.errors import PlaitError
from plait.core.services import once
from plait.web.pupil_check import PupilCheck


class Stepped(PupilCheck):
    """A form that does one thing once; what is refused stands above it."""

    use_required_attribute = False
    token = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": once.make_token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def do(self, work: Callable[[], object], *, by: int) -> str | None:
        """Do the work, unless this form did it before; what came of it, or None where it was refused."""
        try:
            return once.do(self.cleaned_data["token"], by=by, work=lambda: str(work() or "")).result
        except PlaitError as refused:
            self.say(refused)
            return None

    def say(self, refused: PlaitError) -> None:
        """Put what was refused where it can be mended."""
        self.add_error(None, " ".join(part for part in (refused.why, refused.mend) if part))
