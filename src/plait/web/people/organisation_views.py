"""The page of an organisation, its CSV twin, its names for roles, and taking an invitation back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.indicators.store.builds import NoBuild
from plait.organisations.models import Organisation
from plait.organisations.queries import belonging, people
from plait.organisations.queries.expected import list_vouched
from plait.organisations.queries.organisations import get_organisation
from plait.organisations.roles import Kind, May
from plait.organisations.services import disclosures, invitations, memberships
from plait.organisations.services.authority import require
from plait.web.context import person_of, scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people import organisation as shown
from plait.web.people import sought
from plait.web.people.answers import see_other
from plait.web.people.joining_forms import DomainForm
from plait.web.people.registry import Unadopted, list_unadopted
from plait.web.people.role_names import RoleNamesForm


@login_required
@require_safe
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """Who belongs to an organisation; for those in charge also invitations, requests, domains and names of roles."""
    scope, typed = scope_of(request), sought.typed_in(request)
    where = get_organisation(scope, number=number)
    in_charge = belonging.may_invite(scope, where)
    members, names = _members(request, number), belonging.list_names_of_roles(scope, organisation=number)
    told = {
        "organisation": where,
        "kind": shown.say_kind(where),
        "size": shown.say_size(members),
        "links": shown.list_links(where),
        "members": shown.present_members(members, names=names, in_charge=in_charge, viewer=scope.person),
        "parts": belonging.list_parts(scope, organisation=number, today=timezone.localdate()),
        "unadopted": _unadopted(request, where) if in_charge else (),
        "in_charge": in_charge,
        "may_name_roles": _may_name_roles(request, where),
        "crumbs": (Crumb("Your page", "/home"), Crumb(where.name)),
    }
    if in_charge:
        told |= _for_those_in_charge(request, where, names=names)
    return render(request, "people/organisation.html", told | shown.narrow(told, typed=typed))


def _for_those_in_charge(request: HttpRequest, where: Organisation, *, names: dict[str, str]) -> dict[str, Any]:
    scope = scope_of(request)
    found = people.list_invitations(scope, organisation=where.pk)
    vouched, now = list_vouched(found), timezone.now()
    return {
        "invitations": shown.present_invitations(found, vouched=vouched, names=names, now=now),
        "requests": belonging.list_requests_of(scope, organisation=where.pk),
        "domains": belonging.list_domains(scope, organisation=where.pk),
        "domain_form": DomainForm(),
    }


def _unadopted(request: HttpRequest, where: Organisation) -> tuple[Unadopted, ...]:
    """Schools of a trust that nobody belongs to yet; none where no data has been imported."""
    if where.uid is None:
        return ()
    try:
        return list_unadopted(scope_of(request), store=store_of(request), trust=where)
    except NoBuild:
        return ()


@login_required
@require_safe
def people_as_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The same people as a table."""
    scope = scope_of(request)
    where = get_organisation(scope, number=number)
    names = belonging.list_names_of_roles(scope, organisation=number)
    in_charge = belonging.may_invite(scope, where)
    rows = shown.present_members(_members(request, number), names=names, in_charge=in_charge, viewer=scope.person)
    if request.method == "GET":
        disclosures.note_people_taken(where, n=len(rows), with_addresses=in_charge, by=person_of(request))
    heading = ["Name", *(["E-mail"] if in_charge else []), "Role", "Since", "Until"]
    lines = [
        [each.name, *([each.email] if in_charge else []), each.role, each.since, each.until or ""] for each in rows
    ]
    return csv_response(f"people-{number}.csv", heading, lines)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role_names(request: HttpRequest, number: int) -> HttpResponse:
    """What a trust calls roles."""
    scope = scope_of(request)
    where = get_organisation(scope, number=number)
    require(May.NAME_ROLES, at=where, by=person_of(request))
    names = belonging.list_names_of_roles(scope, organisation=number)
    form = RoleNamesForm(request.POST or None, names=names)
    if request.method == "POST" and form.is_valid():

        def work() -> None:
            for role, name in form.changed_names():
                memberships.name_role(where, role=role, name=name, by=person_of(request))

        if form.do(work, by=person_of(request).pk):
            messages.success(request, "The names are kept. What each role may do stays as it was.")
            return see_other("organisation", number)
    crumbs = (Crumb("Your page", "/home"), Crumb(where.name, f"/organisations/{number}"), Crumb("Names of roles"))
    told = {"organisation": where, "form": form, "crumbs": crumbs}
    return render(request, "people/role_names.html", told, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back; once more changes nothing."""
    found = belonging.get_invitation(scope_of(request), number=number)
    invitations.withdraw(found, by=person_of(request))
    messages.success(request, f"The invitation to {found.email} was taken back: its link opens nothing any more.")
    return see_other("organisation", found.organisation_id, part="invitations")


def _members(request: HttpRequest, number: int) -> list[Any]:
    return people.list_members(scope_of(request), organisation=number, today=timezone.localdate())


def _may_name_roles(request: HttpRequest, where: Organisation) -> bool:
    allowed = scope_of(request).may_at(May.NAME_ROLES, organisation=where.pk, trust=where.trust_id)
    return where.kind == Kind.TRUST and allowed
