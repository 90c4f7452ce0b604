"""Reading consultations: the list, one with its results, and its comments."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.agreeing import Way
from plait.goals.queries import agreeing
from plait.goals.queries.agreeing_next import get_progress
from plait.goals.services import agreeing_results, agreeing_saying
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.agreeing.comments import present_comments
from plait.web.agreeing.forms import AnswerForm, CommentForm
from plait.web.agreeing.index import crumbs_of, present_index, say_subject, say_taking_part, say_when
from plait.web.agreeing.results import present_votes
from plait.web.agreeing.scale import present_scale
from plait.web.agreeing.voting_views import require_way
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.sharing import is_lent, share_link


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the viewer's trusts ask, and have asked."""
    scope = scope_of(request)
    mine = list_trusts(scope, May.READ_TRUST)
    asked = request.GET.get("trust", "")
    chosen = next((each for each in mine if str(each.pk) == asked), None) if asked else None
    if asked and chosen is None:
        raise Http404
    found = agreeing.list_consultations(scope, trust=None if chosen is None else chosen.pk)
    context = {
        "page": present_index(found, today=timezone.localdate()),
        "trusts": [(each.pk, names.show(each.name)) for each in mine],
        "chosen": chosen,
        "may_open": any(agreeing.may_open(scope, trust=each.pk) for each in mine),
        "crumbs": (Crumb("Plait", "/"), Crumb("Clear goals", address("curate")), Crumb("Consultations")),
        "section": "goals",
    }
    return render(request, "agreeing/index.html", context)


@require_safe
def consultation(request: HttpRequest, number: int) -> HttpResponse:
    """One consultation: what is asked, how to answer, and what came of it so far."""
    scope = scope_of(request)
    one = agreeing.get_consultation(scope, number=number)
    agreeing_results.work_out(one, by=person_of(request))
    today = timezone.localdate()
    votes = agreeing.find_result(scope, consultation=one, way=Way.VOTES) if one.goes_by(Way.VOTES) else None
    scale = agreeing.find_result(scope, consultation=one, way=Way.COMPARING) if one.goes_by(Way.COMPARING) else None
    claims = agreeing.list_claims(scope, consultation=one) if one.goes_by(Way.VOTES) else []
    own = agreeing.list_own_votes(scope, consultation=one) if one.goes_by(Way.VOTES) else {}
    said = agreeing.list_comments(scope, consultation=one) if one.goes_by(Way.COMMENTS) else []
    on, on_url = say_subject(one)
    context = {
        "one": one,
        "when": say_when(one, today),
        "on": on,
        "on_url": "" if is_lent(scope, one) else on_url,
        "is_open": one.is_open(today) and agreeing.may_take_part(scope, one),
        "leads": agreeing.may_lead(scope, one),
        "taking_part": say_taking_part(agreeing.count_taking_part(scope, consultation=one)),
        "claims_left_n": len([each for each in claims if each.pk not in own]),
        "claims_n": len(claims),
        "progress": get_progress(scope, consultation=one),
        "votes": None if votes is None else present_votes(votes, claims=claims, own=own),
        "scale": None if scale is None else present_scale(scale),
        "comments_n": len(said),
        "comments": said[-3:],
        "ways": {each.value: one.goes_by(each) for each in Way},
        "share": share_link(scope, one),
        "crumbs": crumbs_of(one),
        "section": "goals",
    }
    return render(request, "agreeing/consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, number: int) -> HttpResponse:
    """Passage by passage, what people say, with their names, and what they are answered."""
    scope = scope_of(request)
    one = agreeing.get_consultation(scope, number=number)
    require_way(one, Way.COMMENTS)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, person = form.cleaned_data, person_of(request)
        done = form.do(
            lambda: agreeing_saying.comment(one, anchor=told["anchor"], text=told["text"], by=person).pk, by=person.pk
        )
        if done is not None:
            messages.success(request, "Thank you. Your comment stands here with your name.")
            return see_other("consultation-comments", number, part=f"comment-{done}")
    page = present_comments(
        agreeing.list_passages(scope, consultation=one),
        agreeing.list_comments(scope, consultation=one),
        failed=form["anchor"].value() or "" if form.errors else None,
    )
    context = {
        "one": one,
        "page": page,
        "form": form,
        "is_open": one.is_open(timezone.localdate()) and agreeing.may_take_part(scope, one),
        "leads": agreeing.may_lead(scope, one),
        "token": CommentForm().initial["token"],
        "answer_token": AnswerForm().initial["token"],
        "when": say_when(one, timezone.localdate()),
        "crumbs": crumbs_of(one, "Comments"),
        "section": "goals",
    }
    return render(request, "agreeing/comments.html", context, status=422 if form.errors else 200)
