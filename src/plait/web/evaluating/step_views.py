"""The steps of a term: ask a colleague, share, close, open again; and a moderator's last word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.goals.evaluating import State
from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.queries import evaluating as reading
from plait.goals.queries.evaluating_reading import read_evaluation
from plait.goals.services import evaluating_moderation, evaluating_steps
from plait.organisations.models import Person
from plait.organisations.visibility import Visibility
from plait.web import names, words
from plait.web.context import find_store, person_of, scope_of
from plait.web.evaluating.forms import AskForm, CloseForm, ReadForm, ReasonForm
from plait.web.evaluating.page import crumbs_of
from plait.web.evaluating.views import SECTION
from plait.web.parts import Crumb
from plait.web.people.answers import OnceForm, see_other


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is called and says."""

    title: str
    told: str
    button: str
    done: str


_STEPS: Final = {
    "ask": Step(
        "Ask a colleague of a partner school",
        "They read this term’s self-evaluation, even before you share it, and say what they see beside your own "
        "judgements. Their reading ends when the term is closed, or when you end it.",
        "Ask them",
        "Asked. It waits on their own page.",
    ),
    "share": Step(
        "Share it with the trust",
        "People of the trust and of its schools read it as it stands, and what you still change.",
        "Share it",
        "Shared. The trust and its schools read it now.",
    ),
    "keep": Step(
        "Keep it within the school again",
        "Others will read it no longer. Who has read it already, has read it.",
        "Keep it within the school",
        "Only the school reads it now.",
    ),
    "close": Step(
        "Close the term",
        "Judgements are kept as they stand, with the figures beside them as of today. Next term begins with them.",
        "Close the term",
        "Closed. It is kept as it stood.",
    ),
    "open": Step(
        "Open the term again",
        "For a mistake that should be mended. What was closed stays among the versions.",
        "Open it again",
        "Open again. Close it when it is mended.",
    ),
    "read": Step(
        "You have read it",
        "The head sees your judgements and notes at once. With this you say that you are done.",
        "I have read it",
        "Thank you. The head sees what you said.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: int) -> HttpResponse:
    """One step, said before it is done."""
    scope = scope_of(request)
    one = reading.get_evaluation(scope, number=number)
    to = request.GET.get("to", "")
    if "end" in request.POST:
        return _end(request, one)
    if to == "read":
        if reading.find_moderator(scope, evaluation=one) is None:
            raise Http404
    else:
        reading.require_deciding(scope, one)
    if to not in _list_possible(one):
        raise Http404
    form = _build(request, one, to)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.do(_work(one, to, form, person_of(request)), by=person_of(request).pk)
    ):
        messages.success(request, _STEPS[to].done)
        return see_other("evaluation", number)
    context = {
        "step": _STEPS[to],
        "one": one,
        "form": form,
        "to": to,
        "left": _list_left(request, one) if to == "close" else "",
        "crumbs": crumbs_of(one, Crumb(_STEPS[to].title)),
        "section": SECTION,
    }
    return render(request, "evaluating/step.html", context, status=422 if form.errors else 200)


def _list_possible(one: SelfEvaluation) -> set[str]:
    if one.state == State.CLOSED:
        return {"open", "share"} if one.visibility == Visibility.SCHOOL else {"open"}
    return {"ask", "close", "read", "share" if one.visibility == Visibility.SCHOOL else "keep"}


def _build(request: HttpRequest, one: SelfEvaluation, to: str) -> OnceForm:
    data: Any = request.POST or None
    if to == "ask":
        found = reading.list_colleagues(scope_of(request), evaluation=one)
        people = [(each.person_id, f"{each.person.name}, {names.show(each.organisation.name)}") for each in found]
        return AskForm(data, people=people)
    kinds: dict[str, type[OnceForm]] = {"close": CloseForm, "open": ReasonForm, "read": ReadForm}
    return kinds.get(to, OnceForm)(data)


def _work(one: SelfEvaluation, to: str, form: OnceForm, by: Person) -> Callable[[], int]:
    told = form.cleaned_data
    does: dict[str, Callable[[], Any]] = {
        "ask": lambda: evaluating_moderation.ask(one, person=told["person"], ask=told["text"], by=by),
        "share": lambda: evaluating_steps.share(one, shared=True, by=by),
        "keep": lambda: evaluating_steps.share(one, shared=False, by=by),
        "close": lambda: evaluating_steps.close(one, shared=told["shared"], store=find_store(), by=by),
        "open": lambda: evaluating_steps.reopen(one, because=told["text"], by=by),
        "read": lambda: evaluating_moderation.moderate(one, seconds=(), told=told["text"], done=True, by=by),
    }

    def work() -> int:
        return int(does[to]().pk)

    return work


def _end(request: HttpRequest, one: SelfEvaluation) -> HttpResponse:
    """End a colleague's reading."""
    asked = request.POST.get("end", "")
    found = read_evaluation(scope_of(request), evaluation=one).moderators
    moderator = next((each for each in found if str(each.pk) == asked), None)
    if moderator is None:
        raise Http404
    evaluating_moderation.end(moderator, by=person_of(request))
    messages.success(request, "Ended. What they said stays.")
    return see_other("evaluation", one.pk)


def _list_left(request: HttpRequest, one: SelfEvaluation) -> str:
    found = read_evaluation(scope_of(request), evaluation=one)
    left = sum(not each.looked for each in found.lines)
    return (
        f"{words.starting(words.count(left, 'statement'))} not looked at this term: as last time, or open."
        if left
        else ""
    )
