"""What the pages of bright spots start from: what is judged, what the reader chose, and where they are."""

from dataclasses import dataclass

from django.http import HttpRequest

from plait.indicators.queries import browse
from plait.indicators.queries.reach import NotInBuild
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome, UnknownOutcome
from plait.insight.queries.signals_judged import Judged, list_judged
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.domain import Scope
from plait.web.context import scope_of, store_of
from plait.web.signals import spots_choices, spots_form, spots_place
from plait.web.signals.spots_choices import Choice
from plait.web.signals.spots_form import Form


class NoSuchOutcome(NotInBuild):
    """An outcome that is not judged by any recipe."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The reader's reach and choice, with the form that says it again.

    `outcome` is None where none is chosen; `unready` says why nothing is judged with this build, where nothing is.
    """

    scope: Scope
    store: Store
    choice: Choice
    judged: list[Judged]
    form: Form
    outcome: Outcome | None
    unready: NoSignals | None

    @property
    def judged_outcome(self) -> Judged | None:
        """What is known of the outcome that was chosen."""
        return next((each for each in self.judged if each.outcome is self.outcome), None)

    @property
    def near(self) -> int | None:
        """The reader's school, where it is of the phase of the outcome."""
        school = self.form.place.school
        alike = self.outcome is not None and school is not None and school.phase is self.outcome.phase
        return self.choice.near if alike else None


def find(request: HttpRequest, *, route: str) -> Facts:
    """Ask the queries for what every one of these pages needs.

    Raises
    ------
    NoSuchOutcome, NoSuchSchool, BadRequest
        If what is asked for is not there, or cannot be.
    """
    scope, store = scope_of(request), store_of(request)
    choice = spots_choices.read(request.GET)
    judged, unready = _judged(scope, store)
    choice, place = spots_place.find_place(scope, store=store, choice=choice, route=route)
    regions = browse.list_choices(scope, store=store, of="schools", column="region")
    form = spots_form.present_form(judged, choice=choice, place=place, regions=regions, route=route)
    return Facts(scope, store, choice, judged, form, _outcome(choice.outcome), unready)


def _judged(scope: Scope, store: Store) -> tuple[list[Judged], NoSignals | None]:
    """What is judged; a build without signals has a page all the same, which says what to do."""
    try:
        return list_judged(scope, store), None
    except NoSignals as error:
        return [], error


def _outcome(key: str) -> Outcome | None:
    if not key:
        return None
    try:
        return shelf.get_outcome(key)
    except UnknownOutcome as error:
        raise NoSuchOutcome(error.what, why=error.why, mend="Choose one from the list of outcomes.") from error
