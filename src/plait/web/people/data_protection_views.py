"""Data protection: what is held and why, one's own data, and answering requests."""

import json

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.core.errors import PlaitError
from plait.organisations.models import Person
from plait.organisations.queries import answerable
from plait.organisations.services import personal_data
from plait.web.accounts.whole import asked_again
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people import sought
from plait.web.people.answers import see_other
from plait.web.people.data_protection import list_places, list_processing, say_bases, table_of

_CRUMBS = (Crumb("Plait", "/"), Crumb("Data protection"))


@require_safe
def data_protection(request: HttpRequest) -> HttpResponse:
    """Every kind of personal data, why it is held, and for how long; open to everyone."""
    answers = request.user.is_authenticated and answerable.may_answer(scope_of(request))
    lines = list_processing()
    context = {
        "table": table_of(lines),
        "bases": say_bases(lines),
        "places": list_places(),
        "answers": answers,
        "crumbs": _CRUMBS,
    }
    return render(request, "people/data_protection.html", context)


@require_safe
def processing_as_csv(request: HttpRequest) -> HttpResponse:
    """The record of processing as a table."""
    del request
    rows = [[line.what, line.fields, line.purpose, line.basis, line.kept] for line in list_processing()]
    return csv_response("processing.csv", ["What", "Fields", "What for", "Lawful basis", "How long"], rows)


@require_safe
def dpia(request: HttpRequest) -> HttpResponse:
    """The template of an impact assessment, to fill in."""
    del request
    written = render_to_string("people/dpia.md", {"lines": list_processing(), "places": list_places()})
    response = HttpResponse(written, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="dpia-plait.md"'
    return response


@login_required
@require_POST
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is held about whoever asks."""
    person = person_of(request)
    return _file_of(person, by=person)


@login_required
@require_safe
def people_answered_for(request: HttpRequest) -> HttpResponse:
    """The people whose requests the viewer answers."""
    scope, typed = scope_of(request), sought.typed_in(request)
    everybody = answerable.list_people(scope)
    gone = answerable.find_gone(scope, people=everybody)
    lines = [(each, "" if each.pk in gone else each.email) for each in everybody]
    context = {
        "people": sought.of_name(lines, typed, texts=lambda line: (line[0].name, line[1])),
        "many": len(everybody) > sought.MANY,
        "typed": typed,
        "crumbs": (Crumb("Plait", "/"), Crumb("Data protection", reverse("data-protection")), Crumb("Requests")),
    }
    return render(request, "people/requests.html", context)


@login_required
@require_POST
@asked_again
def export(request: HttpRequest, number: int) -> HttpResponse:
    """What is held about somebody, for whoever answers their request."""
    person = answerable.get_person(scope_of(request), number=number)
    return _file_of(person, by=person_of(request))


class EraseForm(forms.Form):
    """Why, and that it is meant."""

    because = forms.CharField(
        label="Why?", help_text="A request, of which day. It stands in the trail.", max_length=300
    )
    sure = forms.BooleanField(label="I know that it cannot be undone")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@asked_again
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Erase somebody's data, after asking whether it is meant."""
    person = answerable.get_person(scope_of(request), number=number)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            personal_data.erase(person, because=form.cleaned_data["because"], by=person_of(request))
        except PlaitError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Erased. Records stand under “{personal_data.pseudonym(number)}”.")
            return see_other("data-requests")
    context = {"form": form, "person": person, "stays": personal_data.pseudonym(number), "crumbs": _CRUMBS}
    return render(request, "people/erase.html", context)


def _file_of(person: Person, *, by: Person) -> HttpResponse:
    told = json.dumps(personal_data.export(person, by=by), indent=1, ensure_ascii=False)
    response = HttpResponse(told, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
    return response
