"""The trust that is far on: how it improves its schools, and what its people were asked in two years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from plait.demo import consulting, quality
from plait.demo.cast import Place
from plait.demo.deciding import Decided
from plait.demo.quality import Told
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.framework.answers import Part
from plait.framework.services import improvement
from plait.goals.agreeing import Asked, Way
from plait.goals.models import Claim, Comment, Consultation
from plait.goals.services import agreeing, agreeing_saying
from plait.organisations.models import Organisation, Person


def write_model(trust: Organisation, *, key: str, stage_n: int, note: str, by: Person) -> None:
    """Write what a trust says of some components, and keep a version."""
    model = improvement.begin(trust, by=by)
    said = [each for each in read("model")[key] if each["stage"] == stage_n]
    parts = {
        each["component"]: Part(**{name: text for name, text in each.items() if name not in {"stage", "component"}})
        for each in said
    }
    improvement.write(model, parts=parts, by=by)
    improvement.keep(model, note=note, by=by)


def tell_model(stage: Stage) -> Story:
    """Three versions of the improvement model: the first in one afternoon, the others deeper."""
    trust, by = stage.places[Place.FIRST], stage.people["director"]
    notes = ("A first version, in one afternoon", "After the first year", "With the networks and the heads")
    days = (stage.calendar.day(0, 6), stage.calendar.day(3, 5), stage.calendar.day(5, 20))

    def write(number: int) -> None:
        write_model(trust, key="far", stage_n=number, note=notes[number - 1], by=by)

    return [Happening(day, partial(write, number)) for number, day in enumerate(days, start=1)]


@dataclass
class _Asked:
    """A consultation as it is told, and what came of it."""

    stage: Stage
    told: Told
    made: list[Consultation] = field(default_factory=list)
    comments: list[tuple[Comment, str]] = field(default_factory=list)
    added: list[Claim] = field(default_factory=list)

    @property
    def director(self) -> Person:
        """Who leads it."""
        return self.stage.people["director"]

    def open_it(self) -> None:
        """Ask in all three ways."""
        said = read("consulting")["revision"]
        claims, _ = consulting.claims_of("revision")
        about = Asked(
            title=said["title"],
            question=said["question"],
            closes_on=self.stage.calendar.day(2, 48),
            ways=(Way.COMMENTS, Way.VOTES, Way.COMPARING),
            claims=tuple(claims),
            compare=said["compare"],
            statement=self.told.statement(said["statement"]).pk,
        )
        self.made.append(agreeing.open_consultation(about, on=self.told.newest, by=self.director))

    def say(self) -> None:
        """Comments, and claims that people add."""
        said = read("consulting")["revision"]
        self.comments += consulting.comment(self.stage, self.made[0], said=said["comment"])
        for each in (*said["added"], *said["declined"]):
            by = self.stage.people[each["by"]]
            self.added.append(agreeing_saying.add_claim(self.made[0], text=each["text"], by=by))

    def settle(self) -> None:
        """One claim is voted on, and one is not."""
        taken, declined = self.added
        agreeing_saying.settle_claim(taken, accept=True, by=self.director)
        because = read("consulting")["revision"]["declined"][0]["because"]
        agreeing_saying.settle_claim(declined, accept=False, because=because, by=self.director)

    def vote(self, voters: Sequence[Person]) -> None:
        """People of two ways of thinking."""
        _, likely = consulting.claims_of("revision")
        more = [(each["first"], each["second"]) for each in read("consulting")["revision"]["added"]]
        consulting.vote_in_two_ways(self.made[0], voters=voters, likely=[*likely, *more])

    def compare(self, judges: Sequence[Person]) -> None:
        """Each judge as many pairs."""
        consulting.compare(self.made[0], judges=judges, pairs=self.stage.size.pairs)

    def conclude(self) -> None:
        """What it came to; comments are answered, and examples placed by the scale."""
        consulting.work_out(self.made[0], by=self.director)
        consulting.answer(self.comments, by=self.director)
        levels = consulting.read_levels(self.made[0])
        quality.place_exemplars(self.told.newest, levels=levels, stage=self.stage)


def tell_revision(stage: Stage, told: Told) -> Story:
    """The consultation on the revision, in all three ways: two ways of thinking, and a scale of examples."""
    day, asked = stage.calendar.day, _Asked(stage, told)
    voters = consulting.list_voters(stage, Place.FIRST)
    half = len(voters) // 4 * 2  # even, so that both ways of thinking are in each half
    return [
        Happening(day(2, 22), asked.open_it),
        Happening(day(2, 24), asked.say),
        Happening(day(2, 25), asked.settle),
        Happening(day(2, 27), lambda: asked.vote(voters[:half])),
        Happening(day(2, 33), lambda: asked.vote(voters[half:])),
        Happening(day(2, 40), lambda: asked.compare(voters[-stage.size.judges :])),
        Happening(day(2, 55), asked.conclude),
    ]


def tell_proposal(stage: Stage, decided: Decided) -> Story:
    """The consultation on a proposal: people differ, and too few vote for groups to be shown."""
    recent, director, said = stage.calendar.recent, stage.people["director"], read("consulting")["proposal"]
    voters = consulting.list_voters(stage, Place.FIRST)[:9]  # fewer than it takes to look for groups
    made: list[Consultation] = []

    def open_it() -> None:
        about = Asked(
            title=said["title"],
            question=said["question"],
            closes_on=recent(30),
            ways=(Way.COMMENTS, Way.VOTES),
            claims=tuple(each["text"] for each in said["claim"]),
        )
        made.append(agreeing.open_consultation(about, on=decided.proposal, by=director))

    def take_part() -> None:
        consulting.comment(stage, made[0], said=said["comment"])
        likely = [each["agree"] for each in said["claim"]]
        consulting.vote_alike(made[0], voters=voters, likely=likely)

    return [
        Happening(recent(45), open_it),
        Happening(recent(38), take_part),
        Happening(recent(27), lambda: consulting.work_out(made[0], by=director)),
    ]


def tell_third(stage: Stage, told: Told) -> Story:
    """The consultation that is open today: a few have voted, and the reader may."""
    recent, director, said = stage.calendar.recent, stage.people["director"], read("consulting")["third"]
    claims, likely = consulting.claims_of("third")
    voters = consulting.list_voters(stage, Place.FIRST)[6:15]
    made: list[Consultation] = []

    def open_it() -> None:
        about = Asked(
            title=said["title"],
            question=said["question"],
            closes_on=stage.calendar.ahead(20),
            ways=(Way.COMMENTS, Way.VOTES),
            claims=tuple(claims),
        )
        made.append(agreeing.open_consultation(about, on=told.newest, by=director))

    def take_part() -> None:
        consulting.comment(stage, made[0], said=said["comment"])
        if voters:  # of the short story nobody is left
            consulting.vote_in_two_ways(made[0], voters=voters, likely=likely)

    return [Happening(recent(14), open_it), Happening(recent(8), take_part)]
