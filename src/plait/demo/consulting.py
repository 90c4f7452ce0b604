"""Consultations of the demonstration: what made-up people think, vote, compare and write; nothing is put in by hand."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from plait.demo.cast import Place
from plait.demo.quality import how_much
from plait.demo.stage import SEED, Stage
from plait.demo.texts import read
from plait.goals.agreeing import Choice
from plait.goals.models import AgreeingResult, Claim, Comment, Consultation, Level, Statement
from plait.goals.queries.agreeing_next import find_next_pair
from plait.goals.services import agreeing_results, agreeing_saying
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of

_VOTES, _PAIRS = 1, 2
_UNSURE: Final = 0.05  # of all who are asked
_STEADY: Final = 1.5  # how much an ordinary judge goes by what an example shows
_ODD: Final = -0.9  # of one judge who goes by how neat a lesson is


def list_voters(stage: Stage, place: Place) -> list[Person]:
    """People of a trust who vote: the cast who belong there, heads, and colleagues."""
    cast = {
        Place.FIRST: ("analyst", "network", "finance", "head", "colleague", "other-head"),
        Place.SECOND: ("second-director", "second-head"),
    }
    heads = [stage.head_of(school) for school in stage.schools[place]]
    found = [*(stage.people[key] for key in cast.get(place, ())), *heads, *stage.colleagues[place]]
    return list(dict.fromkeys(found))[: stage.size.voters]


def vote_in_two_ways(
    consultation: Consultation, *, voters: Sequence[Person], likely: Sequence[tuple[float, float]]
) -> None:
    """People of two ways of thinking vote on every claim; nearly everybody on nearly all."""
    rng = _chance(consultation, _VOTES, voters[0].pk)
    claims = list(Claim.objects.filter(consultation=consultation, state="accepted").order_by("pk"))
    for at, person in enumerate(voters):
        for claim, agree in zip(claims, likely, strict=False):
            if rng.random() > 0.04:
                agreeing_saying.vote(claim, choice=_choose(rng, agree[at % 2]), by=person)


def vote_alike(consultation: Consultation, *, voters: Sequence[Person], likely: Sequence[float]) -> None:
    """People vote each for themselves: what somebody thinks of one claim says nothing about another."""
    vote_in_two_ways(consultation, voters=voters, likely=[(each, each) for each in likely])


def compare(consultation: Consultation, *, judges: Sequence[Person], pairs: int) -> None:
    """Judges compare the pairs that the page would show them."""
    rng = _chance(consultation, _PAIRS, judges[0].pk)
    for _ in range(pairs):
        for at, judge in enumerate(judges):
            pair = find_next_pair(scope_of(judge), consultation=consultation)
            if pair is None:
                continue
            steady = _ODD if at == len(judges) - 2 else _STEADY
            apart = how_much(pair.left.title) - how_much(pair.right.title)
            winner = pair.left if rng.random() < 1.0 / (1.0 + np.exp(-steady * apart)) else pair.right
            agreeing_saying.judge(consultation, left=pair.left.pk, right=pair.right.pk, winner=winner.pk, by=judge)


def comment(stage: Stage, consultation: Consultation, *, said: Sequence[dict[str, Any]]) -> list[tuple[Comment, str]]:
    """Comments as they are written, each with the answer that it will have."""
    made = []
    for each in said:
        anchor = ""
        if "statement" in each:
            found = Statement.objects.get(domain__definition=consultation.definition_id, key=each["statement"])
            anchor = f"statement:{found.pk}"
        person = stage.people[each["by"]]
        one = agreeing_saying.comment(consultation, anchor=anchor, text=each["text"], by=person)
        made.append((one, each.get("answer", "")))
    return made


def answer(comments: Sequence[tuple[Comment, str]], *, by: Person) -> None:
    """Whoever leads answers those that have an answer."""
    for one, text in comments:
        if text:
            agreeing_saying.answer(one, text=text, by=by)


def read_levels(consultation: Consultation) -> dict[int, str]:
    """Where the scale puts each example, by the keys of the levels; none where no levels could be told apart."""
    found = AgreeingResult.objects.filter(consultation=consultation, way="comparing").first()
    placed = [] if found is None else found.content.get("placed", [])
    rows = Level.objects.filter(definition=consultation.definition_id)
    keys = {each.position: each.key for each in rows}
    return {int(each["exemplar"]): keys[int(each["level"])] for each in placed if int(each["level"]) in keys}


def work_out(consultation: Consultation, *, by: Person) -> None:
    """What it came to, as the page would work it out."""
    agreeing_results.work_out(consultation, by=by)


def claims_of(name: str) -> tuple[list[str], list[tuple[float, float]]]:
    """The claims of a consultation, and how likely each way of thinking is to agree."""
    told = read("consulting")[name]["claim"]
    return [each["text"] for each in told], [(each["first"], each["second"]) for each in told]


def _chance(consultation: Consultation, *what: int) -> np.random.Generator:
    """Chance of its own for each consultation, so that what it comes to does not hang on anything told before."""
    return np.random.default_rng([SEED, consultation.pk, *what])


def _choose(rng: np.random.Generator, agree: float) -> Choice:
    if rng.random() < _UNSURE:
        return Choice.NOT_SURE
    return Choice.AGREE if rng.random() < agree else Choice.DISAGREE
