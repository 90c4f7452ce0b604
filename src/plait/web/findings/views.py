"""Reading and writing what was found behind a signal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.concurrency import Conflict
from plait.core.services import once
from plait.insight.queries import findings
from plait.insight.services import findings as writing
from plait.insight.services.findings import NotAFinding
from plait.organisations.queries import agreements, audits, people
from plait.organisations.roles import Kind
from plait.web.context import person_of, scope_of
from plait.web.findings import behind
from plait.web.findings.forms import FindingForm, OfferForm, initial_of
from plait.web.findings.merge import present_merge
from plait.web.findings.page import Subject, crumbs_of, present_finding, present_subject
from plait.web.findings.past import present_past
from plait.web.people.answers import see_other
from plait.web.signals.spots_unready import explained


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@explained
def write(request: HttpRequest, urn: int) -> HttpResponse:
    """Write down what was found behind one signal of a school."""
    try:
        found, signal = behind.get_signal(request, urn)
    except behind.NOT_NOW:
        if request.method != "POST":
            raise
        return _show_again(request, urn)
    told = writing.name_signal(signal, school=found)
    form = _make_form(request, found.urn, sent=request.POST or None, needs=told.needs)
    if request.method == "POST" and form.is_valid():
        number = _keep(request, told, form)
        if number is not None:
            return see_other("finding", number)
    subject = present_subject(found, signal)
    return _show_form(request, form, subject=subject, build=found.build, status=422 if form.errors else 200)


@require_safe
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Read one finding; whoever speaks for it may change or share it here."""
    scope = scope_of(request)
    one = findings.get_finding(scope, number=number)
    page = present_finding(one, needs_told=findings.may_be_told(scope, one))
    past = audits.list_of_record(scope, record_type="insight.finding", record_id=number) if scope.belongs else ()
    may_share = findings.may_share(scope, one)
    partners = agreements.list_partners(scope) if may_share and one.visibility == "partners" else []
    context = {
        "page": page,
        "past": present_past(past, names=people.find_names([each.actor for each in past if each.actor is not None])),
        "shares": agreements.list_of_record(scope, record_type="insight.finding", record_id=str(number)),
        "may_revise": findings.may_revise(scope, one),
        "may_share": may_share,
        "offer": OfferForm(partners=[(each.pk, each.name) for each in partners]) if partners else None,
        "token": once.make_token(),
        "crumbs": page.crumbs,
    }
    return render(request, "findings/finding.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, number: int) -> HttpResponse:
    """Change a finding; if somebody else has saved it meanwhile, show both texts and lose neither."""
    one = findings.get_finding_to_revise(scope_of(request), number=number)
    within = one.owner.kind == Kind.SCHOOL
    form = FindingForm(request.POST or None, initial=initial_of(one), needs=one.needs, within_school=within)
    version = request.POST.get("version", str(one.version))
    merge = None
    if request.method == "POST" and form.is_valid() and version.isdecimal():
        try:
            writing.revise(one, written=form.written, version=int(version), by=person_of(request))
        except NotAFinding as fault:
            form.add_error(None, f"{fault.why} {fault.mend}")
        except Conflict as conflict:
            merge, version = present_merge(conflict, form=form), str(conflict.version)
        else:
            messages.success(request, "Saved.")
            return see_other("finding", number)
    crumbs = crumbs_of(one.school_name, urn=one.urn, last="Change")
    context = {"form": form, "version": version, "merge": merge, "number": number, "crumbs": crumbs}
    return render(request, "findings/revise.html", context, status=409 if merge else 422 if form.errors else 200)


def _show_again(request: HttpRequest, urn: int) -> HttpResponse:
    """The form with what was typed, where no signal can be told just now to save it with."""
    form = _make_form(request, urn, sent=request.POST)
    form.add_error(None, behind.WAIT)
    subject = behind.present_waiting(request, urn)
    return _show_form(request, form, subject=subject, build=request.POST.get("build", ""), status=409)


def _make_form(request: HttpRequest, urn: int, *, sent: QueryDict | None, needs: bool = False) -> FindingForm:
    mine = findings.list_writing_for(scope_of(request), urn=urn)
    return FindingForm(
        sent,
        owners=[(each.pk, each.name) for each in mine],
        needs=needs,
        within_school=any(each.kind == Kind.SCHOOL for each in mine),
    )


def _show_form(request: HttpRequest, form: FindingForm, *, subject: Subject, build: str, status: int) -> HttpResponse:
    told = {"form": form, "token": once.make_token(), "build": build, "subject": subject, "crumbs": subject.crumbs}
    return render(request, "findings/write.html", told, status=status)


def _keep(request: HttpRequest, told: writing.Signal, form: FindingForm) -> int | None:
    """The number of what was saved; None where it was refused, and the form says why."""
    owner = findings.get_owner(scope_of(request), number=form.cleaned_data["owner"])
    person = person_of(request)

    def work() -> str:
        return str(writing.write(told, written=form.written, owner=owner, by=person).pk)

    try:
        done = once.do(request.POST.get("token", ""), by=person.pk, work=work)
    except NotAFinding as fault:
        form.add_error(None, f"{fault.why} {fault.mend}")
        return None
    messages.success(request, "Saved.")
    return int(done.result)
