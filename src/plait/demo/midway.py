"""The trust in the middle, and the one that begins: people talk, compare, and judge themselves for the first time."""

from dataclasses import dataclass, field, replace
from functools import partial

from plait.core import clock
from plait.demo import consulting, deciding, evaluating
from plait.demo.cast import Place
from plait.demo.far_on import write_model
from plait.demo.quality import list_exemplars
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.goals.agreeing import Asked, Way
from plait.goals.aims import Measure
from plait.goals.alignment import Heading, Outcome
from plait.goals.models import AlignmentLevel, Consultation, Decision, Definition, Goal, Statement
from plait.goals.quality_starters import read_starter
from plait.goals.quality_text import Whole
from plait.goals.queries.quality import read_whole
from plait.goals.services import (
    agreeing,
    aims,
    aims_reviews,
    aims_schools,
    alignment,
    alignment_levels,
    alignment_reviews,
    alignment_schools,
    evaluating_steps,
    quality,
    quality_steps,
)
from plait.goals.services import evaluating as judging
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_reviews import WrittenReview
from plait.goals.services.aims_schools import WrittenPriority
from plait.organisations.models import Organisation
from plait.organisations.services.authority import scope_of


@dataclass
class _Midway:
    """What the middle trust has, as it is told."""

    definitions: list[Definition] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)


def tell(stage: Stage) -> Story:
    """A definition in force since the spring, its revision being talked about, and first steps in all else."""
    trust, by = stage.places[Place.SECOND], stage.people["second-director"]
    day, recent, made = stage.calendar.day, stage.calendar.recent, _Midway()

    def model(number: int, note: str) -> None:
        write_model(trust, key="midway", stage_n=number, note=note, by=by)

    return [
        Happening(day(4, 20), lambda: model(1, "A first version")),
        Happening(recent(34), lambda: model(2, "After the first term")),
        *_define(stage, made),
        *_ask(stage, made),
        *_decide(stage, made),
        *_evaluate(stage),
        *_aim(stage, made),
    ]


def _define(stage: Stage, made: _Midway) -> Story:
    """Heads wrote a first definition without levels being settled; everybody is asked about the second."""
    trust, by = stage.places[Place.SECOND], stage.people["second-director"]
    day, recent = stage.calendar.day, stage.calendar.recent

    def begin() -> None:
        whole = _shorten(read_starter())
        made.definitions.append(quality.begin(trust, whole=whole, shared=True, by=by))

    def put_in_force() -> None:
        quality_steps.agree(made.definitions[0], because="By the heads, for a first year", by=by)
        quality_steps.put_in_force(made.definitions[0], review_on=stage.calendar.ahead(60), by=by)

    def revise() -> None:
        revision = quality.revise(made.definitions[0], by=by)
        whole = _with_exemplars(read_whole(scope_of(by), definition=revision))
        because = "Examples to compare, and what support staff asked for"
        made.definitions.append(
            quality.replace_whole(revision, whole=whole, version=revision.version, because=because, by=by)
        )

    def consult() -> None:
        quality_steps.consult(made.definitions[1], until=stage.calendar.ahead(21), by=by)

    return [
        Happening(day(4, 40), begin),
        Happening(day(5, 20), put_in_force),
        Happening(recent(24), revise),
        Happening(recent(22), consult),
    ]


def _shorten(whole: Whole) -> Whole:
    """Ten statements of twelve: what heads could agree on in two meetings."""
    left_out = {"evidence", "barriers"}
    domains = tuple(
        replace(each, statements=tuple(one for one in each.statements if one.key not in left_out))
        for each in whole.domains
    )
    title = "A school where children are known and stretched"
    return replace(whole, title=title, domains=domains)


def _with_exemplars(whole: Whole) -> Whole:
    starter = {each.key: each for each in read_starter().statements}

    def with_some(key: str) -> tuple[str, ...]:
        return (key, "evidence") if key == "services" else (key,)

    domains = []
    for domain in whole.domains:
        kept = {each.key: each for each in domain.statements}
        keys = [key for each in domain.statements for key in with_some(each.key)]
        found = [kept.get(key, starter[key]) for key in keys]
        domains.append(
            replace(
                domain,
                statements=tuple(
                    replace(each, exemplars=list_exemplars()[:8]) if each.key == "check" else each for each in found
                ),
            )
        )
    return replace(whole, domains=tuple(domains))


def _ask(stage: Stage, made: _Midway) -> Story:
    """Comments, votes and comparisons are under way; a reader can go on with each."""
    said, by, recent = read("consulting")["midway"], stage.people["second-director"], stage.calendar.recent
    claims, likely = consulting.claims_of("midway")
    voters = consulting.list_voters(stage, Place.SECOND)

    def open_it() -> None:
        statement = Statement.objects.get(domain__definition=made.definitions[1], key=said["statement"])
        asked = Asked(
            title=said["title"],
            question=said["question"],
            closes_on=stage.calendar.ahead(21),
            ways=(Way.COMMENTS, Way.VOTES, Way.COMPARING),
            claims=tuple(claims),
            compare=said["compare"],
            statement=statement.pk,
            adaptive=True,
        )
        made.consultations.append(agreeing.open_consultation(asked, on=made.definitions[1], by=by))

    def take_part() -> None:
        (one,) = made.consultations
        consulting.answer(consulting.comment(stage, one, said=said["comment"]), by=by)
        consulting.vote_in_two_ways(one, voters=voters[1:], likely=likely)

    def compare() -> None:
        judges, pairs = voters[2 : 2 + stage.size.judges], (stage.size.pairs + 1) // 2
        consulting.compare(made.consultations[0], judges=judges, pairs=pairs)
        consulting.work_out(made.consultations[0], by=by)

    return [Happening(recent(20), open_it), Happening(recent(13), take_part), Happening(recent(7), compare)]


