"""What the people of the demonstration found behind signals of their schools."""

import datetime as dt
from collections.abc import Mapping

from plait.core import clock
from plait.demo.cast import Place
from plait.indicators.store.reader import Store
from plait.insight.findings import Stance
from plait.insight.queries import signals
from plait.insight.services import findings
from plait.insight.services.findings import Signal, Written, name_signal
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.services import sharing
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility


def write_all(store: Store, *, people: Mapping[str, Person], places: Mapping[Place, Organisation]) -> None:
    """A finding within the school, one within the trust, one shared with a partner, one offered, and a draft."""
    head, director, second = people["head"], people["director"], people["second-director"]
    school, trust, partner = places[Place.FIRST_SCHOOL], places[Place.FIRST], places[Place.SECOND]
    told = _signals(store, school, by=head)
    if not told:
        return  # a build without signals has nothing to look behind
    of_reading = _pick(told, "read", "rwm", "attainment8", "english")
    findings.write(of_reading, written=_written(Visibility.SCHOOL, Stance.OPEN, _WITHIN), owner=school, by=head)
    shared = findings.write(
        of_reading, written=_written(Visibility.PARTNERS, Stance.HOLDS, _SHARED), owner=school, by=head
    )
    until = clock.today() + dt.timedelta(days=120)
    sharing.accept(
        sharing.offer(
            shared,
            partner=partner,
            until=until,
            purpose="To prepare a visit in the spring",
            label=f"What we found: {shared}",
            by=head,
        ),
        by=second,
    )
    findings.write(told[-1], written=_written(Visibility.TRUST, Stance.EXPLAINED, _TRUST), owner=trust, by=director)
    _offer_back(store, people=people, places=places)
    findings.write(told[0], written=_written(Visibility.ME, Stance.OPEN, _DRAFT), owner=trust, by=director)


def _offer_back(store: Store, *, people: Mapping[str, Person], places: Mapping[Place, Organisation]) -> None:
    """The second trust offers a finding, and nobody of the first has answered yet."""
    school, by = places[Place.SECOND_SCHOOL], people["second-head"]
    told = _signals(store, school, by=by)
    if not told:
        return
    made = findings.write(
        _pick(told, "absence"),
        written=_written(Visibility.PARTNERS, Stance.HOLDS, _OFFERED),
        owner=school,
        by=by,
    )
    sharing.offer(
        made,
        partner=places[Place.FIRST],
        until=clock.today() + dt.timedelta(days=90),
        purpose="You asked how we arrange reading in the mornings",
        label=f"What we found: {made}",
        by=by,
    )


def is_judged(store: Store, urn: int) -> bool:
    """Whether a school has a signal to look behind."""
    found = signals.get_school(Scope(open_data=True), store, urn).signals
    return any(each.estimate is not None for each in found)


def _signals(store: Store, school: Organisation, *, by: Person) -> list[Signal]:
    """Signals of a school with a word, the clearest first; what can be judged without one after them."""
    urn = school.urn or 0
    found = signals.get_school(scope_of(by), store, urn)
    judged = [each for each in found.signals if each.estimate is not None]
    judged.sort(key=lambda each: (not each.listed, each.outcome.key))
    return [name_signal(each, school=found) for each in judged]


def _pick(found: list[Signal], *words: str) -> Signal:
    """The first signal in an outcome of which the text speaks."""
    return next((each for each in found if any(word in each.outcome for word in words)), found[0])


def _written(visibility: Visibility, stance: Stance, text: tuple[str, str]) -> Written:
    seen, learn = text
    looked_on = clock.today() - dt.timedelta(days=12)
    return Written(stance=stance, seen=seen, learn=learn, looked_on=looked_on, visibility=visibility)


_WITHIN = (
    "Two of us sat in on reading lessons in four classes. The routine is the same; the choice of texts is not.",
    "",
)
_SHARED = (
    "Each day begins with twenty minutes of reading aloud by an adult who has prepared the page, support staff too.",
    "The hour of preparation matters more than the twenty minutes. It was paid for by stopping two other things.",
)
_TRUST = (
    "The year group was unusually small, and two pupils joined in the spring term. The head expected the fall.",
    "Look at three years together before acting on this one.",
)
_DRAFT = ("Questions for the visit: who chose the scheme, what was stopped to make room, who was against it?", "")
_OFFERED = (
    "Attendance rose when the office, not the teachers, made the first call home, before half past nine.",
    "One person, one list, one hour. The script is a single page.",
)
