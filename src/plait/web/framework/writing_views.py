"""Writing a trust's improvement model: one screen for each strand, and looking after the whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.framework.answers import Content
from plait.framework.domain import FrameworkText, StrandText
from plait.framework.queries import frameworks, improvement
from plait.framework.services import improvement as writing
from plait.organisations.visibility import Visibility
from plait.web import addresses
from plait.web.context import person_of, scope_of
from plait.web.framework import model_page
from plait.web.framework.forms import StrandForm
from plait.web.framework.looking_after import Desk, open_desk
from plait.web.framework.page import present_conflict
from plait.web.parts import Crumb, Tab
from plait.web.people.answers import SeeOther, see_other


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, uid: int) -> HttpResponse:
    """One strand: its components and the questions, all optional; saved as one goes from strand to strand."""
    scope = scope_of(request)
    trust = improvement.get_trust_to_write(scope, uid=uid)
    model = improvement.find_model(scope, uid=uid)
    if model is None and request.method == "POST":
        model = writing.begin(trust, by=person_of(request))
    text = frameworks.read_edition(model.edition if model else frameworks.get_edition(scope, framework="trust-led"))
    strand = _strand(request, text)
    content = improvement.get_content(scope, model=model) if model else Content("", {})
    form = StrandForm(request.POST or None, strand=strand, content=content)
    merge = None
    if model is not None and request.method == "POST" and form.is_valid():
        try:
            changed = writing.write(model, parts=form.parts, by=person_of(request))
        except Conflict as conflict:
            merge = present_conflict(conflict, form=form)
            form = _over(request, form, improvement.get_content(scope, model=model))
        else:
            messages.success(request, "Saved." if changed else "Nothing had changed.")
            return _go_on(request, uid, text, strand)
    context = {
        "form": form,
        "merge": merge,
        "strand": strand,
        "strands": _steps(uid, text, strand),
        "last": strand.key == text.strands[-1].key,
        "trust": trust.name,
        "uid": uid,
        "begun": model is not None,
        "crumbs": model_page.crumbs_of(
            trust.name,
            uid,
            Crumb("How it improves its schools", addresses.address("improvement-model", uid)),
            Crumb(strand.name),
        ),
    }
    return render(request, "framework/write.html", context, status=409 if merge else 422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look_after(request: HttpRequest, uid: int) -> HttpResponse:
    """Keep a version, say who reads it, offer it to a partner, bring it under a new edition, bring in a sheet."""
    scope = scope_of(request)
    trust = improvement.get_trust_to_write(scope, uid=uid)
    model = improvement.find_model(scope, uid=uid)
    if model is None:
        return see_other("improvement-model", uid)
    desk = open_desk(request, model)
    if request.method == "POST":
        answer = _act(request, desk, uid)
        if answer is not None:
            return answer
    context = {
        "desk": desk,
        "uid": uid,
        "trust": trust.name,
        "reads": Visibility(model.visibility),
        "tabs": model_page.tabs_of(uid, current="improvement-model-keep", writes=True, belongs=True),
        "crumbs": model_page.crumbs_of(
            trust.name,
            uid,
            Crumb("How it improves its schools", addresses.address("improvement-model", uid)),
            Crumb("Look after it"),
        ),
    }
    return render(request, "framework/look_after.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, desk: Desk, uid: int) -> HttpResponse | None:
    """Do what was handed in; None where it was refused, and the form says why."""
    act = request.POST.get("act", "")
    form = desk.form_of(act)
    if form is None or not form.is_valid():
        return None
    try:
        told = desk.do(act)
    except Conflict as conflict:
        form.add_error(None, f"{conflict.why} Look at what stands there now, and save again.")
        return None
    except PlaitError as refused:
        form.add_error(None, " ".join(part for part in (refused.what, refused.why, refused.mend) if part))
        return None
    if told:
        messages.success(request, told)
    return see_other("improvement-model-keep", uid) if told else None


def _strand(request: HttpRequest, text: FrameworkText) -> StrandText:
    key = request.GET.get("strand", "") or text.strands[0].key
    for each in text.strands:
        if each.key == key:
            return each
    raise Http404


def _over(request: HttpRequest, form: StrandForm, now: Content) -> StrandForm:
    """The same form over the versions that stand now, so that whoever has read both texts can save."""
    again = request.POST.copy()
    for each in form.strand.components:
        again[f"{each.key}-version"] = str(now.part(each.key).version)
    return StrandForm(again, strand=form.strand, content=now)


def _go_on(request: HttpRequest, uid: int, text: FrameworkText, strand: StrandText) -> HttpResponseRedirect:
    keys = [each.key for each in text.strands]
    after = keys[keys.index(strand.key) + 1 :]
    if after and request.POST.get("then") == "next":
        return SeeOther(addresses.address("improvement-model-write", uid, strand=after[0]))
    return see_other("improvement-model", uid)


def _steps(uid: int, text: FrameworkText, strand: StrandText) -> tuple[Tab, ...]:
    return tuple(
        Tab(each.name, addresses.address("improvement-model-write", uid, strand=each.key), each.key == strand.key)
        for each in text.strands
    )
