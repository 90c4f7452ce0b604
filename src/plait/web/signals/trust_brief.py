"""The two minutes of a trust's page: a sentence, and one line each on what is known, whom to visit, and what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.insight.queries.signals_trust import FEWEST
from plait.insight.queries.signals_trust_answers import Member, TrustSignal, TrustSignals
from plait.web import addresses, names, words
from plait.web.signals import trust_visits, trust_words

_MOST_OUTCOMES: Final = 3  # named in a sentence
_SHARED: Final = (
    ("strength", "Better than expected, several schools together"),
    ("need", "Worse than expected, several schools together"),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """One line of the summary: what it is about, and what is to be said."""

    title: str
    text: str
    url: str = ""
    more: str = ""


def lede(found: TrustSignals) -> str:
    """Shared strengths in so many outcomes, what changed, and what is not known: three short sentences."""
    if not found.schools_n:
        return "It has no school open now, so there is nothing to tell."
    if not found.recent:
        return "None of its schools is judged in an outcome of recent years; below is why."
    judged_n = found.schools_n - len(found.unjudged)
    if judged_n == 1:
        return (
            "One school is judged here. What several schools share cannot be asked of it; its own signals can be read."
        )
    strengths = [each for each in found.recent if each.shared == "strength"]
    asked = words.count(len(found.recent), "outcome")
    if strengths:
        said = f"Its schools share strengths in {trust_words.some(len(strengths))} of {asked}"
    else:
        said = f"In none of {asked} do its schools share a strength that can be told from chance"
    rose, unknown = found.rose.listed_n, len(found.unjudged)
    changed = (
        "no move to the better stands out from chance"
        if not rose
        else f"{words.count(rose, 'move')} to the better stand{'s' if rose == 1 else ''} out from chance"
    )
    rest = (
        f"of {words.count(unknown, 'school')} nothing can be said" if unknown else "every school is judged in something"
    )
    return f"{said}; {changed}; and {rest}."


def present_brief(found: TrustSignals) -> tuple[Brief, ...]:
    """One line each: known, to visit, changed, not known."""
    if not found.recent:
        return ()
    listed, clear = trust_visits.count_schools(found)
    lines = [Brief("Known", _known(found), "#strengths", "Shared strengths")]
    if listed:
        first = trust_visits.say_clear(found)
        visit = f"{words.starting(words.count(listed, 'school'))} {'has' if listed == 1 else 'have'} a bright spot"
        visit += (
            f", {words.count(clear, 'of them', 'of them')} a clear one: {first}."
            if clear
            else ", none of them clear yet."
        )
        lines.append(Brief("To visit", visit, "#visits", "Whom to visit, and for what"))
    else:
        lines.append(
            Brief(
                "To visit",
                "No bright spot in the trust can be told from chance. Look outside it.",
                addresses.address("bright-spots"),
                "Bright spots in England",
            )
        )
    lines.append(Brief("Changed", say_changed(found), "#changed", "What changed"))
    lines.append(Brief("Not known", _unknown(found), "#unknown", "What is not known"))
    return tuple(lines)


def _known(found: TrustSignals) -> str:
    told = []
    for kind, title in (
        ("strength", "Better than expected, several schools together"),
        ("need", "Worse than expected, several together"),
    ):
        shared = [trust_words.title_of(each.outcome) for each in found.recent if each.shared == kind]
        if shared:
            told.append(f"{title}: {_some(shared)}.")
    if found.schools_n - len(found.unjudged) < FEWEST:
        return "What several schools share cannot be asked of fewer than three; each can be read below."
    if not told:
        told.append("No strength shared by several schools can be told from chance.")
    return " ".join(told)


def _some(items: list[str], *, most: int = 5) -> str:
    if len(items) <= most:
        return words.listed(items)
    return words.listed([*items[: most - 1], f"{len(items) - most + 1} more"])


def _unknown(found: TrustSignals) -> str:
    parts = []
    if found.unjudged:
        parts.append(f"{words.count(len(found.unjudged), 'school')} judged in nothing")
    weak = sum(each.skill.weak for each in found.recent)
    if weak:
        parts.append(f"{words.count(weak, 'outcome')} of which circumstances explain little")
    if found.refused:
        parts.append(f"{words.count(len(found.refused), 'outcome')} that cannot be judged")
    parts.append("and why anything is as it is: only a visit can tell")
    return f"{words.starting(', '.join(parts))}."


def say_changed(found: TrustSignals) -> str:
    """Which levels likely moved to the better and which to the worse, outcome by outcome, of how many followed."""
    if not found.rose.asked_n:
        return "What changed cannot be told: no school has figures of both years."
    rises, falls = trust_visits.rises(found), trust_visits.falls(found)
    followed = f"{found.rose.asked_n:,} levels followed"
    said = (
        f"Of {followed}, {trust_words.some(len(rises))} likely moved to the better: {_by_outcome(rises)}."
        if rises
        else f"Of {followed}, none can be told from chance to have moved to the better."
    )
    if falls:
        said += f" {words.starting(trust_words.some(len(falls)))} likely moved to the worse: "
        said += f"{_by_outcome(falls, worse=True)}."
    return f"{said} Silence is not “no change”: small movements cannot be seen in a year or two."


def _by_outcome(moved: Sequence[tuple[TrustSignal, Member]], *, worse: bool = False) -> str:
    """“Absence (primary) fell at Ashby, which is what we want”: outcomes in which most moved first."""
    at: dict[str, tuple[TrustSignal, list[str]]] = {}
    for signal, member in moved:
        at.setdefault(signal.outcome.key, (signal, []))[1].append(names.show(member.name))
    ordered = sorted(at.values(), key=lambda each: -len(each[1]))
    told = []
    for signal, schools in ordered[:_MOST_OUTCOMES]:
        less = signal.outcome.sign < 0
        verb, wanted = "rose" if less == worse else "fell", "not what we want" if worse else "what we want"
        where = _some(sorted(schools), most=3)
        told.append(f"{trust_words.title_of(signal.outcome)} {verb} at {where}{f', which is {wanted}' if less else ''}")
    left = len(ordered) - len(told)
    return "; ".join([*told, f"and more in {words.count(left, 'other outcome')}"] if left else told)
