"""One domain on one screen: a school judges, a moderator says what they see, everybody else reads."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.services import once
from plait.goals.evaluating import State
from plait.goals.models.evaluating import Moderator
from plait.goals.queries import evaluating as reading
from plait.goals.queries.evaluating_reading import Line, Part, Reading, read_evaluation
from plait.goals.services import evaluating, evaluating_moderation
from plait.web.context import find_store, person_of, scope_of
from plait.web.evaluating.forms import DomainForm, ModerateForm
from plait.web.evaluating.page import crumbs_of, present_line, present_part
from plait.web.evaluating.views import SECTION
from plait.web.parts import Crumb
from plait.web.people.answers import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """The statements of a domain, each with what was said last time; only what changed needs a touch."""
    scope = scope_of(request)
    one = reading.get_evaluation(scope, number=number)
    found = read_evaluation(scope, evaluation=one, store=find_store(), domain=domain)
    part = found.find_part(domain)
    if part is None:
        raise Http404
    moderator = reading.find_moderator(scope, evaluation=one) if one.state == State.OPEN else None
    if reading.may_write(scope, one):
        return _judge(request, found, part)
    if moderator is not None:
        return _moderate(request, found, part, moderator)
    if request.method == "POST":
        raise NotAllowed(
            "Nothing was saved.",
            why="A school judges itself, while its term is open.",
            mend="Ask the headteacher.",
        )
    return _render(request, found, part, form=None)


def _judge(request: HttpRequest, found: Reading, part: Part) -> HttpResponse:
    form = DomainForm(request.POST or None, part=part, reading=found)
    clashed = False
    if request.method == "POST" and form.is_valid():
        person, said = person_of(request), form.said
        conflicts: list[Conflict] = []

        def work() -> int:
            try:
                return evaluating.judge(found.evaluation, said=said, domain=part.domain.number, by=person)
            except Conflict as fault:
                conflicts.append(fault)
                raise

        if form.do(work, by=person.pk):
            return _go_on(request, found, part)
        clashed = bool(conflicts)
    if clashed:
        form = DomainForm(_over(request.POST, part), part=part, reading=found)
        form.add_error(
            None,
            "Somebody else saved this while you were writing. What stands now is told beside; your words are in the"
            " form. Keep what should stand, and save again.",
        )
    return _render(request, found, part, form=form, clashed=clashed)


def _over(sent: QueryDict, part: Part) -> QueryDict:
    """What was sent, over the versions that stand now, as a new saving."""
    data = sent.copy()
    for each in part.lines:
        data[f"version_{each.row}"] = str(each.version)
    data["token"] = once.make_token()
    return data


def _moderate(request: HttpRequest, found: Reading, part: Part, moderator: Moderator) -> HttpResponse:
    person = person_of(request)
    form = ModerateForm(request.POST or None, part=part, reading=found, person=person.pk)
    if request.method == "POST" and form.is_valid():
        seconds = form.seconds

        def work() -> int:
            return evaluating_moderation.moderate(found.evaluation, seconds=seconds, by=person).pk

        if form.do(work, by=person.pk):
            return _go_on(request, found, part)
    return _render(request, found, part, form=form, moderator=moderator)


def _go_on(request: HttpRequest, found: Reading, part: Part) -> HttpResponse:
    """To the next domain, or to the whole after the last."""
    at = found.parts.index(part) + 1
    if request.POST.get("do") == "stay" or at >= len(found.parts):
        messages.success(request, "Saved.")
        return see_other("evaluation", found.evaluation.pk)
    return see_other("evaluation-domain", found.evaluation.pk, found.parts[at].domain.number)


def _render(
    request: HttpRequest,
    found: Reading,
    part: Part,
    *,
    form: DomainForm | ModerateForm | None,
    moderator: Moderator | None = None,
    clashed: bool = False,
) -> HttpResponse:
    at = found.parts.index(part)
    following = found.parts[at + 1].domain if at + 1 < len(found.parts) else None
    sent = {each.row: request.POST.get(f"version_{each.row}") for each in part.lines} if clashed else {}
    rows = []
    for each in form.lines if form is not None else ():
        stood = clashed and sent.get(each.line.row) != str(each.line.version)
        rows.append((each, present_line(each.line, found), stood, _list_looks(each.line, found)))
    context = {
        "one": found.evaluation,
        "domain": part.domain,
        "view": present_part(part, found),
        "form": form,
        "rows": rows,
        "moderating": moderator,
        "at": at + 1,
        "of": len(found.parts),
        "following": following,
        "crumbs": crumbs_of(found.evaluation, Crumb(part.domain.name)),
        "section": SECTION,
    }
    return render(request, "evaluating/domain.html", context, status=422 if form is not None and form.errors else 200)


def _list_looks(line: Line, found: Reading) -> list[tuple[str, str]]:
    """What the statement looks like at each level, where that is written."""
    told = line.statement.looks_like
    return [(each.name, told.get(each.key, "") or each.description) for each in found.levels]
