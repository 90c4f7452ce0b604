"""The history of a definition of quality."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.goals.quality import State
from plait.goals.quality_text import to_content
from plait.goals.queries import quality, versions
from plait.web.context import scope_of
from plait.web.parts import Crumb
from plait.web.quality.history import present_changes, present_versions
from plait.web.quality.page import crumbs_of

_NOW, _BEFORE = "now", "before"


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Every version that was kept, and the difference between two of them, or between one and what stands now."""
    scope = scope_of(request)
    one = quality.get_definition(scope, number=number)
    kept = versions.list_kept(scope, record=one)
    texts = {str(each.number): each.content for each in kept}
    texts[_NOW] = to_content(quality.build_whole(scope, definition=one))
    before = quality.find_superseded(scope, definition=one)
    if before is not None:
        texts[_BEFORE] = to_content(quality.build_whole(scope, definition=before))
    default = next((str(each.number) for each in kept), _BEFORE if before else "")
    earlier = request.GET.get("from", "") or default
    later = request.GET.get("to", _NOW)
    if later not in texts or (earlier and earlier not in texts):
        raise Http404
    context = {
        "definition": one,
        "before": before,
        "may_change": quality.may_write(scope, one) and State(one.state).may_change,
        "versions": present_versions(kept),
        "changes": present_changes(texts[earlier], texts[later]) if earlier else (),
        "earlier": earlier,
        "later": later,
        "crumbs": crumbs_of(one, Crumb("History")),
        "section": "goals",
    }
    return render(request, "quality/history.html", context)
