"""Changing a definition of quality a part at a time: its frame, and one domain."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import PlaitError
from plait.core.services import once
from plait.goals.models.quality import Definition, Domain
from plait.goals.quality_text import DomainSaid, Whole
from plait.goals.queries import quality as reading
from plait.goals.services import quality_parts
from plait.organisations.visibility import Visibility
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.quality.naming import component_options
from plait.web.quality.page import crumbs_of
from plait.web.quality.part_forms import AboutForm, DomainForm, Press, begin_about, begin_domain, new_rows
from plait.web.quality.saving import Saved, back_to, go_on, open_to_change, save, version_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """The frame of a definition: title, introduction, levels, and which domains there are, in which order."""
    one, whole = open_to_change(request, number)
    part = request.POST.get("part", "")
    if part == "domains":
        return _order(request, one, whole)
    adding = DomainForm(request.POST if part == "new" else None, keys=(), prefix="new", components=component_options())
    added = _add(request, one, adding) if part == "new" and adding.is_valid() else None
    if added is not None:
        return see_other("quality-domain-change", one.pk, added)
    about = _make_about(request, one, whole, sent=part == "about")
    saved = _save_about(request, one, whole, about) if part == "about" and about.is_valid() else Saved()
    if saved.answer:
        return saved.answer
    sent = {"about": about, "new": adding}.get(part)
    context = {
        "definition": one,
        "about": about,
        "adding": adding,
        "form": sent,
        "domains": whole.domains,
        "merge": saved.merge,
        "version": one.version,
        "token": once.make_token(),
        "crumbs": crumbs_of(one, Crumb("Change")),
        "section": "goals",
    }
    return render(request, "quality/change.html", context, status=saved.status(sent))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """One domain: its name, what it is about, and its statements with their order."""
    one, whole = open_to_change(request, number)
    row = reading.get_domain(scope_of(request), definition=one, number=domain)
    at, said = next((at, each) for at, each in enumerate(whole.domains) if each.number == domain)
    keys = new_rows([each.key for each in said.statements], at_least=3)
    form = DomainForm(
        request.POST or None,
        keys=keys,
        initial=begin_domain(said),
        components=component_options(kept=said.component, edition=one.edition),
    )
    saved = Saved()
    if request.method == "POST" and form.is_valid():
        saved = _save_domain(request, row, said, whole, form)
    if saved.answer:
        return saved.answer
    known = {each.key: each.number for each in said.statements}
    context = {
        "definition": one,
        "domain": said,
        "form": form,
        "rows": [(key, fields, known.get(key)) for key, fields in form.list_rows()],
        "known_n": len(known),
        "merge": saved.merge,
        "version": said.version,
        "token": once.make_token(),
        "next": next(iter(whole.domains[at + 1 :]), None),
        "crumbs": crumbs_of(one, Crumb(said.name)),
        "section": "goals",
    }
    return render(request, "quality/domain_change.html", context, status=saved.status(form))


def _make_about(request: HttpRequest, one: Definition, whole: Whole, *, sent: bool) -> AboutForm:
    keys = () if sent else new_rows([each.key for each in whole.levels], at_least=2)
    about = AboutForm(request.POST if sent else None, keys=keys, initial=begin_about(whole))
    if one.visibility != Visibility.ME:
        del about.fields["shared"]
    return about


def _save_about(request: HttpRequest, one: Definition, whole: Whole, about: AboutForm) -> Saved:
    press, version, person = Press.read(request.POST), version_of(request, one.version), person_of(request)
    return save(
        request,
        about,
        lambda: quality_parts.change_about(one, about=about.read(press), version=version, by=person),
        go=lambda: go_on(
            press,
            again=back_to("quality-change", one.pk, press=press),
            done=see_other("quality-definition", one.pk),
        ),
        whole=whole,
    )


def _save_domain(request: HttpRequest, row: Domain, said: DomainSaid, whole: Whole, form: DomainForm) -> Saved:
    press, version, person = Press.read(request.POST), version_of(request, said.version), person_of(request)
    mine = replace(form.read(press, said.statements), key=said.key)
    at = (row.definition_id, row.pk)
    return save(
        request,
        form,
        lambda: quality_parts.change_domain(row, said=mine, version=version, by=person),
        go=lambda: go_on(
            press,
            again=back_to("quality-domain-change", *at, press=press),
            done=see_other("quality-domain", *at),
        ),
        whole=whole,
        mine=lambda: whole.with_domain(mine),
    )


def _add(request: HttpRequest, one: Definition, form: DomainForm) -> int | None:
    """The number of a new domain; None where it was refused, and the form says why."""
    told, person = form.cleaned_data, person_of(request)
    said = DomainSaid(told["name"], told["description"], told["component"])
    try:
        done = once.do(
            request.POST.get("token", ""),
            by=person.pk,
            work=lambda: str(quality_parts.add_domain(one, said=said, by=person).pk),
        )
    except PlaitError as fault:
        form.add_error(None, f"{fault.why} {fault.mend}")
        return None
    return int(done.result)


def _order(request: HttpRequest, one: Definition, whole: Whole) -> HttpResponse:
    """Move or remove a domain."""
    press, person = Press.read(request.POST), person_of(request)
    numbers = [str(each.number) for each in whole.domains]
    if press.row not in numbers:
        raise Http404
    try:
        if press.do == "remove":
            row = reading.get_domain(scope_of(request), definition=one, number=int(press.row))
            quality_parts.remove_domain(row, by=person)
        else:
            order = [int(each) for each in press.apply(numbers)]
            quality_parts.order_domains(one, numbers=order, by=person)
    except PlaitError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "Removed." if press.do == "remove" else "Moved.")
    return see_other("quality-change", one.pk, part="domains")