def _decide(stage: Stage, made: _Midway) -> Story:
    """Two decisions in force, one of them reviewed and kept, and two proposals."""
    said, by, trust = read("deciding"), stage.people["second-director"], stage.places[Place.SECOND]
    day, recent = stage.calendar.day, stage.calendar.recent

    def decide() -> None:
        for each in said["midway"]:
            review_on = stage.calendar.ahead(each["days"])
            made.decisions.append(deciding.decide_now(each, trust=trust, review_on=review_on, by=by))

    def stand() -> None:
        for decision in made.decisions:
            _stand(stage, decision)

    def review() -> None:
        told = said["midway_review"]
        held = next(each for each in made.decisions if each.item == told["item"])
        next_on, store = stage.calendar.ahead(320), stage.published_by(clock.today())
        alignment_reviews.review(
            held, outcome=Outcome.KEEP, because=told["because"], next_on=next_on, store=store, by=by
        )

    def propose() -> None:
        levels = alignment_levels.prepare(trust, by=by)
        for item in ("Following up absence", "Reports to families"):
            written = deciding.write({"item": item}, levels=levels, review_on=stage.calendar.ahead(200))
            alignment.propose(written, trust=trust, by=by)

    return [
        Happening(day(4, 50), decide),
        Happening(day(5, 45), stand),
        Happening(recent(28), review),
        Happening(recent(17), propose),
    ]


def _stand(stage: Stage, decision: Decision) -> None:
    """Five schools in seven say where they stand; two have not said yet."""
    levels = list(AlignmentLevel.objects.filter(trust=decision.trust_id).order_by("position"))
    for at, school in enumerate(stage.schools[Place.SECOND][:5]):
        if decision.holds_for(school.phase):
            there = at % 3 != 1
            level = decision.level_id if there else levels[min(2, decision.level.position + 1)].pk
            heading = Heading.STAYING if there else Heading.TOWARDS
            by = stage.head_of(school)
            alignment_schools.state(decision, school=school, level=level, heading=heading, by=by)


def _evaluate(stage: Stage) -> Story:
    """Three schools judged themselves for the first time last term."""

    def judge(at: int, school: Organisation) -> None:
        by = stage.head_of(school)
        one = judging.begin(school, by=by)
        judging.judge(one, said=evaluating.write_judgements(one, at=at, term=0, most=7 + at), by=by)
        evaluating_steps.close(one, shared=at != 2, store=stage.published_by(clock.today()), by=by)

    days = enumerate(stage.schools[Place.SECOND][:3])
    return [Happening(stage.calendar.day(5, 62 + at), partial(judge, at, school)) for at, school in days]


def _aim(stage: Stage, made: _Midway) -> Story:
    """One goal, its first review, and a priority."""
    said, by, trust = read("aims")["midway"], stage.people["second-director"], stage.places[Place.SECOND]
    day, recent = stage.calendar.day, stage.calendar.recent

    def begin() -> None:
        goal = aims.propose(WrittenGoal(said["title"], said["why"], day(5, 90)), trust=trust, by=by)
        goal = aims.decide(goal, starts_on=clock.today(), by=by)
        lo, hi = said["expected"]
        by_when = stage.calendar.ahead(240)
        measure = Measure("", said["measure"], said["baseline"], lo, hi, by_when, said["stop"], said["own_words"])
        aims.measure_goal(goal, measure=measure, store=None, by=by)
        made.goals.append(goal)

    def review() -> None:
        written = WrittenReview(said["review"], said["judgement"], stage.calendar.ahead(70))
        held = Goal.objects.get(pk=made.goals[0].pk)
        aims_reviews.review_goal(held, written=written, store=None, by=by)

    def prioritise() -> None:
        written = WrittenPriority(said["priority"], stage.calendar.ahead(70), made.goals[0].pk)
        school = stage.places[Place.SECOND_SCHOOL]
        aims_schools.set_priority(written, school=school, by=stage.people["second-head"])

    return [Happening(day(5, 30), begin), Happening(day(5, 70), review), Happening(recent(31), prioritise)]


def tell_begun(stage: Stage) -> Story:
    """The trust that begins: a first version of its improvement model, and a definition in draft."""
    trust, by, recent = stage.places[Place.THIRD], stage.people["third-director"], stage.calendar.recent

    def begin() -> None:
        quality.begin(trust, whole=_shorten(read_starter()), shared=False, by=by)

    return [
        Happening(recent(21), lambda: write_model(trust, key="begun", stage_n=1, note="A first version", by=by)),
        Happening(recent(10), begin),
    ]
