"""What signals do not know of a trust: schools not judged, outcomes refused or old, and what nobody measures."""

from dataclasses import dataclass

from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import addresses, names, words
from plait.web.parts import Link
from plait.web.signals import trust_words


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known, in a sentence, with what it is about folded behind it."""

    sentence: str
    items: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    folded: bool = True


def present_unknown(found: TrustSignals) -> tuple[Unknown, ...]:
    """Everything that is not known, the schools first."""
    told = [_schools(found), _old(found), _refused(found), _weak(found), _unmeasured(found), _needs(found)]
    return tuple(each for each in told if each is not None)


def _schools(found: TrustSignals) -> Unknown | None:
    if not found.unjudged:
        return None
    reasons: dict[str, list[Link]] = {}
    for each in found.unjudged:
        reasons.setdefault(each.why, []).append(Link(names.show(each.name), addresses.school(each.urn)))
    n = len(found.unjudged)
    told = [f"{words.count(len(links), 'school')}: {why}" for why, links in reasons.items()]
    links = tuple(link for group in reasons.values() for link in group)
    of = f"{words.starting(trust_words.some(n))} of {words.count(found.schools_n, 'school')}"
    return Unknown(f"{of} {'is' if n == 1 else 'are'} judged in nothing: {'; '.join(told)}.", (), links)


def _old(found: TrustSignals) -> Unknown | None:
    old = [each for each in found.signals if not each.recent]
    if not old:
        return None
    items = tuple(f"{each.name}: newest figures of {each.year}" for each in old)
    n = words.starting(words.count(len(old), "outcome"))
    return Unknown(f"{n} {'is' if len(old) == 1 else 'are'} known only from years ago, and left out above.", items)


def _refused(found: TrustSignals) -> Unknown | None:
    if not found.refused:
        return None
    items = tuple(f"{name}: {why.why or why.what}" for name, why in found.refused)
    n = words.starting(words.count(len(found.refused), "outcome"))
    return Unknown(f"{n} cannot be judged with the figures held here.", items)


def _weak(found: TrustSignals) -> Unknown | None:
    weak = [each for each in found.recent if each.skill.weak]
    if not weak:
        return None
    items = tuple(f"{each.name}: {each.skill.sentence}" for each in weak)
    those = "In one outcome" if len(weak) == 1 else f"In {words.count(len(weak), 'outcome')}"
    return Unknown(f"{those} circumstances explain little, so much of what is left is not the school’s doing.", items)


def _unmeasured(found: TrustSignals) -> Unknown | None:
    items = dict.fromkeys(each for signal in found.recent for each in signal.outcome.context.unmeasured)
    if not items:
        return None
    told = "“Better” means better than the circumstances we can measure lead one to expect. Not measured is:"
    return Unknown(told, tuple(items), folded=False)


def _needs(found: TrustSignals) -> Unknown | None:
    if found.needs_told or not found.recent:
        return None
    return Unknown(
        "Which schools may need support is told only to people of the trust who are entitled to it. "
        "The dots and intervals are open to everyone; no word is put to those below."
    )
