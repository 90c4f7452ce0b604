"""The register, a new decision, and what the levels are called."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.goals.alignment import Tie
from plait.goals.alignment_starters import find_starter, list_starters
from plait.goals.models import Decision
from plait.goals.queries import alignment
from plait.goals.queries.alignment_register import get_register
from plait.goals.services import alignment as deciding
from plait.goals.services import alignment_levels
from plait.organisations.models import Organisation
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.alignment.forms import NewDecisionForm, number_of
from plait.web.alignment.levels import LevelsForm
from plait.web.alignment.register import crumbs_of, present_register
from plait.web.alignment.trusts import choose_trust
from plait.web.context import find_store, person_of, scope_of
from plait.web.fragments import render_page
from plait.web.people.answers import SeeOther


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What the trust does alike and leaves open, under one of the questions."""
    scope, chosen = scope_of(request), choose_trust(request)
    told = get_register(scope, trust=chosen.trust, store=find_store(), today=timezone.localdate())
    spoken = alignment.list_schools_spoken_for(scope, trust=chosen.trust.pk)
    page = present_register(
        told,
        chosen=chosen,
        asked=request.GET.dict(),
        may_propose=alignment.may_propose(scope, trust=chosen.trust.pk),
        speaks=tuple(each.urn or 0 for each in spoken),
    )
    context = {"page": page, "crumbs": page.crumbs, "section": "goals"}
    return render_page(request, "alignment/register.html", context, part="list")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A decision in its short form; on an empty register, from a list of items that many trusts decide upon."""
    scope, chosen = scope_of(request), choose_trust(request)
    _require(May.WRITE, chosen.trust, request)
    person = person_of(request)
    levels = alignment.list_levels(scope, trust=chosen.trust.pk)
    starter = find_starter(request.GET.get("from", ""))
    initial: dict[str, object] = {}
    if starter is not None:
        level = next((number_of(each) for each in levels if each.tie == starter.tie), None)
        initial = {"item": starter.item, "domain": starter.domain, "why": starter.why, "loose": starter.loose}
        initial |= {"phases": [each.value for each in starter.phases], "level": level}
    decides = alignment.may_decide(scope, trust=chosen.trust.pk)
    form = NewDecisionForm(request.POST or None, initial=initial, levels=levels, decides=decides)
    if request.method == "POST" and form.is_valid():
        number = form.do(lambda: _keep(form, chosen.trust, request).pk, by=person.pk)
        if number is not None:
            messages.success(request, "Saved. You can deepen it whenever there is more to say.")
            return SeeOther(address("alignment-decision", number))
    held = {each.item for each in alignment.list_decisions(scope, trust=chosen.trust.pk)}
    context = {
        "form": form,
        "starters": _group_starters(held, trust=chosen.number),
        "starter": starter,
        "name": names.show(chosen.trust.name),
        "trust_query": chosen.number,
        "crumbs": crumbs_of("A new decision", trust=chosen.number),
        "section": "goals",
    }
    return render(request, "alignment/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: HttpRequest) -> HttpResponse:
    """What the trust calls its levels."""
    scope, chosen = scope_of(request), choose_trust(request)
    _require(May.DECIDE, chosen.trust, request)
    held = alignment.list_levels(scope, trust=chosen.trust.pk)
    used = {each.level_id for each in alignment.list_decisions(scope, trust=chosen.trust.pk)}
    form = LevelsForm(request.POST or None, levels=held, used=used)
    if request.method == "POST" and form.is_valid() and form.keep(chosen.trust, by=person_of(request)):
        messages.success(request, "Saved. The new words stand wherever a level is named.")
        return SeeOther(address("alignment", trust=chosen.number))
    context = {
        "form": form,
        "rows": form.rows,
        "ties": [(each.value, each.label) for each in Tie],
        "name": names.show(chosen.trust.name),
        "back": address("alignment", trust=chosen.number),
        "csv_url": address("alignment-file", "levels", "csv", trust=chosen.number),
        "in_url": address("alignment-in", trust=chosen.number),
        "crumbs": crumbs_of("What our levels are called", trust=chosen.number),
        "section": "goals",
    }
    return render(request, "alignment/levels.html", context, status=422 if form.errors else 200)


def _keep(form: NewDecisionForm, trust: Organisation, request: HttpRequest) -> Decision:
    """The decision that was written, in force at once where that was chosen."""
    person, standing = person_of(request), form.cleaned_data["standing"]
    levels = {number_of(each): each.pk for each in alignment_levels.prepare(trust, by=person)}
    levels |= {-1 - at: pk for at, pk in enumerate(levels.values())}
    written = replace(form.written, level=levels.get(form.written.level, 0))
    made = deciding.propose(written, trust=trust, draft=standing == "draft", by=person)
    if standing == "decide":
        made = deciding.decide(made, starts_on=timezone.localdate(), by=person)
    return made


def _require(what: May, trust: Organisation, request: HttpRequest) -> None:
    if not scope_of(request).may_at(what, organisation=trust.pk, trust=trust.pk):
        raise NotAllowed(
            "You cannot do this for the trust.",
            why=f"It takes a role that may: {what.label[0].lower()}{what.label[1:]}.",
            mend="Ask somebody at the trust who may.",
        )


def _group_starters(held: set[str], *, trust: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Items not decided upon yet, by domain: what it is, and the address of the form that begins with it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in list_starters():
        if each.item not in held:
            url = address("alignment-new", **{"from": each.key, "trust": trust})
            groups.setdefault(each.domain, []).append((each.item, f"{url}#decision"))
    return list(groups.items())
