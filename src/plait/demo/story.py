"""The whole story of the demonstration: three trusts at different points, in the order in which it happened."""

from plait.demo import aims, deciding, evaluating, far_on, leaning, measuring, midway, quality
from plait.demo.aims import Aimed
from plait.demo.deciding import Decided
from plait.demo.measuring import Kept
from plait.demo.quality import Told
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.organisations.services import notices


def tell_all(stage: Stage) -> Story:
    """Everything that happened, to be told by `telling.tell`, which puts it in order."""
    told, decided, aimed, kept = Told(), Decided(), Aimed(), Kept()
    return [  # what leans on something else stands below it: where days fall on a weekend, both are told on its Friday
        *far_on.tell_model(stage),
        *measuring.tell(stage, kept),
        *quality.tell_first(stage, told, kept),
        *far_on.tell_revision(stage, told),
        *deciding.tell(stage, decided, kept),
        *aims.tell(stage, aimed, told=told, kept=kept),
        *evaluating.tell(stage),
        *leaning.tell(stage, decided=decided, aimed=aimed, told=told),
        *far_on.tell_proposal(stage, decided),
        *far_on.tell_third(stage, told),
        *midway.tell(stage),
        *midway.tell_begun(stage),
        *measuring.tell_begun(stage),
        Happening(stage.calendar.recent(10), lambda: _read_notices(stage)),
    ]


def _read_notices(stage: Stage) -> None:
    """What people were told until then, they have read."""
    for person in {*stage.people.values(), *stage.heads.values()}:
        notices.mark_read(by=person)
