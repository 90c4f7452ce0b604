"""Taking a definition of quality a step further: what it means is said first, and done with a reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.goals.models.quality import Definition
from plait.goals.queries import quality as reading
from plait.goals.services import quality, quality_steps
from plait.organisations.models import Person
from plait.organisations.visibility import Visibility
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import OnceForm, see_other
from plait.web.pupil_check import PupilCheck
from plait.web.quality.page import crumbs_of
from plait.web.quality.steps import Told, find_step, may_take

_DATE: Final = {"type": "date"}
_SHARED: Final = (Visibility.TRUST, Visibility.SECTOR, Visibility.PUBLIC)


class StepForm(OnceForm, PupilCheck):
    """What a step asks for."""

    checked_texts: ClassVar[Sequence[str]] = ("because", "reason", "called")

    until = forms.DateField(
        label="Until when?",
        help_text="Two or three weeks of term let people talk in a meeting they have anyway.",
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    review_on = forms.DateField(
        label="When will you look at it again?",
        help_text="A year from now, unless you have a reason.",
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    because = forms.CharField(
        label="What is it based on?",
        help_text="Who took part, and what changed because of them. It stays with the version.",
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(label="Why?", max_length=250, widget=forms.Textarea(attrs={"rows": 3}))
    called = forms.CharField(label="What do you call it?", help_text="“After the heads’ meeting”.", max_length=120)
    visibility = forms.ChoiceField(
        label="Who may read it?",
        choices=[(each.value, each.label) for each in _SHARED],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, needs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*needs, "token", "no_pupil"}:
            del self.fields[name]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for one step, and take it."""
    scope = scope_of(request)
    one = reading.get_definition(scope, number=number)
    told = find_step(request.GET.get("to", ""))
    if told is None or not may_take(scope, one, told):
        raise Http404
    form = StepForm(request.POST or None, initial=_begin(one), needs=told.needs)
    if request.method == "POST" and form.is_valid():
        person, done = person_of(request), dict[str, int]()

        def work() -> str:
            done["number"] = _DO[told.key](one, form.cleaned_data, person)
            return ""

        if form.do(work, by=person.pk):
            messages.success(request, _said(told))
            return see_other("quality-definition", done.get("number", number))
    context = {
        "form": form,
        "told": told,
        "definition": one,
        "crumbs": crumbs_of(one, Crumb(told.heading)),
        "section": "goals",
    }
    return render(request, "quality/step.html", context, status=422 if form.errors else 200)


def _begin(one: Definition) -> dict[str, Any]:
    today = timezone.localdate()
    later = today.replace(year=today.year + 1, day=min(today.day, 28))
    return {
        "until": one.consult_until,
        "review_on": one.review_on if one.review_on and one.review_on > today else later,
        "visibility": one.visibility,
    }


def _said(told: Told) -> str:
    return {
        "consult": "It is open. Tell people where to find it.",
        "agree": "It is agreed. Nobody changes it unless it is opened again.",
        "force": "It is in force.",
        "revise": "The revision is begun. What is in force stays so.",
        "share": "Saved.",
        "reopen": "It is a draft again.",
        "keep": "The version is kept.",
        "aside": "It is set aside.",
    }[told.key]


def _consult(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.consult(one, until=told["until"], by=by).pk)


def _agree(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.agree(one, because=told["because"], by=by).pk)


def _force(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.put_in_force(one, review_on=told["review_on"], because=told["because"], by=by).pk)


def _revise(one: Definition, told: Mapping[str, Any], by: Person) -> int:  # noqa: ARG001 one shape for all
    return int(quality.revise(one, by=by).pk)


def _share(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.change_visibility(one, visibility=Visibility(told["visibility"]), by=by).pk)


def _reopen(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.reopen(one, because=told["reason"], by=by).pk)


def _keep(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    quality_steps.keep_version(one, called=told["called"], by=by)
    return int(one.pk)


def _aside(one: Definition, told: Mapping[str, Any], by: Person) -> int:
    return int(quality_steps.set_aside(one, because=told["reason"], by=by).pk)


_DO: Final[dict[str, Callable[[Definition, Mapping[str, Any], Person], int]]] = {
    "consult": _consult,
    "agree": _agree,
    "force": _force,
    "revise": _revise,
    "share": _share,
    "reopen": _reopen,
    "keep": _keep,
    "aside": _aside,
}
