"""The report to trustees by exception: on the page, in print, as a document and as PDF, and with its data."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.goals.queries import board
from plait.goals.queries.board import Board
from plait.indicators.store.reader import Store
from plait.insight.queries import signals_trust
from plait.insight.queries.signals_kept import NoSignals
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.board import page, report_pack
from plait.web.board.spans import choose_span
from plait.web.context import find_store, scope_of
from plait.web.packs.writing import REPORTS, write_file
from plait.web.trusts import choose


@dataclass(frozen=True, slots=True)
class Found:
    """What a report is made of, and of which trusts the viewer may have one."""

    board: Board
    signals: TrustSignals | None
    store: Store | None
    trusts: tuple[Organisation, ...]


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report of a term, or of the days that are asked for."""
    found = _find(request)
    pack = report_pack.present(found.board, signals=found.signals, store=found.store)
    shown = page.present(pack, board=found.board, signals=found.signals, trusts=found.trusts)
    return render(request, "board/report.html", {"page": shown, "crumbs": shown.crumbs, "section": "goals"})


@require_safe
def report_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a document, on paper, or its data."""
    if kind not in REPORTS:
        raise Http404
    found = _find(request)
    file = write_file(report_pack.present(found.board, signals=found.signals, store=found.store), kind)
    response = HttpResponse(file.content, content_type=REPORTS[kind])
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _find(request: HttpRequest) -> Found:
    scope = scope_of(request)
    mine = list_trusts(scope, May.READ_TRUST, May.READ_EXCEPTIONS)
    trust = choose(request, mine, missing="There is no report to trustees here.").trust
    span = choose_span(request.GET.get("since", ""), request.GET.get("until", ""), today=timezone.localdate())
    store = find_store()
    told = board.get_board(scope, trust=trust, since=span.since, until=span.until, store=store)
    return Found(told, _find_signals(scope, store, trust), store, tuple(mine))


def _find_signals(scope: Scope, store: Store | None, trust: Organisation) -> TrustSignals | None:
    """What figures say of the trust; nothing where none were worked out, or the viewer does not read them."""
    if store is None or trust.uid is None or not scope.may_read_open_data:
        return None
    try:
        return signals_trust.get_trust(scope, store, trust.uid)
    except NoSignals:
        return None
