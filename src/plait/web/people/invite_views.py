"""Inviting people: a list is checked and shown before anything is sent, and told of line by line afterwards."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plait.core.services import once
from plait.organisations.models import Organisation
from plait.organisations.queries import belonging
from plait.organisations.queries.organisations import get_organisation
from plait.organisations.roles import Kind, May
from plait.organisations.services import invitations
from plait.organisations.services.authority import require
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.invite import Preview, pack, preview, unpack
from plait.web.people.invite_forms import InviteForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whom to invite; show the list as it was read; send it when it was looked at."""
    scope = scope_of(request)
    where = get_organisation(scope, number=number)
    require(May.INVITE, at=where, by=person_of(request))
    names = belonging.list_names_of_roles(scope, organisation=number)
    first = request.GET.get("role", "")
    form = InviteForm(request.POST or None, request.FILES or None, kind=Kind(where.kind), names=names, first=first)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, where, form)
    told = form.cleaned_data
    shown = preview(
        form.listed,
        organisation=where,
        role=told["role"],
        function=told["function"],
        until=told["until"],
        names=names,
        held=belonging.list_held(scope, organisation=number),
    )
    if "change" in request.POST:
        return _ask(request, where, _again(form, where, names))
    if "send" in request.POST and shown.wanted:
        return _send(request, where, form, shown)
    if not shown.wanted:
        form.add_error(None, "None of these people can be invited like this")
        return _ask(request, where, form, shown)
    return _show(request, where, form, shown)


def _send(request: HttpRequest, where: Organisation, form: InviteForm, shown: Preview) -> HttpResponse:
    told = form.cleaned_data

    def link(secret: str) -> str:
        return request.build_absolute_uri(reverse("invitation", args=[secret]))

    def work() -> str:
        sent = invitations.invite(
            shown.wanted,
            organisation=where,
            role=told["role"],
            function=told["function"],
            until=told["until"],
            link=link,
            by=person_of(request),
        )
        return pack(sent)

    done = once.do(told["token"], by=person_of(request).pk, work=work)
    lines = unpack(done.result, shown=shown)
    return _render(request, where, "people/invited.html", lines=lines, faults=shown.faults, again=done.again)


def _show(request: HttpRequest, where: Organisation, form: InviteForm, shown: Preview) -> HttpResponse:
    return _render(request, where, "people/invite_check.html", shown=shown, told=form.cleaned_data)


def _ask(request: HttpRequest, where: Organisation, form: InviteForm, shown: Preview | None = None) -> HttpResponse:
    faults = shown.faults if shown else form.listed.faults
    if shown is None and len(faults) == 1:
        faults = ()  # the form says it itself
    response = _render(request, where, "people/invite.html", form=form, faults=faults)
    response.status_code = 422 if form.errors else 200
    return response


def _again(form: InviteForm, where: Organisation, names: dict[str, str]) -> InviteForm:
    """The form once more as it was filled in, the contents of a file among the addresses."""
    told = form.cleaned_data
    filled = {"people": told["text"], "role": told["role"], "function": told["function"], "until": told["until"]}
    again = InviteForm(kind=Kind(where.kind), names=names)
    again.initial.update(filled)
    return again


def _render(request: HttpRequest, where: Organisation, template: str, **told: object) -> HttpResponse:
    crumbs = (Crumb("Your page", "/home"), Crumb(where.name, reverse("organisation", args=[where.pk])), Crumb("Invite"))
    return render(request, template, {"organisation": where, "crumbs": crumbs, **told})
