"""Changing a definition of quality a part at a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.core.services import once
from plait.goals.models.quality import Definition
from plait.goals.quality_text import DomainSaid, Whole, to_content
from plait.goals.queries import quality as reading
from plait.goals.services import quality_parts
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther, see_other
from plait.web.quality.history import ChangeLine, present_changes
from plait.web.quality.naming import component_options
from plait.web.quality.page import crumbs_of
from plait.web.quality.part_forms import (
    AboutForm,
    DomainForm,
    Press,
    RowsForm,
    begin_about,
    begin_domain,
    new_rows,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """The frame of a definition: title, introduction, levels, and which domains there are, in which order."""
    one = _open(request, number)
    whole = reading.build_whole(scope_of(request), definition=one)
    part = request.POST.get("part", "")
    if request.method == "POST" and part == "domains":
        return _order(request, one, whole)
    adding = DomainForm(request.POST if part == "new" else None, keys=(), prefix="new", components=component_options())
    if part == "new" and adding.is_valid():
        added = _add(request, one, adding)
        if added is not None:
            return see_other("quality-domain-change", one.pk, added)
    about = AboutForm(
        request.POST if part == "about" else None,
        keys=new_rows([each.key for each in whole.levels], at_least=2) if part != "about" else (),
        initial=begin_about(whole),
    )
    if one.visibility != "me":
        del about.fields["shared"]
    merge: tuple[ChangeLine, ...] = ()
    if part == "about" and about.is_valid():
        press = Press.read(request.POST)
        answer, merge = _try(
            request,
            about,
            lambda: quality_parts.change_about(
                one, about=about.read(press), version=_version(request, one.version), by=person_of(request)
            ),
            go=lambda: _back("quality-change", one.pk, press=press, done=("quality-definition", one.pk)),
            whole=whole,
        )
        if answer:
            return answer
    sent = about if part == "about" else adding if part == "new" else None
    context = {
        "definition": one,
        "about": about,
        "adding": adding,
        "form": sent,
        "domains": whole.domains,
        "merge": merge,
        "version": one.version,
        "token": once.make_token(),
        "crumbs": crumbs_of(one, Crumb("Change")),
        "section": "curate",
    }
    return render(request, "quality/change.html", context, status=_status(sent, merge))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """One domain: its name, what it is about, and its statements with their order."""
    one = _open(request, number)
    row = reading.get_domain(scope_of(request), definition=one, number=domain)
    whole = reading.build_whole(scope_of(request), definition=one)
    said = whole.find_domain(domain)
    if said is None:
        raise Http404
    keys = new_rows([each.key for each in said.statements], at_least=3)
    form = DomainForm(request.POST or None, keys=keys, initial=begin_domain(said), components=component_options())
    merge: tuple[ChangeLine, ...] = ()
    if request.method == "POST" and form.is_valid():
        press = Press.read(request.POST)
        answer, merge = _try(
            request,
            form,
            lambda: quality_parts.change_domain(
                row,
                said=form.read(press, said.statements),
                version=_version(request, said.version),
                by=person_of(request),
            ),
            go=lambda: _back(
                "quality-domain-change", one.pk, domain, press=press, done=("quality-domain", one.pk, domain)
            ),
            whole=whole,
            mine=lambda: whole.with_domain(replace(form.read(press, said.statements), key=said.key)),
        )
        if answer:
            return answer
    at = next(place for place, each in enumerate(whole.domains) if each.number == domain)
    known = {each.key: each.number for each in said.statements}
    context = {
        "definition": one,
        "domain": said,
        "form": form,
        "rows": [(key, fields, known.get(key)) for key, fields in form.list_rows()],
        "known_n": len(known),
        "merge": merge,
        "version": said.version,
        "token": once.make_token(),
        "next": whole.domains[at + 1] if at + 1 < len(whole.domains) else None,
        "crumbs": crumbs_of(one, Crumb(said.name)),
        "section": "curate",
    }
    return render(request, "quality/domain_change.html", context, status=_status(form, merge))


def _open(request: HttpRequest, number: int) -> Definition:
    """The definition, for whoever may change it."""
    return reading.get_definition_to_change(scope_of(request), number=number)


def _version(request: HttpRequest, standing: int) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() else standing


def _try(
    request: HttpRequest,
    form: RowsForm,
    work: Callable[[], object],
    *,
    go: Callable[[], SeeOther],
    whole: Whole,
    mine: Callable[[], Whole] | None = None,
) -> tuple[SeeOther | None, tuple[ChangeLine, ...]]:
    """Save once: the answer to go on with, or what the form says, or both texts where somebody else was first."""

    def told() -> str:
        work()
        return ""

    try:
        once.do(request.POST.get("token", ""), by=person_of(request).pk, work=told)
    except Conflict as conflict:
        lines = (
            tuple(_tell_conflict(conflict)) if mine is None else present_changes(to_content(whole), to_content(mine()))
        )
        return None, lines or (ChangeLine("Nothing that you see here", "changed", "", "", ()),)
    except PlaitError as fault:
        form.add_error(None, f"{fault.why} {fault.mend}")
        return None, ()
    messages.success(request, "Saved.")
    return go(), ()


def _tell_conflict(conflict: Conflict) -> Iterator[ChangeLine]:
    for name, said in conflict.yours.items():
        theirs = str(conflict.theirs[name] or "")
        yield ChangeLine(name.replace("_", " ").capitalize(), "changed", theirs, str(said or ""), ())


def _back(route: str, *args: int, press: Press, done: tuple[str, *tuple[int, ...]]) -> SeeOther:
    """After plain saving, the page that is read; after a button of a row, the form again at that row."""
    if press.do == "save":
        return see_other(done[0], *done[1:])
    return see_other(route, *args, part="more" if press.do in {"add", "remove"} else f"row-{press.row}")


def _add(request: HttpRequest, one: Definition, form: DomainForm) -> int | None:
    """The number of a new domain; None where it was refused, and the form says why."""
    told = form.cleaned_data
    said = DomainSaid(told["name"], told["description"], told["component"])
    try:
        done = once.do(
            request.POST.get("token", ""),
            by=person_of(request).pk,
            work=lambda: str(quality_parts.add_domain(one, said=said, by=person_of(request)).pk),
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


def _status(form: RowsForm | None, merge: tuple[ChangeLine, ...]) -> int:
    if merge:
        return 409
    return 422 if form is not None and form.errors else 200
