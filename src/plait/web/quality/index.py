"""What the first page shows: what is in force at a trust, what is on its way, and what came before."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.addresses import address
from plait.web.parts import Option
from plait.web.quality.page import say_state


@dataclass(frozen=True, slots=True)
class Line:
    """One definition in a list."""

    title: str
    url: str
    told: str
    owner: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The first page. `trust` is empty where the viewer belongs to none."""

    trust: str
    trusts: tuple[Option, ...]
    in_force: Line | None
    coming: tuple[Line, ...]
    earlier: tuple[Line, ...]
    elsewhere: tuple[Line, ...]
    start_url: str


def present_index(
    mine: Sequence[Organisation], *, chosen: Organisation | None, found: Sequence[Definition], may_write: bool
) -> IndexPage:
    """The first page of a trust, with what other trusts show beside it."""
    own = [each for each in found if chosen is not None and each.owner_id == chosen.pk]
    numbers = {each.pk for each in mine}
    shown = [each for each in found if each.owner_id not in numbers and each.state == State.IN_FORCE]
    by_state = {state: tuple(_line(each) for each in own if each.state == state) for state in State}
    return IndexPage(
        trust=names.show(chosen.name) if chosen else "",
        trusts=tuple(Option(str(each.pk), names.show(each.name), each == chosen) for each in mine),
        in_force=next(iter(by_state[State.IN_FORCE]), None),
        coming=by_state[State.CONSULTING] + by_state[State.AGREED] + by_state[State.DRAFT],
        earlier=by_state[State.RETIRED],
        elsewhere=tuple(_line(each) for each in shown),
        start_url=address("quality-start", trust=chosen.pk) if chosen and may_write else "",
    )


def _line(definition: Definition) -> Line:
    return Line(
        definition.title,
        address("quality-definition", definition.pk),
        say_state(definition),
        names.show(definition.owner.name),
    )
