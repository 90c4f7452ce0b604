"""One entry: reading it, changing it, withdrawing it, and saying that its figure was checked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.goals.models.evidence import Entry
from plait.goals.queries import evidence, versions
from plait.goals.services import evidence as writing
from plait.organisations.visibility import Visibility
from plait.web.context import person_of, scope_of
from plait.web.evidence.entry import present_entry
from plait.web.evidence.forms import EntryForm, WithdrawForm, initial_of
from plait.web.evidence.library import crumbs_of
from plait.web.evidence.wording import LABELS
from plait.web.framework.carrying import present_behind
from plait.web.people.answers import see_other
from plait.web.sharing import share_link


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Read one entry, with what stands on it and how it came to say what it says."""
    return _show(request, evidence.get_entry(scope_of(request), number=number), form=WithdrawForm())


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change an entry; if somebody else has saved it meanwhile, show both texts and lose neither."""
    one = evidence.get_entry_to_change(scope_of(request), number=number)
    school = one.owner is not None and one.owner.kind == "school"
    form = EntryForm(request.POST or None, initial=initial_of(one), school=school, new=False)
    version, merge = request.POST.get("version", str(one.version)), None
    if request.method == "POST" and form.is_valid() and version.isdecimal():
        try:
            _revise(one, form, version=int(version), request=request)
        except Conflict as conflict:
            version, merge = str(conflict.version), _merge(conflict)
        except PlaitError as refused:
            form.say(refused)
        else:
            messages.success(request, "Saved. Those who lean on it are asked to look again if it says another thing.")
            return see_other("evidence-entry", number)
    context = {"form": form, "one": one, "version": version, "merge": merge, "section": "goals"}
    context["crumbs"] = crumbs_of(one.title, "Change")
    return render(request, "evidence/change.html", context, status=409 if merge else 422 if form.errors else 200)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw an entry, or say that its figure was held against its source."""
    scope, person = scope_of(request), person_of(request)
    one = evidence.get_entry(scope, number=number)
    if request.POST.get("do") == "confirm":
        writing.confirm(one, by=person)
        messages.success(request, "Thank you. It no longer says that the figure is to be checked.")
        return see_other("evidence-entry", number)
    one = evidence.get_entry_to_change(scope, number=number)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        because = form.cleaned_data["because"]
        if form.do(lambda: writing.withdraw(one, because=because, by=person).pk, by=person.pk) is not None:
            messages.success(request, "It is withdrawn, and stays on record.")
            return see_other("evidence-entry", number)
    return _show(request, one, form=form, status=422)


def _show(request: HttpRequest, one: Entry, *, form: WithdrawForm, status: int = 200) -> HttpResponse:
    scope, today = scope_of(request), timezone.localdate()
    page = present_entry(
        one,
        standing=evidence.list_standing(scope, entry=one, today=today),
        kept=() if one.shipped else versions.list_kept(scope, record=one),
        expired=one.has_expired(today),
    )
    context = {
        "page": page,
        "behind": present_behind(scope, kind="entry", record=one),
        "form": form,
        "may_change": evidence.may_change(scope, one),
        "may_confirm": one.to_check and evidence.may_confirm(scope, one),
        "writes": bool(evidence.list_places(scope)),
        "share": share_link(scope, one),
        "crumbs": page.crumbs,
        "section": "goals",
    }
    return render(request, "evidence/entry.html", context, status=status)


def _revise(one: Entry, form: EntryForm, *, version: int, request: HttpRequest) -> None:
    told: dict[str, Any] = form.cleaned_data
    writing.revise(
        one,
        said=form.said,
        visibility=Visibility(told["visibility"]),
        version=version,
        because=told["because"],
        by=person_of(request),
    )


def _merge(conflict: Conflict) -> tuple[tuple[str, str, str], ...]:
    """What differs: the part, as it stands now, and as this person has it."""
    return tuple(
        (LABELS[name], _say(theirs), _say(conflict.yours[name]))
        for name, theirs in conflict.theirs.items()
        if name in LABELS
    )


def _say(value: Any) -> str:
    return "" if value is None else str(value)
