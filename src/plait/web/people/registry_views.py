"""Bringing trusts and schools in: finding them in the register, and adding them so that people can be invited."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from plait.core.errors import NotAllowed
from plait.indicators.services import adoption
from plait.organisations.roles import Kind, May
from plait.web.context import person_of, scope_of, store_of
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.people.registry import find_registered

_MOST_TYPED = 100


class AdoptForm(forms.Form):
    """A trust or a school of the register, by its number."""

    kind = forms.ChoiceField(choices=[(Kind.TRUST.value, ""), (Kind.SCHOOL.value, "")])
    number = forms.IntegerField(min_value=1, max_value=99_999_999)


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Search the register for a trust or school to bring in; for operators."""
    scope = scope_of(request)
    if not scope.organisations_where(May.OPERATE):
        raise NotAllowed(
            "This page is for operators of the site.",
            why="Trusts are brought in by those who run it.",
            mend="Schools of your own trust are on the page of the trust.",
        )
    typed = request.GET.get("q", "").strip()[:_MOST_TYPED]
    found = find_registered(scope, store=store_of(request), typed=typed) if typed else ()
    crumbs = (Crumb("Your page", "/home"), Crumb("Trusts and schools"))
    return render(request, "people/organisations.html", {"typed": typed, "found": found, "crumbs": crumbs})


@login_required
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Add a trust or school, and go on to inviting its first person; one that is here is left as it is."""
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return see_other("home-mine")
    number, store = form.cleaned_data["number"], store_of(request)
    if form.cleaned_data["kind"] == Kind.TRUST:
        made = adoption.adopt_trust(store, uid=number, by=person_of(request))
    else:
        made = adoption.adopt_school(store, urn=number, by=person_of(request))
    return see_other("invite", made.pk)
