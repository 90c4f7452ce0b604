"""Answers that the pages of people share: going on after something was done, and forms that do one thing once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse

from plait.core.errors import PlaitError
from plait.core.services import once


class SeeOther(HttpResponseRedirect):
    """Go on to a page, which is then shown by GET and can be loaded again."""

    status_code = 303


def see_other(route: str, *args: object, part: str = "") -> SeeOther:
    """Go on to a page of this site, and to a part of it."""
    return SeeOther(reverse(route, args=args) + (f"#{part}" if part else ""))


class OnceForm(forms.Form):
    """A form that does one thing, however often it is handed in."""

    use_required_attribute = False
    token = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": once.make_token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def do(self, work: Callable[[], object], *, by: int) -> bool:
        """Do the work, unless this form did it before; False where it was refused, with the form saying why."""

        def told() -> str:
            return str(work() or "")

        try:
            once.do(self.cleaned_data["token"], by=by, work=told)
        except PlaitError as refused:
            self.add_error(None, " ".join(part for part in (refused.what, refused.why, refused.mend) if part))
            return False
        return True
