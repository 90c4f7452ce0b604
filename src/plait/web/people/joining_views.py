"""Asking to join, deciding on it, and the e-mail domains whose people may ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from plait.core.services import once
from plait.organisations.queries import belonging
from plait.organisations.queries.organisations import get_organisation
from plait.organisations.roles import Kind, May
from plait.organisations.services import joining
from plait.organisations.services.authority import require
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.people.joining import JoiningPage, present_joining
from plait.web.people.joining_forms import AskForm, DecideForm, DomainForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask an organisation whose domain one's verified address has."""
    scope = scope_of(request)
    page = present_joining(person_of(request), scope=scope)
    # Whoever has asked already may hand the form in again, and is told the same.
    known = {each.pk: each for each in (*page.may_ask, *(asked.organisation for asked in page.asked))}
    shown = page.may_ask if request.method != "POST" else tuple(known.values())
    places = [(each.pk, each.name) for each in shown]
    form = AskForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        where = known[form.cleaned_data["organisation"]]
        message = form.cleaned_data["message"]
        if form.do(lambda: joining.ask(where, message=message, by=person_of(request)).pk, by=person_of(request).pk):
            messages.success(
                request, f"{where.name} knows that you ask to join. You are told when somebody has decided."
            )
            return see_other("home-mine")
    return _show_join(request, page, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Accept somebody who asks to join, in a role, or decline."""
    scope = scope_of(request)
    asked = belonging.get_request(scope, number=number)
    where = asked.organisation
    names = belonging.list_names_of_roles(scope, organisation=where.pk)
    initial = {"role": "colleague"}
    form = DecideForm(request.POST or None, kind=Kind(where.kind), names=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def work() -> int:
            accepted, role, function = told["accepted"], told["role"], told["function"]
            return joining.decide(asked, accepted=accepted, role=role, function=function, by=person_of(request)).pk

        if form.do(work, by=person_of(request).pk):
            asked = belonging.get_request(scope, number=number)  # as it stands: somebody else may have been quicker
            verb = "belongs to" if asked.accepted else "was not let into"
            messages.success(request, f"{asked.person.name} {verb} {where.name}, and is told so.")
            return see_other("organisation", where.pk)
    crumbs = (Crumb("Your page", "/home"), Crumb(where.name, f"/organisations/{where.pk}"), Crumb("A request to join"))
    told_page = {"asked": asked, "form": form, "crumbs": crumbs}
    return render(request, "people/request.html", told_page, status=422 if form.errors else 200)


@login_required
@require_POST
def add_domain(request: HttpRequest, number: int) -> HttpResponse:
    """Let people with an address of a domain ask to join."""
    where = get_organisation(scope_of(request), number=number)
    require(May.INVITE, at=where, by=person_of(request))
    form = DomainForm(request.POST)
    if form.is_valid():
        domain = form.cleaned_data["domain"]
        if form.do(
            lambda: joining.open_to_domain(where, domain=domain, by=person_of(request)).pk, by=person_of(request).pk
        ):
            messages.success(
                request, f"People with an address at {domain.strip().lstrip('@').lower()} may ask to join."
            )
            return see_other("organisation", number, part="domains")
    messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    return see_other("organisation", number, part="domains")


@login_required
@require_POST
def remove_domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """Take a domain away again."""
    scope = scope_of(request)
    standing = belonging.list_domains(scope, organisation=number)
    found = next((each for each in standing if each.pk == domain), None)
    if found is not None:
        joining.close_to_domain(found, by=person_of(request))
        messages.success(request, f"People with an address at {found.domain} can no longer ask. Who has joined stays.")
    else:  # removed a moment ago, or not for this viewer to remove
        belonging.require_in_charge(scope, organisation=number)
    return see_other("organisation", number, part="domains")


def _show_join(request: HttpRequest, page: JoiningPage, form: AskForm) -> HttpResponse:
    crumbs = (Crumb("Your page", "/home"), Crumb("Join"))
    told = {"joining": page, "form": form, "token": once.make_token(), "crumbs": crumbs}
    return render(request, "people/join.html", told, status=422 if form.errors else 200)
