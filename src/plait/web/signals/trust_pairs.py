"""What the page of pairs shows: who could visit whom, on what evidence, why this pair, and what to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.indicators.queries.trusts import Trust
from plait.insight.domain import in_sentence
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_pairs_answers import Host, Pair, Pairs, Party, Unanswered, Why
from plait.web import addresses, names, nearness, words
from plait.web.charts import difference, legend
from plait.web.parts import Crumb, LegendItem, Link, Option, Tab
from plait.web.signals import trust_tabs, trust_words
from plait.web.signals.spots_rows import say_holds, unit_of, writer

MILES: Final = {"25": 25.0, "50": 50.0, "100": 100.0, "any": None}
_MOST_NAMED: Final = 3
_ALIKE: Final = ((0.1, "much alike"), (0.25, "alike"), (1.0, "alike enough"))
_WHY: Final[Mapping[Why, str]] = {
    "nobody": "No school of the trust is a bright spot here",
    "unlike": "The bright spots of the trust work in circumstances too unlike",
    "full": "The bright spots that could answer it already host two visits",
    "unmatched": "Too few circumstances of this school are published to say who is like it",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How far to look outside the trust."""

    key: str
    miles: float | None


@dataclass(frozen=True, slots=True)
class Side:
    """One school of a pair: who, the picture, and the evidence in a sentence."""

    role: str
    name: str
    url: str
    place: str
    picture: SafeString
    evidence: str
    size: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair."""

    title: str
    under: str
    sides: tuple[Side, Side]
    likeness: str
    why: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A bright spot outside the trust."""

    name: str
    url: str
    told: str


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need without a host: why, and who elsewhere could answer it."""

    name: str
    url: str
    title: str
    told: str
    why: str
    elsewhere: tuple[Elsewhere, ...]
    none: str


@dataclass(frozen=True, slots=True)
class PairsPage:
    """The page."""

    name: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    family: str
    legend: tuple[LegendItem, ...]
    pairs: tuple[PairRow, ...]
    questions: tuple[str, ...]
    open_needs: tuple[OpenNeed, ...]
    here: str
    reach: tuple[Option, ...]
    limits: tuple[str, ...]
    links: tuple[Link, ...]


def read_miles(asked: Mapping[str, str]) -> Asked:
    """How far to look outside the trust; what makes no sense is 50 miles."""
    key = asked.get("miles", "50")
    key = key if key in MILES else "50"
    return Asked(key, MILES[key])


def present(trust: Trust, found: Pairs, *, asked: Asked) -> PairsPage:
    """The page of a trust's pairs."""
    name = names.show(trust.name)
    return PairsPage(
        name=name,
        lede=_lede(found),
        crumbs=trust_tabs.crumbs_of(trust.uid, name=name, here="Pairs"),
        tabs=trust_tabs.tabs_of(trust.uid, current="pairs"),
        family=_family(found),
        legend=(
            legend.best("a school, as best we can tell"),
            legend.interval(f"where the truth probably lies ({found.level:.0%})"),
            legend.expected("as expected, give or take a size that matters"),
        ),
        pairs=tuple(_row(each) for each in found.pairs),
        questions=QUESTIONS if found.pairs or found.unanswered else (),
        open_needs=tuple(_open(each, asked=asked) for each in found.unanswered),
        here=addresses.address("trust-pairs", trust.uid),
        reach=tuple(
            Option(key, "all England" if miles is None else f"{miles:g} miles", key == asked.key)
            for key, miles in MILES.items()
        ),
        limits=_limits(found),
        links=_links(trust.uid, asked=asked),
    )


QUESTIONS: Final = (
    "To the host: when did this begin to go well, and what did you change, stop or protect then?",
    "To the host: what would we see in a lesson, a meeting or a corridor that we do not have?",
    "To the host: what did you try that did not work, and what does it cost in time and people?",
    "To yourselves: which of your circumstances differ, and would it still work with them?",
    "To both: do people who know the schools recognise the two signals at all? If not, find out why first.",
)


def _lede(found: Pairs) -> str:
    needs = found.needs.listed_n
    if not needs:
        return (
            "No need of a school stands out from chance, so there is nothing to pair. Bright spots are under Signals."
        )
    answered, told = len(found.pairs), words.starting(words.count(needs, "need"))
    if not answered:
        return f"{told} of its schools can be told from chance; no school of the trust answers any of them."
    hosts = words.count(len({each.host.party.urn for each in found.pairs}), "school")
    met = f"{words.starting(trust_words.some(answered))} of {words.count(needs, 'need')}"
    those = f"{met} {'is' if answered == 1 else 'are'} answered inside the trust, by {hosts} in like circumstances."
    return f"{those} No school hosts more than {trust_words.some(found.capacity)}."


def _family(found: Pairs) -> str:
    needs, spots = found.needs, found.spots
    told = [f"{needs.listed_n:,} needs among {needs.asked_n:,} figures"]
    if needs.false_share is not None:
        told[0] += f", about {needs.false_share:.0%} of them expected to be false"
    told.append(f"{spots.listed_n:,} bright spots")
    if spots.false_share is not None:
        told[1] += f", about {spots.false_share:.0%} of them expected to be false"
    return f"{words.starting('; '.join(told))}. A pair is a reason to talk, not a verdict on either school."


