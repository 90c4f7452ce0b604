"""Offering a record to a partner, answering, ending, and the register of it all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from plait.core import clock
from plait.core.services import once
from plait.insight.queries import findings
from plait.organisations.queries import agreements, shared_records
from plait.organisations.roles import May
from plait.organisations.services import sharing
from plait.organisations.services.authority import require
from plait.organisations.services.sharing import NotShared
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.findings.forms import OfferForm
from plait.web.findings.page import AgreementGroup, present_register
from plait.web.parts import Crumb
from plait.web.people.answers import see_other


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every agreement to which the viewer's trust is a side: waiting, in force, and past."""
    context = {"groups": _groups(request), "crumbs": (Crumb("Your page", "/home"), Crumb("Sharing"))}
    return render(request, "findings/register.html", context)


@login_required
@require_safe
def register_as_csv(request: HttpRequest) -> HttpResponse:
    """The register as a table."""
    heading = ["Part", "What", "Between", "What for", "Until", "How it stands"]
    rows = [
        [group.title, line.label, line.between, line.purpose, line.until, line.standing]
        for group in _groups(request)
        for line in group.lines
    ]
    return csv_response("agreements.csv", heading, rows)


@login_required
@require_POST
def offer(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a finding to another trust."""
    scope = scope_of(request)
    record = findings.get_finding(scope, number=number)
    require(May.SHARE, at=record.owner, by=person_of(request))
    partners = agreements.list_partners(scope)
    form = OfferForm(request.POST, partners=[(each.pk, each.name) for each in partners])
    if form.is_valid():
        told = form.cleaned_data
        partner = next(each for each in partners if each.pk == told["partner"])

        def work() -> str:
            label = f"What we found: {record}"[:120]
            made = sharing.offer(
                record,
                partner=partner,
                until=told["until"],
                purpose=told["purpose"],
                label=label,
                by=person_of(request),
            )
            return str(made.pk)

        try:
            once.do(request.POST.get("token", ""), by=scope.person, work=work)
        except NotShared as fault:
            form.add_error(None, f"{fault.why} {fault.mend}")
        else:
            messages.success(request, f"Offered to {partner.name}. They read it once they accept.")
            return see_other("finding", number)
    context = {
        "form": form,
        "number": number,
        "token": once.make_token(),
        "crumbs": (Crumb("Plait", "/"), Crumb("Share")),
    }
    return render(request, "findings/offer.html", context, status=422)


@login_required
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Accept what another trust offers."""
    share = agreements.get_agreement(scope_of(request), number=number)
    try:
        sharing.accept(share, by=person_of(request))
    except NotShared as fault:
        messages.error(request, f"{fault.what} {fault.why}")
    else:
        messages.success(request, "Accepted. People of your trust can read it now.")
    return see_other("sharing")


@login_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an agreement, decline an offer, or take one back."""
    share = agreements.get_agreement(scope_of(request), number=number)
    sharing.end(share, because=request.POST.get("because", "")[:500], by=person_of(request))
    messages.success(request, "Ended. Nobody of the other trust can read it any more.")
    return see_other("sharing")


def _groups(request: HttpRequest) -> tuple[AgreementGroup, ...]:
    found = agreements.get_register(scope_of(request), today=clock.today())
    lines = (*found.offered_to_us, *found.offered_by_us, *found.in_force)
    pairs = [(each.record_type, each.record_id) for each in (*lines, *found.past)]
    return present_register(
        found,
        may_act=agreements.find_to_end(scope_of(request), lines),
        readable=shared_records.find_readable(scope_of(request), pairs=pairs),
    )
