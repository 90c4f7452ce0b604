"""The pack of a trust's school summit: a page, and its three files, drawn when they are asked for."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.core.home import find_home
from plait.indicators.queries import trusts
from plait.insight.outcomes import shelf
from plait.insight.queries import signals, signals_trust
from plait.insight.queries.summit import get_summit
from plait.web.context import scope_of, store_of
from plait.web.fragments import render_page
from plait.web.packs.parts import File
from plait.web.packs.writing import KINDS, write_file
from plait.web.signals import summit_kept, summit_pack, summit_page
from plait.web.signals.spots_unready import explained


@require_safe
@explained
def summit(request: HttpRequest, uid: int) -> HttpResponse:
    """What is in the pack, and where to get it."""
    scope, store = scope_of(request), store_of(request)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    found = signals_trust.get_trust(scope, store, uid)
    page = summit_page.present(trust, found, chosen=_chosen(request))
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render_page(request, "signals/summit.html", context, part="pack")


@require_safe
@explained
def summit_file(request: HttpRequest, uid: int, kind: str) -> HttpResponse:
    """One file of the pack; the same bytes as the command writes."""
    if kind not in KINDS:
        raise Http404
    scope, store, chosen = scope_of(request), store_of(request), _chosen(request)
    trusts.get_trust(scope, store=store, uid=uid)
    runs = tuple((key, one.run) for key, one in signals.newest(store).items())
    told = scope.may_see_needs_of(trust_uid=uid)

    def draw() -> File:
        return write_file(summit_pack.present(get_summit(scope, store, uid, outcomes=chosen)), kind)

    file = summit_kept.get_file((find_home().root, store.name, runs, uid, chosen, told, kind), draw)
    response = HttpResponse(file.content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if told:
        response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request: HttpRequest) -> tuple[str, ...]:
    """The outcomes asked for, in the order of the shelf, so that the same choice is the same file."""
    try:
        asked = {shelf.get_outcome(each).key for each in request.GET.getlist("outcome") if each}
    except shelf.UnknownOutcome as error:
        raise BadRequest(error.what) from error
    return tuple(each.key for each in shelf.list_outcomes() if each.key in asked)
