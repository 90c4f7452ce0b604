"""Saying that a record stands on evidence, looking again at a claim, and taking it away."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed, PlaitError
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries import evidence, versions
from plait.goals.queries.evidence import Leaning, Wanted
from plait.goals.queries.evidence_anchors import KINDS, Anchor, get_anchor, may_decide_on, may_lean
from plait.goals.services import evidence_bets
from plait.organisations.domain import Scope
from plait.organisations.visibility import Visibility
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.evidence.entry import list_since
from plait.web.evidence.forms import BetForm, LeanForm
from plait.web.evidence.library import crumbs_of
from plait.web.evidence.panel import panel_of, present_claim
from plait.web.evidence.wording import say_short, say_sort
from plait.web.people.answers import SeeOther
from plait.web.words import starting

_SHOWN: Final = 12  # entries to choose from at once; more are found by words


@require_http_methods(["GET", "HEAD", "POST"])
def lean(request: HttpRequest, under: str, number: int) -> HttpResponse:
    """Choose an entry, and say what the record takes from it."""
    if under not in KINDS:
        raise Http404
    scope, person = scope_of(request), person_of(request)
    anchor = get_anchor(scope, kind=under, number=number)
    _require(scope, anchor)
    words = request.GET.get("q", "")[:200].strip()
    entries = _choices(scope, anchor, words=words, chosen=request.GET.get("entry", ""))
    shown = entries if request.method == "POST" else entries[:_SHOWN]
    form = LeanForm(
        request.POST or None,
        entries=[(each.pk, each.title, f"{say_sort(each)}. {starting(say_short(each))}.") for each in shown],
        initial={"entry": request.GET.get("entry", "")},
    )
    if request.method == "POST" and form.is_valid():
        entry = next(each for each in entries if each.pk == form.cleaned_data["entry"])
        work = form.told
        if form.do(lambda: evidence_bets.lean(entry, under=anchor.pair, by=person, **work).pk, by=person.pk):
            messages.success(request, "Saved. It stands beside what rests on it.")
            return SeeOther(anchor.url)
    context = {
        "form": form,
        "anchor": anchor,
        "panel": panel_of(scope, anchor),
        "words": words,
        "more": len(entries) - len(shown),
        "new_url": address("evidence-new", **{"for": f"{under}:{number}"}),
        "crumbs": crumbs_of("What this rests on"),
        "section": "goals",
    }
    return render(request, "evidence/lean.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def bet(request: HttpRequest, number: int) -> HttpResponse:
    """One claim: what has happened to its evidence, and whether it still stands."""
    scope, person = scope_of(request), person_of(request)
    one, anchor = evidence.get_bet(scope, number=number)
    _require(scope, anchor)
    version = request.POST.get("version", str(one.version))
    form = BetForm(request.POST or None, initial={"claim": one.claim, "sure": one.sure, "mind": one.mind})
    may_remove = one.by_id == person.pk or may_decide_on(scope, anchor)
    if request.method == "POST" and request.POST.get("do") == "remove":
        evidence_bets.remove(one, by=person)
        messages.success(request, "It is taken away. The entry stays in the library.")
        return SeeOther(anchor.url)
    if request.method == "POST" and form.is_valid() and version.isdecimal():
        try:
            evidence_bets.look_again(one, version=int(version), by=person, **form.told)
        except Conflict as conflict:
            version = str(conflict.version)
            form.add_error(
                None, f"Somebody else saved it meanwhile. It says now: “{conflict.theirs.get('claim', '')}”."
            )
        except PlaitError as refused:
            form.say(refused)
        else:
            messages.success(request, "Saved: you have looked at it today.")
            return SeeOther(anchor.url)
    context = _context(scope, one, anchor) | {"form": form, "version": version, "may_remove": may_remove}
    return render(request, "evidence/bet.html", context, status=422 if form.errors else 200)


def _context(scope: Scope, one: Bet, anchor: Anchor) -> dict[str, object]:
    today = timezone.localdate()
    entry = one.entry if evidence.reads_entry(scope, one.entry) else None
    kept = versions.list_kept(scope, record=entry) if entry and not entry.shipped else []
    leaning = Leaning(one, entry, one.find_shaken(today))
    return {
        "one": one,
        "anchor": anchor,
        "claim": present_claim(leaning, may_change=False),
        "since": list_since(entry, kept, one) if entry else (),
        "withdrawn": entry.withdrawn_because if entry else "",
        "crumbs": crumbs_of("A claim"),
        "section": "goals",
    }


def _choices(scope: Scope, anchor: Anchor, *, words: str, chosen: str) -> list[Entry]:
    """Entries that others read too, the chosen one first; without those on which it stands already."""
    found = evidence.list_entries(scope, wanted=Wanted(words=words))
    held = {each.bet.entry_id for each in evidence.list_leaning(scope, anchor=anchor, today=timezone.localdate())}
    open_ones = [each for each in found if each.visibility != Visibility.ME and each.pk not in held]
    return sorted(open_ones, key=lambda each: (str(each.pk) != chosen, bool(each.shipped), each.title))


def _require(scope: Scope, anchor: Anchor) -> None:
    if not may_lean(scope, anchor):
        raise NotAllowed(
            "You cannot say on what this rests.",
            why=f"It takes somebody who writes for {anchor.owner.name}.",
            mend="Ask somebody there.",
        )
