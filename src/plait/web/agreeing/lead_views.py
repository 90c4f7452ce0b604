"""Opening a consultation, and leading it: claims that wait, answers, more time, closing."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed, PlaitError
from plait.goals.agreeing import Way
from plait.goals.models import Consultation, Decision, Definition
from plait.goals.queries import agreeing, alignment, quality
from plait.goals.services import agreeing as asking
from plait.goals.services import agreeing_saying
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.agreeing.forms import AnswerForm, ClosingForm, OpenForm, SettleForm
from plait.web.agreeing.index import crumbs_of, say_when
from plait.web.agreeing.scale import present_scale
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther, see_other

_FEWEST = 3


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Ask colleagues what they think of a definition on its way, or of a proposal; or choose on which."""
    scope, person = scope_of(request), person_of(request)
    subject = _find_subject(request)
    if subject is None:
        return _choose(request)
    if not agreeing.may_open(scope, trust=subject.owner_id):
        raise NotAllowed(
            "You cannot open a consultation here.",
            why="Those who write for the trust ask its people.",
            mend=f"Ask {subject.keeper.name}, who looks after it.",
        )
    claims, statements, whole_n = _draw_from(request, subject)
    named = subject.title if isinstance(subject, Definition) else subject.item
    initial = {
        "title": f"{named}: what do you think?"[:160],
        "question": "Is this what we mean? What is missing, and what should we say otherwise?",
        "ways": [Way.COMMENTS.value, Way.VOTES.value],
        "claims": "\n".join(claims),
    }
    form = OpenForm(request.POST or None, initial=initial, statements=statements, whole_n=whole_n)
    if request.method == "POST" and form.is_valid():
        done = form.do(lambda: asking.open_consultation(form.asked, on=subject, by=person).pk, by=person.pk)
        if done is not None:
            messages.success(request, "It is open. Colleagues see it on their page; send them this address too.")
            return SeeOther(address("consultation", done))
    context = {
        "form": form,
        "on": named,
        "kind": "definition" if isinstance(subject, Definition) else "decision",
        "subject": subject,
        "crumbs": (
            Crumb("Plait", "/"),
            Crumb("Clear goals", address("curate")),
            Crumb("Consultations", address("consultations")),
            Crumb("Ask colleagues"),
        ),
        "section": "goals",
    }
    return render(request, "agreeing/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, number: int) -> HttpResponse:
    """What waits for whoever leads, and the steps they may take."""
    scope = scope_of(request)
    one = agreeing.get_consultation_to_lead(scope, number=number)
    settle, answer, closing = SettleForm(), AnswerForm(), ClosingForm(initial=_closing_of(one))
    status, do = 200, request.POST.get("do", "")
    if request.method == "POST":
        status = 422
        if do in {"accept", "decline"}:
            settle = SettleForm(request.POST)
            if settle.is_valid() and _settle(request, one, settle, accept=do == "accept"):
                return see_other("consultation-lead", number)
        elif do == "answer":
            answer = AnswerForm(request.POST)
            if answer.is_valid() and _answer(request, one, answer):
                return see_other("consultation-comments", number, part=f"comment-{answer.cleaned_data['comment']}")
        elif do == "close":
            asking.close(one, by=person_of(request))
            messages.success(request, "It is closed. The results are worked out from everything that was said.")
            return see_other("consultation", number)
        elif do == "move":
            closing = ClosingForm(request.POST)
            if closing.is_valid() and _move(request, one, closing):
                return see_other("consultation-lead", number)
    scale = agreeing.find_result(scope, consultation=one, way=Way.COMPARING)
    unanswered = [each for each in agreeing.list_comments(scope, consultation=one) if not each.answer]
    context = {
        "one": one,
        "when": say_when(one, timezone.localdate()),
        "is_over": one.is_over(timezone.localdate()),
        "waiting": agreeing.list_waiting(scope, consultation=one),
        "unanswered": unanswered,
        "judges": "" if scale is None else present_scale(scale).judges,
        "settle": settle,
        "answer": answer,
        "closing": closing,
        "token": SettleForm().initial["token"],
        "crumbs": crumbs_of(one, "Lead it"),
        "section": "goals",
    }
    return render(request, "agreeing/lead.html", context, status=status)


def _find_subject(request: HttpRequest) -> Definition | Decision | None:
    scope = scope_of(request)
    for name, get in (("definition", quality.get_definition), ("decision", alignment.get_decision)):
        number = request.POST.get(name, "") or request.GET.get(name, "")
        if number:
            if not number.isdecimal():
                raise Http404
            found: Definition | Decision = get(scope, number=int(number))
            return found
    return None


def _choose(request: HttpRequest) -> HttpResponse:
    """On what: the definitions on their way and the proposals of the viewer's trusts."""
    scope = scope_of(request)
    mine = [each.pk for each in list_trusts(scope, May.READ_TRUST) if agreeing.may_open(scope, trust=each.pk)]
    if not mine:
        raise NotAllowed(
            "You cannot open a consultation.",
            why="Those who write for a trust ask its people.",
            mend="Ask somebody of the central team.",
        )
    open_now = [
        each
        for each in quality.list_definitions(scope)
        if each.owner_id in mine and each.state in {"draft", "consulting", "agreed"} and each.visibility != "me"
    ]
    proposals = [
        each
        for trust in mine
        for each in alignment.list_decisions(scope, trust=trust)
        if each.state == "proposed" and each.visibility != "me"
    ]
    context = {
        "definitions": open_now,
        "proposals": proposals,
        "quality_url": address("quality"),
        "alignment_url": address("alignment"),
        "crumbs": (
            Crumb("Plait", "/"),
            Crumb("Clear goals", address("curate")),
            Crumb("Consultations", address("consultations")),
            Crumb("Ask colleagues"),
        ),
        "section": "goals",
    }
    return render(request, "agreeing/choose.html", context)


def _draw_from(
    request: HttpRequest, subject: Definition | Decision
) -> tuple[list[str], list[tuple[int, str, int]], int]:
    """Claims to begin with, the statements that have examples enough, and how many examples there are in all."""
    scope = scope_of(request)
    if isinstance(subject, Definition):
        whole = quality.build_whole(scope, definition=subject)
        said, claims = list(whole.statements), [each.text for each in whole.statements]
    else:
        in_force = quality.find_in_force(scope, trust=subject.owner_id)
        said = [] if in_force is None else list(quality.build_whole(scope, definition=in_force).statements)
        claims = [f"Schools should do the same for {subject.item[0].lower()}{subject.item[1:]}."]
    counts = Counter({each.number: len(each.exemplars) for each in said})
    enough = [(each.number, each.text, counts[each.number]) for each in said if counts[each.number] >= _FEWEST]
    whole_n = sum(counts.values()) if isinstance(subject, Definition) else 0
    return claims, enough, whole_n if whole_n >= _FEWEST else 0


def _settle(request: HttpRequest, one: Consultation, form: SettleForm, *, accept: bool) -> bool:
    told, person = form.cleaned_data, person_of(request)
    claim = agreeing.get_claim(scope_of(request), consultation=one, number=told["claim"])
    done = form.do(
        lambda: agreeing_saying.settle_claim(claim, accept=accept, because=told["because"], by=person).pk, by=person.pk
    )
    if done is None:
        return False
    messages.success(request, "People vote on it now." if accept else "It is not taken up; whoever added it reads why.")
    return True


def _answer(request: HttpRequest, one: Consultation, form: AnswerForm) -> bool:
    told, person = form.cleaned_data, person_of(request)
    said = agreeing.get_comment(scope_of(request), consultation=one, number=told["comment"])
    return form.do(lambda: agreeing_saying.answer(said, text=told["text"], by=person).pk, by=person.pk) is not None


def _move(request: HttpRequest, one: Consultation, form: ClosingForm) -> bool:
    told = form.cleaned_data
    try:
        asking.move_closing(one, closes_on=told["closes_on"], version=told["version"], by=person_of(request))
    except Conflict as conflict:
        form.data = {**request.POST.dict(), "version": str(conflict.version)}
        form.add_error(None, "Somebody else has changed it since. Look at the day again, and save once more.")
        return False
    except PlaitError as refused:
        form.add_error("closes_on", f"{refused.why} {refused.mend}")
        return False
    messages.success(request, "Saved.")
    return True


def _closing_of(one: Consultation) -> dict[str, object]:
    return {"version": one.version, "closes_on": one.closes_on}
