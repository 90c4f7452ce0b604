"""Self-evaluations of the schools over two years: begun, judged, read by a partner, closed with their figures."""

from typing import Final

from plait.core import clock
from plait.demo.cast import Place
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.goals.evaluating import Said, Second
from plait.goals.models import Judged, Level, SelfEvaluation
from plait.goals.services import evaluating, evaluating_moderation, evaluating_steps
from plait.organisations.models import Organisation

_JUDGED: Final = 55  # days into the term
_READ: Final = 62
_CLOSED: Final = 70
_MODERATED_FROM: Final = 2  # the term from which schools read one another's
_SURE: Final = ("fairly", "sure", "fairly", "sure", "fairly", "unsure", "sure")
_OFTEN: Final = (0, 0, 1, 0, 1, 1, 0, 2, 1, 1, 2, 1)  # levels at the start, over statements and schools by turns


def tell(stage: Stage) -> Story:
    """Six terms of every school that takes part, and the one that is half done."""
    story: Story = []
    for term in range(stage.size.terms):
        for at, school in enumerate(stage.schools[Place.FIRST]):
            story += _tell_term(stage, school, at=at, term=term)
    if stage.calendar.is_under_way:
        for at, school in enumerate(stage.schools[Place.FIRST][:4]):
            story.append(_tell_today(stage, school, at=at))
    return story


def _tell_term(stage: Stage, school: Organisation, *, at: int, term: int) -> Story:
    """One term of one school; every third school is read by a partner, each in its turn."""
    day, late = stage.calendar.day, at % 5
    made: list[SelfEvaluation] = []
    happened = [Happening(day(term, _JUDGED + late), lambda: made.append(_judge(stage, school, at=at, term=term)))]
    if term >= _MODERATED_FROM and (at + term) % 3 == 0 and len(stage.schools[Place.FIRST]) > 1:
        happened.append(Happening(day(term, _READ + late), lambda: _moderate(stage, made[0], at=at, term=term)))
    happened.append(Happening(day(term, _CLOSED + late), lambda: _close(stage, made[0])))
    return happened


def _judge(stage: Stage, school: Organisation, *, at: int, term: int) -> SelfEvaluation:
    by = stage.head_of(school)
    made = evaluating.begin(school, by=by)
    evaluating.judge(made, said=write_judgements(made, at=at, term=term), by=by)
    return made


def write_judgements(made: SelfEvaluation, *, at: int, term: int, most: int | None = None) -> list[Said]:
    """What a school says in a term: only what is new or has changed."""
    words = read("evaluating")
    levels = list(Level.objects.filter(definition=made.definition_id).order_by("position"))
    said = []
    rows = Judged.objects.filter(evaluation=made).select_related("statement", "level")
    for number, row in enumerate(rows.order_by("statement__domain__position", "statement__position")[:most]):
        wanted = min(judge_level(at, number, term), len(levels) - 1)
        standing = None if row.level is None else row.level.position
        if standing == wanted:
            continue
        changed = "" if standing is None else words["moderating"]["changed" if wanted > standing else "fell"]
        evidence = words["evidence"].get(row.statement.key, [""] * len(levels))
        said.append(
            Said(
                row.pk,
                row.version,
                levels[wanted].pk,
                confidence=_SURE[(5 * at + 3 * number + term) % len(_SURE)],
                evidence=evidence[min(wanted, len(evidence) - 1)],
                changed=changed,
                help_wanted=wanted == 0 and (at + number) % 4 == 0,
            )
        )
    return said


def judge_level(at: int, number: int, term: int) -> int:
    """Where a school says that it stands: it moves about once in two years, and now and then back."""
    start = _OFTEN[(5 * at + 3 * number) % len(_OFTEN)]
    moved = 1 if term >= 1 + (3 * at + 2 * number) % 7 else 0
    fell = 1 if term >= 4 and (at + number) % 11 == 5 else 0
    return max(0, min(start, 1) + moved - fell) if start < 2 else 2 - fell


def _moderate(stage: Stage, made: SelfEvaluation, *, at: int, term: int) -> None:
    """The head of the next school reads three statements with them."""
    words, schools = read("evaluating")["moderating"], stage.schools[Place.FIRST]
    own, partner = stage.head_of(made.owner), stage.head_of(schools[(at + 1) % len(schools)])
    evaluating_moderation.ask(made, person=partner.pk, ask=words["ask"], by=own)
    rows = list(Judged.objects.filter(evaluation=made, level__isnull=False).select_related("level").order_by("pk"))
    levels = {each.position: each.pk for each in Level.objects.filter(definition=made.definition_id)}
    chosen = [rows[(at + term + step * 3) % len(rows)] for step in range(3)]
    seconds = []
    for step, row in enumerate(dict.fromkeys(chosen)):
        position = row.level.position if row.level is not None else 0
        lower = step == 2 and position > 0
        note = words["lower"] if lower else words["same"] if step == 0 else ""
        seconds.append(Second(row.pk, levels[position - 1 if lower else position], note))
    told = words["told"][(at + term) % len(words["told"])]
    evaluating_moderation.moderate(made, seconds=seconds, told=told, done=True, by=partner)


def _close(stage: Stage, made: SelfEvaluation) -> None:
    store = stage.published_by(clock.today())
    evaluating_steps.close(made, shared=True, store=store, by=stage.head_of(made.owner))


def _tell_today(stage: Stage, school: Organisation, *, at: int) -> Happening:
    """The term that is under way, half done: two share it already, and one asks a partner to read it."""

    def do() -> None:
        by = stage.head_of(school)
        made = evaluating.begin(school, by=by)
        said = write_judgements(made, at=at, term=stage.size.terms, most=6)
        domain = made.definition.domains.order_by("position").values_list("pk", flat=True)[0]
        evaluating.judge(made, said=said, domain=domain, by=by)
        if at % 2:
            evaluating_steps.share(made, shared=True, by=by)
        if at == 1:
            partner = stage.head_of(stage.places[Place.FIRST_SCHOOL])
            ask = read("evaluating")["moderating"]["ask"]
            evaluating_moderation.ask(made, person=partner.pk, ask=ask, by=by)

    return Happening(stage.calendar.recent(9 - at), do)
