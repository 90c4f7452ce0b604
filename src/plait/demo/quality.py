"""A definition of quality over two years: in force, talked about, revised after a year, and talked about again."""

import datetime as dt
from dataclasses import dataclass, field, replace

from plait.demo.cast import Place
from plait.demo.measuring import Kept
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.goals.models import Definition, Exemplar, Statement
from plait.goals.quality import ExemplarKind
from plait.goals.quality_starters import read_starter
from plait.goals.quality_text import DomainSaid, ExemplarSaid, ShownSaid, StatementSaid, Whole
from plait.goals.queries.quality import read_whole
from plait.goals.services import quality, quality_parts, quality_steps
from plait.organisations.services.authority import scope_of


@dataclass
class Told:
    """What of the definitions the rest of the story stands on, once it is told."""

    first: list[Definition] = field(default_factory=list)  # of the trust that is far on, the oldest first

    @property
    def newest(self) -> Definition:
        """The one begun last."""
        return self.first[-1]

    def statement(self, key: str, *, at: int = -1) -> Statement:
        """A statement of one of the definitions, by its key."""
        return Statement.objects.get(domain__definition=self.first[at], key=key)


def tell_first(stage: Stage, told: Told, kept: Kept) -> Story:
    """In force from the first term; revised a year later; its next revision is being talked about."""
    day, recent, director = stage.calendar.day, stage.calendar.recent, stage.people["director"]
    trust = stage.places[Place.FIRST]

    def begin() -> None:
        told.first.append(quality.begin(trust, whole=write_first(kept), shared=True, by=director))

    def consult(until: dt.date) -> None:
        quality_steps.consult(told.newest, until=until, by=director)

    def agree(because: str, review_on: dt.date) -> None:
        quality_steps.agree(told.newest, because=because, by=director)
        quality_steps.put_in_force(told.newest, review_on=review_on, by=director)

    return [
        Happening(day(0, 3), begin),
        Happening(day(0, 10), lambda: consult(day(0, 18))),
        Happening(day(0, 20), lambda: agree("The heads’ meeting of September", day(2, 60))),
        Happening(day(2, 12), lambda: _revise(stage, told)),
        Happening(day(2, 20), lambda: consult(day(2, 50))),
        Happening(day(3, 10), lambda: agree("What the consultation came to", stage.calendar.ahead(230))),
        Happening(recent(18), lambda: _revise_again(stage, told)),
        Happening(recent(16), lambda: consult(stage.calendar.ahead(20))),
    ]


def _revise(stage: Stage, told: Told) -> None:
    """Fuller words, two more statements, and examples to compare."""
    by, because = stage.people["director"], read("quality")["revision"]["because"]
    made = quality.revise(told.newest, by=by)
    whole = write_revision(read_whole(scope_of(by), definition=made))
    told.first.append(quality.replace_whole(made, whole=whole, version=made.version, because=because, by=by))


def _revise_again(stage: Stage, told: Told) -> None:
    """Other words for one statement."""
    by, third = stage.people["director"], read("quality")["third"]
    made = quality.revise(told.newest, by=by)
    whole = change_statements(read_whole(scope_of(by), definition=made), {third["statement"]: third["text"]})
    told.first.append(quality.replace_whole(made, whole=whole, version=made.version, because=third["because"], by=by))


def write_first(kept: Kept) -> Whole:
    """The small starter with fewer statements and plainer words, and with the figures that would show some of it."""
    said = read("quality")["first"]
    whole = replace(read_starter(), title=said["title"], introduction=said["introduction"])
    whole = change_statements(whole, {key: said[key] for key in ("check", "routines")})
    shown: dict[str, list[ShownSaid]] = {}
    for each in said["shown"]:
        shown.setdefault(each["statement"], []).append(ShownSaid(kept.name(each["measure"]), each["why"]))
    left_out = set(said["left_out"])

    def mend(domain: DomainSaid) -> DomainSaid:
        kept = [each for each in domain.statements if each.key not in left_out]
        return replace(domain, statements=tuple(replace(each, shown=tuple(shown.get(each.key, ()))) for each in kept))

    return replace(whole, domains=tuple(mend(each) for each in whole.domains))


def write_revision(whole: Whole) -> Whole:
    """The next edition: the starter's fuller words and statements again, and examples to compare."""
    starter = {each.key: each for each in read_starter().statements}
    kept = {each.key: each for each in whole.statements}
    exemplars = list_exemplars()

    def mend(domain: DomainSaid) -> DomainSaid:
        (fuller,) = (each for each in read_starter().domains if each.key == domain.key)
        return replace(domain, statements=tuple(mend_statement(each) for each in fuller.statements))

    def mend_statement(said: StatementSaid) -> StatementSaid:
        held = kept.get(said.key, said)
        own = exemplars if said.key == "check" else held.exemplars
        return replace(held, text=starter[said.key].text, exemplars=own)

    introduction = read("quality")["revision"]["introduction"]
    return replace(whole, introduction=introduction, domains=tuple(mend(each) for each in whole.domains))


def change_statements(whole: Whole, texts: dict[str, str]) -> Whole:
    """The same with other words for some statements, by key."""

    def mend(domain: DomainSaid) -> DomainSaid:
        return replace(
            domain, statements=tuple(replace(each, text=texts.get(each.key, each.text)) for each in domain.statements)
        )

    return replace(whole, domains=tuple(mend(each) for each in whole.domains))


def list_exemplars() -> tuple[ExemplarSaid, ...]:
    """The examples of one statement, some at the level at which their writers put them."""
    return tuple(
        ExemplarSaid(ExemplarKind.TEXT, each["title"], text=each["text"], level=each.get("level", ""))
        for each in read("quality")["exemplar"]
    )


def place_exemplars(definition: Definition, *, levels: dict[int, str], stage: Stage) -> None:
    """Put examples at the levels to which the comparison brought them."""
    for each in Exemplar.objects.filter(statement__domain__definition=definition, level=None):
        if each.pk in levels:
            quality_parts.place_exemplar(each, level=levels[each.pk], by=stage.people["director"])


def how_much(title: str) -> float:
    """How much an example shows, as most would say: what made-up judges go by."""
    return next(float(each["shows"]) for each in read("quality")["exemplar"] if each["title"] == title)
