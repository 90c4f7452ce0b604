"""The signals of a trust and the pairs of its schools, each as a page and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.indicators.queries import trusts
from plait.insight.queries import signals_pairs, signals_trust
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.fragments import render_page
from plait.web.signals import trust_choice, trust_csv, trust_pairs, trust_pairs_csv, trust_pairs_open, trust_signals
from plait.web.signals.looked_facts import find_findings
from plait.web.signals.spots_unready import explained


@require_safe
@explained
def trust_signals_page(request: HttpRequest, uid: int) -> HttpResponse:
    """What is known of a trust's schools, whom to visit, what changed, and what is not known."""
    trust = trusts.get_trust(scope_of(request), store=store_of(request), uid=uid)
    found = _find(request, uid)
    urns = {member.urn for signal in found.recent for member in signal.members}
    told = find_findings(scope_of(request), urns=urns)
    page = trust_signals.present(trust, found, choice=trust_choice.read(request.GET), findings=told)
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render_page(request, "signals/trust_signals.html", context, part="full")


@require_safe
@explained
def trust_signals_as_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """Every school and outcome of a trust, with what changed."""
    found = _find(request, uid)
    return csv_response(f"trust-{uid}-signals.csv", trust_csv.SCHOOLS, trust_csv.school_rows(found))


@require_safe
@explained
def trust_outcomes_as_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """Every outcome of a trust: its mean, how many stand out, and what changed."""
    found = _find(request, uid)
    return csv_response(f"trust-{uid}-outcomes.csv", trust_csv.OUTCOMES, trust_csv.outcome_rows(found))


@require_safe
@explained
def trust_pairs_page(request: HttpRequest, uid: int) -> HttpResponse:
    """Who could visit whom: needs of the trust that its bright spots answer."""
    scope, store = scope_of(request), store_of(request)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    if not scope.may_see_needs_of(trust_uid=uid):
        return _not_entitled(request, uid)
    asked = trust_pairs.read_miles(request.GET)
    found = signals_pairs.get_pairs(scope, store, uid, miles=asked.miles)
    page = trust_pairs.present(trust, found, asked=asked)
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render_page(request, "signals/trust_pairs.html", context, part="pairs")


@require_safe
@explained
def trust_pairs_as_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """Each pair, and each need without a host with the bright spots elsewhere."""
    scope, store = scope_of(request), store_of(request)
    trusts.get_trust(scope, store=store, uid=uid)
    if not scope.may_see_needs_of(trust_uid=uid):
        return _not_entitled(request, uid)
    asked = trust_pairs.read_miles(request.GET)
    found = signals_pairs.get_pairs(scope, store, uid, miles=asked.miles)
    return csv_response(f"trust-{uid}-pairs.csv", trust_pairs_csv.HEADING, trust_pairs_csv.rows(found))


def _not_entitled(request: HttpRequest, uid: int) -> HttpResponse:
    """Why the pairs are not shown to this reader, and what is open to everyone: the bright spots of the trust."""
    trust = trusts.get_trust(scope_of(request), store=store_of(request), uid=uid)
    page = trust_pairs_open.present(trust, _find(request, uid))
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render(request, "signals/trust_pairs_closed.html", context, status=403)


def _find(request: HttpRequest, uid: int) -> TrustSignals:
    scope, store = scope_of(request), store_of(request)
    trusts.get_trust(scope, store=store, uid=uid)
    return signals_trust.get_trust(scope, store, uid)
