"""Ending a membership, one's own or another's, and saying who looks after what is left."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.organisations.models import Membership, Person
from plait.organisations.queries import belonging
from plait.organisations.queries.organisations import list_role_names
from plait.organisations.roles import get_role
from plait.organisations.services import memberships
from plait.web import words
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import OnceForm, see_other
from plait.web.people.home import name_role

_NOBODY_NAMED = "0"


class EndForm(OnceForm):
    """Who looks after the records that somebody leaves."""

    def __init__(self, *args: Any, successors: list[Person], kept_n: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._successors = {str(each.pk): each for each in successors}
        if kept_n and successors:
            choices = [(_NOBODY_NAMED, "Leave it to whoever is in charge there")]
            choices += [(number, each.name) for number, each in self._successors.items()]
            self.fields["successor"] = forms.ChoiceField(
                label="Who looks after them?",
                choices=choices,
                initial=_NOBODY_NAMED,
                required=False,
                widget=forms.RadioSelect if len(choices) <= 8 else forms.Select,  # as many as are read at a glance
            )

    @property
    def successor(self) -> Person | None:
        """Who was chosen."""
        return self._successors.get(self.cleaned_data.get("successor", ""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Say what ending means, and end a membership."""
    scope = scope_of(request)
    held = belonging.get_membership(scope, number=number)
    today = timezone.localdate()
    if held.to_date is not None and held.to_date <= today and request.method != "POST":
        return (
            see_other("home-mine")
            if held.person_id == scope.person
            else see_other("organisation", held.organisation_id)
        )
    kept_n = belonging.count_kept(scope, membership=number)
    successors = belonging.list_successors(scope, membership=number, today=today)
    form = EndForm(request.POST or None, successors=successors, kept_n=kept_n)
    if request.method == "POST" and form.is_valid() and _end(request, held, form):
        own = held.person_id == scope.person
        return see_other("home-mine") if own else see_other("organisation", held.organisation_id)
    return _show(request, held, form, kept_n=kept_n)


def _end(request: HttpRequest, held: Membership, form: EndForm) -> bool:
    by = person_of(request)
    done = form.do(lambda: memberships.end(held, by=by, successor=form.successor).pk, by=by.pk)
    if done:
        own = held.person_id == by.pk
        who = "You have" if own else f"{held.person.name} has"
        messages.success(
            request, f"{who} left {held.organisation.name}. Access ended at once; what was written stays there."
        )
    return done


def _show(request: HttpRequest, held: Membership, form: EndForm, *, kept_n: int) -> HttpResponse:
    own = held.person_id == person_of(request).pk
    role = name_role(get_role(held.role), names=list_role_names(scope_of(request)), function=held.function)
    told = {
        "held": held,
        "own": own,
        "role": role,
        "kept": words.count(kept_n, "record"),
        "kept_n": kept_n,
        "form": form,
        "crumbs": (
            Crumb("Your page", "/home"),
            Crumb(held.organisation.name, f"/organisations/{held.organisation_id}"),
            Crumb("Leave" if own else "End a membership"),
        ),
    }
    return render(request, "people/end.html", told, status=422 if form.errors else 200)
