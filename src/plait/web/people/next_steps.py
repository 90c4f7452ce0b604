"""What could come next for somebody in a role: shown beside what needs them, and on its own when nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.organisations.models import Organisation
from plait.organisations.roles import Role
from plait.web.addresses import address
from plait.web.parts import Card, Strand

_MOST = 3


@dataclass(frozen=True, slots=True)
class _Step:
    title: str
    text: str
    action: str
    route: str
    strand: Strand = ""
    of: str = ""  # which number of the organisation the route takes: urn, uid, pk, or none


_INVITE_HEADS: Final = _Step(
    "Bring headteachers in",
    "A trust’s page can say what needs support; a headteacher knows why. Invite those who are not here yet.",
    "See your schools",
    "organisation",
    "capability",
    "pk",
)
_WHERE_TRUST_STANDS: Final = _Step(
    "See where your schools stand",
    "Each school beside what was to be expected of it, with how sure we are.",
    "See the trust’s signals",
    "trust-signals",
    "goals",
    "uid",
)
_CLEAR_GOALS: Final = _Step(
    "Make goals clear",
    "What you mean by quality, what every school does alike, what you want to reach, and the report to trustees.",
    "Open clear goals",
    "curate",
    "goals",
)
_TERM: Final = _Step(
    "This term, in ten minutes",
    "Where the school stands on quality: only what has changed since last time needs a touch.",
    "Open the self-evaluation",
    "school-evaluation",
    "goals",
    "urn",
)
_SAY: Final = _Step(
    "Say what you think",
    "What the trust asks its people: agree, disagree or not sure, in five minutes on a phone.",
    "See what is asked",
    "consultations",
    "goals",
)
_SPOTS: Final = _Step(
    "Find schools in like circumstances",
    "Schools that do better than expected for several years, where others might learn.",
    "See bright spots",
    "bright-spots",
    "initiatives",
)
_SCHOOL: Final = _Step(
    "Look at your school",
    "What is usual and unusual there, year by year, beside schools in like circumstances.",
    "Open the school",
    "school",
    "goals",
    "urn",
)
_COLLEAGUES: Final = _Step(
    "Invite a colleague",
    "People who teach see what figures do not. They read and write within the school.",
    "Invite people",
    "invite",
    "capability",
    "pk",
)
_REPORT: Final = _Step(
    "The report to trustees",
    "By exception: what changed, what was decided, what stopped, and questions to ask.",
    "Read it",
    "board-report",
    "goals",
)
_ROLES: Final = _Step(
    "Who can see what", "What each role can see and do, in one page, before you write anything.", "Read it", "roles"
)
_SURE: Final = _Step("How sure are we?", "What a signal means, and how often one is wrong.", "Read it", "sure")
_STEPS: Final = {
    "director": (_CLEAR_GOALS, _WHERE_TRUST_STANDS, _INVITE_HEADS),
    "analyst": (_WHERE_TRUST_STANDS, _SURE, _SPOTS),
    "headteacher": (_TERM, _SCHOOL, _COLLEAGUES),
    "colleague": (_SAY, _SCHOOL, _SPOTS),
    "network_lead": (_SPOTS, _SURE, _ROLES),
    "support_lead": (_ROLES, _SPOTS),
    "trustee": (_REPORT, _WHERE_TRUST_STANDS, _SURE),
    "data_protection_lead": (
        _Step("Who did what", "Every decision and change in the trust, in order.", "Search it", "audit"),
        _Step(
            "Personal data",
            "What is held about people, why and how long, and requests for it.",
            "Open data protection",
            "data-protection",
        ),
        _ROLES,
    ),
    "curator": (_SPOTS, _SURE, _ROLES),
    "operator": (
        _Step(
            "Bring a trust in",
            "Find it in the register, and invite its director of school improvement.",
            "Find a trust",
            "organisations",
            "capability",
        ),
        _Step(
            "Look after the figures",
            "Which files this site was built from, and what was refused.",
            "See the data",
            "data",
        ),
        _ROLES,
    ),
    "visitor": (_ROLES, _SURE, _SPOTS),
}


def list_next(held: Sequence[tuple[Role, Organisation]]) -> tuple[Card, ...]:
    """Cards for the roles that a person holds, each once; pages that are not there give none."""
    cards: dict[str, Card] = {}
    for role, where in held:
        for step in _STEPS.get(role.key, ()):
            url = _address_of(step, where)
            if url:
                cards.setdefault(step.title, Card(step.title, step.text, url, step.action, strand=step.strand))
    return tuple(cards.values())[:_MOST]


def _address_of(step: _Step, where: Organisation) -> str:
    if not step.of:
        return address(step.route)
    number = getattr(where, step.of)
    return address(step.route, number) if number is not None else ""
