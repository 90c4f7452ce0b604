"""Reading and writing what was found behind a signal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.concurrency import Conflict
from plait.core.services import once
from plait.insight.outcomes import shelf
from plait.insight.queries import findings, signals
from plait.insight.services import findings as writing
from plait.insight.services.findings import NotAFinding
from plait.organisations.queries import agreements
from plait.organisations.queries.organisations import list_mine
from plait.organisations.roles import May
from plait.web.context import person_of, scope_of, store_of
from plait.web.findings.forms import FindingForm, OfferForm, initial_of
from plait.web.findings.merge import present_merge
from plait.web.findings.page import present_finding
from plait.web.parts import Crumb


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, urn: int) -> HttpResponse:
    """Write down what was found behind one signal of a school."""
    scope, store = scope_of(request), store_of(request)
    key = request.GET.get("outcome", "")
    found = signals.get_school(scope, store, urn)
    signal = next((each for each in found.signals if each.outcome.key == key), None)
    if signal is None:
        raise Http404
    mine = [each for each in list_mine(scope) if each.pk in scope.organisations_where(May.WRITE)]
    if not mine:
        return render(request, "findings/cannot_write.html", {"school": found.name}, status=403)
    form = FindingForm(request.POST or None, owners=[(each.pk, each.name) for each in mine])
    if request.method == "POST" and form.is_valid():
        told = writing.Signal(found.urn, found.name, key, store.name, signal.word or "")
        owner = next(each for each in mine if each.pk == form.cleaned_data["owner"])

        def work() -> str:
            return str(writing.write(told, written=form.written, owner=owner, by=person_of(request)).pk)

        try:
            done = once.do(request.POST.get("token", ""), by=scope.person, work=work)
        except NotAFinding as fault:
            form.add_error(None, f"{fault.why} {fault.mend}")
        else:
            messages.success(request, "Saved.")
            return redirect("finding", number=int(done.result))
    context = {"form": form, "token": once.make_token(), "school": found, "signal": signal, "crumbs": _crumbs("Write")}
    return render(request, "findings/write.html", context)


@require_safe
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Read one finding; whoever speaks for it may change or share it here."""
    scope = scope_of(request)
    one = findings.get_finding(scope, number=number)
    page = present_finding(one, outcome_name=_name_of(one.outcome))
    shares = agreements.list_of_record(scope, record_type="insight.finding", record_id=str(number))
    may_share = scope.may_at(May.SHARE, organisation=one.owner_id, trust=one.trust_id)
    offers = may_share and one.visibility == "partners"
    context = {
        "page": page,
        "shares": shares,
        "may_revise": one.keeper_id == scope.person or may_share,
        "may_share": may_share,
        "offer": OfferForm(partners=_partners(request)) if offers else None,
        "token": once.make_token(),
        "crumbs": _crumbs(page.title),
    }
    return render(request, "findings/finding.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, number: int) -> HttpResponse:
    """Change a finding; if somebody else has saved it meanwhile, show both texts and lose neither."""
    one = findings.get_finding(scope_of(request), number=number)
    form = FindingForm(request.POST or None, initial=initial_of(one))
    version = request.POST.get("version", str(one.version))
    merge = None
    if request.method == "POST" and form.is_valid() and version.isdigit():
        try:
            writing.revise(one, written=form.written, version=int(version), by=person_of(request))
        except NotAFinding as fault:
            form.add_error(None, f"{fault.why} {fault.mend}")
        except Conflict as conflict:
            merge, version = present_merge(conflict, form=form), str(conflict.version)
        else:
            messages.success(request, "Saved.")
            return redirect("finding", number=number)
    context = {"form": form, "version": version, "merge": merge, "number": number, "crumbs": _crumbs("Change")}
    return render(request, "findings/revise.html", context, status=409 if merge else 200)


def _partners(request: HttpRequest) -> list[tuple[int, str]]:
    return [(each.pk, each.name) for each in agreements.list_partners(scope_of(request))]


def _name_of(outcome: str) -> str:
    known = {each.key: each for each in shelf.list_outcomes()}.get(outcome)
    return known.definition.name if known else outcome


def _crumbs(last: str) -> tuple[Crumb, ...]:
    return (Crumb("Plait", reverse("home")), Crumb(last))
