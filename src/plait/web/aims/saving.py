"""Saving over the version that was read; where two people were at it, what each has, side by side."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.web.parts import Crumb
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class Difference:
    """One part in which the two differ."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of saving. `version`: over which to save next; `merge`: the two texts, where somebody was first."""

    version: str
    saved: bool = False
    merge: tuple[Difference, ...] | None = None


def try_save(request: HttpRequest, form: forms.Form, *, standing: int, save: Callable[[int], object]) -> Outcome:
    """Save a form that was handed in over the version that it carries; what is refused stands above it."""
    version = request.POST.get("version", str(standing))
    if request.method != "POST" or not form.is_valid() or not version.isdecimal():
        return Outcome(version)
    try:
        save(int(version))
    except Conflict as conflict:
        if not conflict.theirs:  # what stands is what was wanted
            return Outcome(version, saved=True)
        return Outcome(str(conflict.version), merge=present_merge(conflict, form=form))
    except PlaitError as refused:
        form.add_error(None, " ".join(part for part in (refused.why, refused.mend) if part))
        return Outcome(version)
    return Outcome(version, saved=True)


def show_change(
    request: HttpRequest,
    form: forms.Form,
    outcome: Outcome,
    *,
    title: str,
    over: str,
    crumbs: Sequence[Crumb],
    **more: object,
) -> HttpResponse:
    """The page on which something is changed; the last crumb but one is where it leads back to."""
    context = {
        "form": form,
        "title": title,
        "over": over,
        "version": outcome.version,
        "merge": outcome.merge,
        "back_url": crumbs[-2].url,
        "crumbs": crumbs,
        "section": "goals",
    }
    return render(request, "aims/change.html", context | more, status=_status(request, outcome))


def _status(request: HttpRequest, outcome: Outcome) -> int:
    if outcome.merge is not None:
        return 409
    return 422 if request.method == "POST" else 200


def present_merge(conflict: Conflict, *, form: forms.Form) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the form."""
    return tuple(
        Difference(str(field.label), _show(field, conflict.theirs[name]), _show(field, conflict.yours[name]))
        for name, field in form.fields.items()
        if name in conflict.theirs
    )


def _show(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.ChoiceField):
        return _label(cast("Iterable[tuple[object, object]]", field.choices), value)
    if isinstance(value, dt.date):
        return day(value)
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def _label(choices: Iterable[tuple[object, object]], value: object) -> str:
    """What a choice is called; choices may stand in groups."""
    told = "" if value is None else str(value)
    for key, label in choices:
        if isinstance(label, list | tuple):
            found = _label(label, value)
            if found:
                return found
        elif str(key) == told:
            return str(label)
    return ""
