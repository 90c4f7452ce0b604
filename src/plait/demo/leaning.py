"""What decisions and goals stand on: evidence from elsewhere and of the trust's own, each with a claim and how sure."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from plait.core import clock
from plait.demo.aims import Aimed
from plait.demo.cast import Place
from plait.demo.deciding import Decided
from plait.demo.quality import Told
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.goals.evidence import EntrySaid, EvidenceKind, Sure
from plait.goals.models import Entry
from plait.goals.services import evidence, evidence_bets
from plait.organisations.visibility import Visibility

_WORDS: Final = ("title", "says", "form", "about", "limits", "context", "strength", "cost", "component")
_LEANT: Final = (3, 40)  # the term and day of most claims: decisions were reviewed for the first time


def tell(stage: Stage, *, decided: Decided, aimed: Aimed, told: Told) -> Story:
    """Entries of the trust's own, one of them revised since, and the claims that stand on them and on others."""
    own: dict[str, Entry] = {}
    said = read("evidence")
    story: Story = []
    for each in said["own"]:
        day = stage.calendar.day(each["term"], each["day"])
        story.append(Happening(day, partial(_write, stage, own, each)))
        if "revised" in each:
            later = stage.calendar.day(each["revised_term"], each["revised_day"])
            story.append(Happening(later, partial(_revise, stage, own, each)))

    def lean() -> None:
        for each in said["bet"]:
            _lean(stage, each, own=own, decided=decided, aimed=aimed, told=told)

    return [*story, Happening(stage.calendar.day(*_LEANT), lean)]


def _write(stage: Stage, own: dict[str, Entry], each: Mapping[str, Any]) -> None:
    today = clock.today()
    written = EntrySaid(
        kind=EvidenceKind.INTERNAL.value,
        looked_on=today,
        expires_on=today + dt.timedelta(days=each["expires"]) if "expires" in each else None,
        **{name: each[name] for name in _WORDS},
    )
    own[each["key"]] = evidence.write(written, owner=stage.places[Place.FIRST], by=stage.people["analyst"])


def _revise(stage: Stage, own: dict[str, Entry], each: Mapping[str, Any]) -> None:
    held = Entry.objects.get(pk=own[each["key"]].pk)
    standing = {name: getattr(held, name) for name in EntrySaid.__dataclass_fields__}
    written = EntrySaid(**(standing | {"says": each["revised"], "looked_on": clock.today()}))
    evidence.revise(
        held,
        said=written,
        visibility=Visibility(held.visibility),
        version=held.version,
        because=each["because"],
        by=stage.people["analyst"],
    )


def _lean(
    stage: Stage, each: Mapping[str, Any], *, own: Mapping[str, Entry], decided: Decided, aimed: Aimed, told: Told
) -> None:
    entry = own.get(each["entry"]) or Entry.objects.filter(shipped=each["entry"]).first()
    if entry is None:
        return  # what comes with Plait may change
    if "on" in each and each["on"] not in decided.by_item:
        return  # the story is told in short
    if "on" in each:
        under = ("goals.decision", str(decided.by_item[each["on"]].pk))
    elif "goal" in each:
        under = ("goals.goal", str(aimed.goals[each["goal"]].pk))
    else:
        under = ("goals.statement", str(told.statement(each["statement"]).pk))
    evidence_bets.lean(
        entry,
        under=under,
        claim=each["claim"],
        sure=Sure(each["sure"]),
        mind=each.get("mind", ""),
        by=stage.people["director"],
    )
