"""Self-evaluations, as far as the viewer may read them: their school's, those shared, those to moderate."""

from django.db.models import F, Q, QuerySet

from plait.core import clock
from plait.core.errors import NotAllowed, NotThere
from plait.goals.evaluating import State, Term
from plait.goals.models.evaluating import Moderator, SelfEvaluation
from plait.organisations.domain import Scope
from plait.organisations.models import Membership, Organisation, in_force
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import ROLES, Kind, May

_MODERATING = [role.key for role in ROLES if {May.WRITE, May.READ_SCHOOL} <= role.may]


class NoSuchEvaluation(NotThere):
    """A self-evaluation that is not there, or that this viewer may not read: the answer is the same."""


def get_evaluation(scope: Scope, *, number: int) -> SelfEvaluation:
    """One self-evaluation.

    Raises
    ------
    NoSuchEvaluation
        If there is none of this number that the viewer may read.
    """
    found = _readable(scope).filter(pk=number).first()
    if found is None:
        raise NoSuchEvaluation(
            "There is no such self-evaluation here.",
            why="The number is not known, or the school has not shared it with you.",
            mend="Ask the school’s headteacher.",
        )
    return found


def get_school(scope: Scope, *, urn: int) -> Organisation:
    """A school to which the viewer belongs, or of a trust within which they read.

    Raises
    ------
    NoSuchEvaluation
        If it is neither.
    """
    mine = Q(pk__in=scope.schools_where(May.READ_SCHOOL)) | Q(parent__in=scope.trusts_where(May.READ_TRUST))
    found = Organisation.objects.filter(mine, kind=Kind.SCHOOL.value, urn=urn).select_related("parent").first()
    if found is None:
        raise NoSuchEvaluation(
            "There is no such school here.",
            why="It is not of your trust, or nobody belongs to it yet.",
            mend="Go to your own page, and choose from where you belong.",
        )
    return found


def list_own_schools(scope: Scope) -> list[Organisation]:
    """The schools to which the viewer belongs, by name."""
    mine = scope.schools_where(May.READ_SCHOOL)
    return list(Organisation.objects.filter(pk__in=mine, kind=Kind.SCHOOL.value).order_by("name", "pk"))


def list_of_school(scope: Scope, *, school: int) -> list[SelfEvaluation]:
    """The self-evaluations of a school, newest term first."""
    return list(_readable(scope).filter(owner=school))


def find_of_term(scope: Scope, *, school: int, term: Term) -> SelfEvaluation | None:
    """What a school says in a term."""
    return _readable(scope).filter(owner=school, term_starts=term.starts).first()


def may_begin(scope: Scope, school: Organisation) -> bool:
    """Whether the viewer writes for the school by belonging to it."""
    return school.pk in scope.organisations_where(May.WRITE) & scope.schools_where(May.READ_SCHOOL)


def may_write(scope: Scope, evaluation: SelfEvaluation) -> bool:
    """Whether the viewer may judge in it now: it is open, and they write for the school by belonging to it."""
    return evaluation.state == State.OPEN and may_begin(scope, evaluation.owner)


def may_decide(scope: Scope, evaluation: SelfEvaluation) -> bool:
    """Whether the viewer decides at the school: who moderates, when it is shared, when the term is closed."""
    return evaluation.owner_id in scope.organisations_where(May.DECIDE)


def require_writing(scope: Scope, evaluation: SelfEvaluation) -> None:
    """Refuse whoever does not judge in it now.

    Raises
    ------
    NotAllowed
        If the viewer does not write for the school, or it is closed.
    """
    if not may_write(scope, evaluation):
        closed = evaluation.state == State.CLOSED
        raise NotAllowed(
            "Nothing was changed.",
            why="The term is closed." if closed else "A school’s self-evaluation is written by its own people.",
            mend="Ask the headteacher to open it again." if closed else "Ask the headteacher.",
        )


def require_deciding(scope: Scope, evaluation: SelfEvaluation) -> None:
    """Refuse whoever does not decide at the school.

    Raises
    ------
    NotAllowed
        If they do not.
    """
    if not may_decide(scope, evaluation):
        raise NotAllowed(
            "Nothing was changed.",
            why="Who reads a school’s self-evaluation, and when its term is closed, is decided at the school.",
            mend="Ask the headteacher.",
        )


def find_moderator(scope: Scope, *, evaluation: SelfEvaluation) -> Moderator | None:
    """The request by which the viewer moderates it now, if they were asked."""
    return _asked(scope).filter(evaluation=evaluation).first()


def list_asked(scope: Scope) -> list[Moderator]:
    """Requests to moderate that wait for the viewer, the oldest first."""
    found = _asked(scope).filter(done_at=None, evaluation__state=State.OPEN.value)
    return list(found.select_related("evaluation__owner", "asked_by"))


def list_colleagues(scope: Scope, *, evaluation: SelfEvaluation) -> list[Membership]:
    """Who may be asked to moderate: people of the other schools of the trust; for whoever decides at the school."""
    if evaluation.trust_id is None or not may_decide(scope, evaluation):
        return []
    found = Membership.objects.filter(
        in_force(clock.today()),
        organisation__parent=evaluation.trust_id,
        organisation__kind=Kind.SCHOOL.value,
        role__in=_MODERATING,
    ).exclude(organisation=evaluation.owner_id)
    asked = set(Moderator.objects.filter(evaluation=evaluation, ended_at=None).values_list("person", flat=True))
    listed = found.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")
    once = {each.person_id: each for each in reversed(listed) if each.person_id not in asked}
    return sorted(once.values(), key=lambda each: (each.organisation.name, each.person.name))


def _readable(scope: Scope) -> QuerySet[SelfEvaluation]:
    """What visibility allows, and what the viewer was asked by name to moderate, while both are of the trust."""
    allowed = limit(SelfEvaluation.objects.all(), scope=scope).values("pk")
    asked = _asked(scope).values("evaluation")
    found = SelfEvaluation.objects.filter(Q(pk__in=allowed) | Q(pk__in=asked))
    return found.select_related("owner__parent", "trust", "definition", "author", "keeper")


def _asked(scope: Scope) -> QuerySet[Moderator]:
    if not scope.belongs:
        return Moderator.objects.none()
    return Moderator.objects.filter(
        person=scope.person,
        ended_at=None,
        school__in=scope.schools_where(May.READ_SCHOOL) & scope.organisations_where(May.WRITE),
        school__parent=F("evaluation__trust"),
    )