def _row(pair: Pair) -> PairRow:
    return PairRow(
        title=pair.outcome.definition.name,
        under=words.starting(trust_words.title_of(pair.outcome))
        + (" · less is better" if pair.outcome.sign < 0 else ""),
        sides=(
            _side(pair, pair.need, role="Could visit", host=False),
            _side(pair, pair.host.party, role="Host", host=True),
        ),
        likeness=_say_likeness(pair.host),
        why=_say_why(pair),
        links=_row_links(pair),
    )


def _side(pair: Pair, party: Party, *, role: str, host: bool) -> Side:
    definition = pair.outcome.definition
    name = names.show(party.name)
    picture = difference.Difference(
        label=f"{name}: {definition.short}",
        best=party.estimate,
        low=party.lo,
        high=party.hi,
        band=pair.margin,
        reach=pair.reach,
        unit=unit_of(definition),
        signal=host,
        write=writer(definition),
    )
    return Side(
        role=role,
        name=name,
        url=addresses.school(party.urn),
        place=names.place(party.town or ""),
        picture=difference.draw(picture),
        evidence=_say_evidence(party, worse=not host),
        size=trust_words.say_estimate(pair.outcome, party.estimate, party.lo, party.hi),
    )


def _say_evidence(party: Party, *, worse: bool) -> str:
    side = "worse" if worse else "better"
    years = words.count(len(party.years), "year")
    amount = f" {words.starting(party.pupils)}." if party.pupils[-1:].isdigit() else ""
    holds = words.starting(say_holds(party.probability))
    return f"{words.starting(party.word)}: {side} than expected, from {years}.{amount} {holds}."


def _say_likeness(host: Host) -> str:
    how = next(told for share, told in _ALIKE if host.unlike_rate <= share)
    pairs = round(100 * host.unlike_rate)
    more = "none" if pairs == 0 else f"about {pairs}"
    said = f"{words.starting(how)}: of 100 pairs of schools picked at random, {more} would be more alike"
    if host.alike is not None:
        same = [_label(part.label) for part in host.alike.parts if part.alike][:_MOST_NAMED]
        other = [_label(part.label) for part in host.alike.parts if part.unlike][:_MOST_NAMED]
        said += f". Alike in {words.listed(same)}" if same else ""
        said += f"; unlike in {words.listed(other)}" if other else ""
    away = "" if host.miles is None else f" {words.starting(nearness.say_miles(host.miles))} apart."
    return f"{said}.{away}"


def _label(label: str) -> str:
    return "number of pupils" if label == "Pupils" else in_sentence(label)


def _say_why(pair: Pair) -> str:
    """Why this pair and not another one."""
    if pair.willing_n == 1:
        said = "The only bright spot of the trust here in like circumstances."
    elif not pair.nearer:
        said = f"The most alike of {words.count(pair.willing_n, 'bright spot')} of the trust here."
    else:
        nearer = words.listed([names.show(name) for name in pair.nearer[:_MOST_NAMED]])
        host = "hosts" if len(pair.nearer) == 1 else "host"
        said = f"{nearer} would be more alike, but {host} others: more needs are answered so, or all by nearer hosts."
    if pair.other is not None:
        said += f" If that cannot be: {names.show(pair.other.party.name)}."
    return said


def _row_links(pair: Pair) -> tuple[Link, ...]:
    links = (
        Link("Set them side by side", addresses.compare((pair.need.urn, pair.host.party.urn))),
        Link("How this is judged", addresses.address("signal-method", pair.outcome.key)),
        Link("How sure are we?", addresses.address("sure")),
    )
    return tuple(link for link in links if link.url)


def _open(each: Unanswered, *, asked: Asked) -> OpenNeed:
    reach = "in England" if asked.miles is None else f"within {asked.miles:g} miles"
    return OpenNeed(
        name=names.show(each.need.name),
        url=addresses.school(each.need.urn),
        title=trust_words.title_of(each.outcome),
        told=_say_need(each.outcome, each.need),
        why=f"{_WHY[each.why]}.",
        elsewhere=tuple(_elsewhere(host) for host in each.outside),
        none="" if each.outside or each.why == "unmatched" else f"No bright spot in like circumstances {reach} either.",
    )


def _say_need(outcome: Outcome, need: Party) -> str:
    told = trust_words.say_estimate(outcome, need.estimate, need.lo, need.hi)
    return f"{words.starting(need.word)}: {told}"


def _elsewhere(host: Host) -> Elsewhere:
    party = host.party
    miles = "" if host.miles is None else nearness.say_miles(host.miles)
    how = next(told for share, told in _ALIKE if host.unlike_rate <= share)
    trust = names.show(party.trust_name) if party.trust_name else "not in a trust"
    parts = (names.place(party.town or ""), trust, miles, f"{party.word}, {how}")
    return Elsewhere(names.show(party.name), addresses.school(party.urn), " · ".join(part for part in parts if part))


def _limits(found: Pairs) -> tuple[str, ...]:
    told = [
        f"Likeness under “{basis.recipe_name}”, {basis.year} basis: two schools are in like circumstances up to a "
        f"distance of {words.number(basis.limit, places=2)}, as half of all pairs picked at random are."
        for basis in found.bases
    ]
    rule = "As many needs as can be are answered first; among all ways to do so, circumstances are nearest in total."
    return (f"{rule} Miles play no part.", *told)


def _links(uid: int, *, asked: Asked) -> tuple[Link, ...]:
    links = (
        Link("Download CSV", addresses.address("trust-pairs-csv", uid, miles=asked.key)),
        Link("How outcomes are judged", addresses.address("signal-methods")),
        Link("How sure are we?", addresses.address("sure")),
    )
    return tuple(link for link in links if link.url)
