"""Where clear goals are kept together: what waits, each part and how far it has come, and where one begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.goals.aims import AimState
from plait.goals.alignment import State
from plait.goals.queries import agreeing, aims, alignment, quality
from plait.indicators.queries import own_measures
from plait.organisations import attention
from plait.organisations.domain import Scope
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.aims.choosing import choose_trust
from plait.web.aims.curate_page import Found, list_parts, list_steps
from plait.web.context import scope_of
from plait.web.parts import Crumb
from plait.web.words import count, starting

_BEGINNINGS = ("/quality", "/consultations", "/self-", "/goals", "/alignment", "/evidence", "/measures", "/framework")
_OF_SCHOOLS = ("/self-evaluation", "/priorities", "/alignment", "/model")


@require_safe
def curate(request: HttpRequest) -> HttpResponse:
    """Everything of clear goals, and what waits for the viewer."""
    scope, chosen = scope_of(request), choose_trust(request)
    trust = chosen.trust
    found = _find(scope, trust.pk)
    waiting = [each for each in attention.list_items(scope) if _is_of_goals(each.url)]
    goals = [each for each in found.goals if each.state == AimState.IN_FORCE]
    reads = trust.pk in scope.trusts_where(May.READ_TRUST)
    writes = scope.may_at(May.WRITE, organisation=trust.pk, trust=trust.pk)
    context = {
        "chosen": chosen,
        "goals": goals,
        "goals_told": starting(count(len(goals), "goal is", "goals are")),
        "steps": list_steps(found, query=chosen.query) if writes else (),
        "parts": list_parts(found, uid=trust.uid, query=chosen.query, waiting=waiting, reads=reads),
        "mine": [
            (names.show(each.name), address("priorities", each.urn), address("school-evaluation", each.urn))
            for each in aims.list_spoken_for(scope)
            if each.parent_id == trust.pk
        ],
        "waiting": waiting,
        "today": timezone.localdate(),
        "frameworks": address("frameworks"),
        "crumbs": (Crumb("Plait", "/"), Crumb("Clear goals")),
        "section": "goals",
    }
    return render(request, "aims/curate.html", context)


def _is_of_goals(url: str) -> bool:
    return url.startswith(_BEGINNINGS) or any(each in url for each in _OF_SCHOOLS)


def _find(scope: Scope, trust: int) -> Found:
    today = timezone.localdate()
    return Found(
        definitions=quality.list_definitions(scope, trust=trust),
        consultations=[each for each in agreeing.list_open(scope, today=today) if each.owner_id == trust],
        goals=aims.list_goals(scope, trust=trust, states=[AimState.PROPOSED, AimState.IN_FORCE]),
        decisions=alignment.list_decisions(scope, trust=trust, states=(State.PROPOSED, State.IN_FORCE)),
        measures=own_measures.list_measures(scope, trust=trust),
    )
