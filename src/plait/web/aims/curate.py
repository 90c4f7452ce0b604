"""Where clear goals are kept together: each part, what it is for, and what waits there."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.goals.aims import AimState
from plait.goals.queries import aims
from plait.organisations import attention
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.aims.choosing import choose_trust
from plait.web.context import scope_of
from plait.web.parts import Crumb
from plait.web.words import count, starting


@dataclass(frozen=True, slots=True)
class Part:
    """One part of curating clear goals."""

    title: str
    text: str
    url: str
    waits: str


# A route, its title, what it is for, and how the addresses of what waits there begin. What is not built has no link.
_PARTS: Final = (
    ("quality", "What we mean by quality", "One definition, agreed together, with examples.", ("/quality",)),
    ("consultations", "Agreeing together", "Comments, votes and comparisons on what is proposed.", ("/consultations",)),
    ("goals", "Goals", "What the trust wants to reach, and where schools' plans connect.", ("/goals",)),
    ("alignment", "What we do alike", "What every school does, what each may choose, and why.", ("/alignment",)),
    ("evidence", "What it stands on", "Evidence from outside and within, and what leans on it.", ("/evidence",)),
    ("measures", "Our own measures", "Attendance by week, drop-ins, staff absence: as trends.", ("/measures",)),
    ("frameworks", "The framework", "Twelve components of trust-led improvement, and your model.", ("/framework",)),
)


@require_safe
def curate(request: HttpRequest) -> HttpResponse:
    """Everything of clear goals, and what waits for the viewer."""
    scope, chosen = scope_of(request), choose_trust(request)
    waiting = attention.list_items(scope)
    parts = []
    for route, title, text, begins in _PARTS:
        url = address(route)
        n = sum(each.url.startswith(begins) for each in waiting)
        if url:
            parts.append(
                Part(title, text, url + chosen.query, f"{starting(count(n, 'thing'))} waiting for you" if n else "")
            )
    schools = [each for each in aims.list_spoken_for(scope) if each.parent_id == chosen.trust.pk]
    in_force = aims.list_goals(scope, trust=chosen.trust.pk, states=[AimState.IN_FORCE])
    beginnings = (*(start for *_, each in _PARTS for start in each), "/schools/", "/trusts/")
    context = {
        "chosen": chosen,
        "parts": parts,
        "goals": in_force,
        "mine": [
            (names.show(each.name), address("priorities", each.urn), address("school-evaluation", each.urn))
            for each in schools
        ],
        "board": address("board-report"),
        "model": address("improvement-model", chosen.trust.uid),
        "waiting": [each for each in waiting if each.url.startswith(beginnings)],
        "today": timezone.localdate(),
        "reads": chosen.trust.pk in scope.trusts_where(May.READ_TRUST),
        "crumbs": (Crumb("Plait", "/"), Crumb("Clear goals")),
        "section": "goals",
    }
    return render(request, "aims/curate.html", context)
