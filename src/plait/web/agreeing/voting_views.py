"""One claim at a time: agree, disagree, not sure."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.core.errors import NotThere
from plait.goals.agreeing import Choice, Way
from plait.goals.models import Claim, Consultation
from plait.goals.queries import agreeing
from plait.goals.queries.agreeing_next import find_next_claim
from plait.goals.services import agreeing_saying
from plait.web.agreeing.forms import ClaimForm, VoteForm
from plait.web.agreeing.index import crumbs_of
from plait.web.context import person_of, scope_of
from plait.web.people.answers import see_other


@dataclass(frozen=True, slots=True)
class Said:
    """One vote of the viewer's own."""

    number: int
    text: str
    choice: str


class NotByThisWay(NotThere):
    """The consultation is not answered in this way."""


def require_way(one: Consultation, way: Way) -> None:
    """Refuse where it is not answered in this way: there is no such page.

    Raises
    ------
    NotByThisWay
    """
    if not one.goes_by(way):
        raise NotByThisWay(
            "There is nothing here.",
            why=f"This consultation is not answered by “{way.label.lower()}”.",
            mend="Go to its page; it shows in which ways it is.",
        )


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Vote on the next claim, or change what was said of one; add a claim."""
    scope = scope_of(request)
    one = agreeing.get_consultation(scope, number=number)
    require_way(one, Way.VOTES)
    form = ClaimForm()
    if request.method == "POST" and request.POST.get("do") == "add":
        form = ClaimForm(request.POST)
        if form.is_valid() and _add(request, one, form):
            return see_other("consultation-vote", number)
    elif request.method == "POST":
        told = VoteForm(request.POST)
        if told.is_valid():
            claim = agreeing.get_claim(scope, consultation=one, number=told.cleaned_data["claim"])
            agreeing_saying.vote(claim, choice=told.cleaned_data["choice"], by=person_of(request))
            return see_other("consultation-vote", number)
    return _show(request, one, form, status=422 if request.method == "POST" else 200)


def _add(request: HttpRequest, one: Consultation, form: ClaimForm) -> bool:
    person = person_of(request)
    done = form.do(
        lambda: agreeing_saying.add_claim(one, text=form.cleaned_data["text"], by=person).state, by=person.pk
    )
    if done is None:
        return False
    said = (
        "People vote on it now."
        if done == "accepted"
        else "Whoever leads reads it first; you see here what becomes of it."
    )
    messages.success(request, f"Thank you. {said}")
    return True


def _show(request: HttpRequest, one: Consultation, form: ClaimForm, *, status: int) -> HttpResponse:
    scope = scope_of(request)
    claims = agreeing.list_claims(scope, consultation=one)
    own = agreeing.list_own_votes(scope, consultation=one)
    is_open = one.is_open(timezone.localdate()) and agreeing.may_take_part(scope, one)
    said = [Said(each.pk, each.text, Choice(own[each.pk]).label) for each in claims if each.pk in own]
    chosen = request.GET.get("claim", "")
    claim: Claim | None = next((each for each in claims if str(each.pk) == chosen), None)
    if claim is None and is_open:
        claim = find_next_claim(scope, consultation=one)
    context = {
        "one": one,
        "claim": claim if is_open else None,
        "choice": None if claim is None or claim.pk not in own else Choice(own[claim.pk]).label,
        "choices": [(each.value, each.label) for each in (Choice.AGREE, Choice.DISAGREE, Choice.NOT_SURE)],
        "said": said,
        "all_n": len(claims),
        "left_n": len(claims) - len(said),
        "is_open": is_open,
        "added": agreeing.list_own_claims(scope, consultation=one),
        "form": form,
        "crumbs": crumbs_of(one, "Vote"),
        "section": "goals",
    }
    return render(request, "agreeing/vote.html", context, status=status)
