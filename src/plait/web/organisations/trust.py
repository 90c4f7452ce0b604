"""What the page of a trust shows: its schools, and their figures as a spread and never as an order."""

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import Trust
from plait.organisations.domain import Phase
from plait.web import addresses, names, words
from plait.web.charts import legend, locator
from plait.web.land import place_of
from plait.web.organisations import trust_joined, trust_spreads, trust_tables
from plait.web.organisations.trust_facts import TrustFacts
from plait.web.organisations.trust_joined import Joined, JoinedFigure
from plait.web.organisations.trust_published import Published, present_published
from plait.web.organisations.trust_spreads import PhaseSpreads
from plait.web.parts import Card, Crumb, Fact, LegendItem, Tab, Table
from plait.web.signals import trust_tabs
from plait.web.templatetags.plait import day, month

SHOWN: Final = tuple(dict.fromkeys((*trust_spreads.CIRCUMSTANCES, *trust_spreads.RESULTS, *trust_tables.CONTEXT)))
_KINDS = {"multi": "Multi-academy trust", "single": "Single-academy trust"}


@dataclass(frozen=True, slots=True)
class TrustPage:
    """Everything on the page, in the order in which it is read."""

    name: str
    uid: int
    eyebrow: str
    lede: str
    notice: str
    facts: tuple[Fact, ...]
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    table: Table
    circumstances: tuple[PhaseSpreads, ...]
    results: tuple[PhaseSpreads, ...]
    spread_legend: tuple[LegendItem, ...]
    published: Published | None
    joined_years: JoinedFigure | None
    joined: tuple[Joined, ...]
    past: Table | None
    map: SafeString | str
    places: str
    cards: tuple[Card, ...]
    csv_url: str


def present_trust(found: TrustFacts, *, sort: str, descending: bool) -> TrustPage:
    """The page of a trust, its table in the order asked for."""
    trust, schools = found.trust, found.schools
    return TrustPage(
        name=names.show(trust.name),
        uid=trust.uid,
        eyebrow=_eyebrow(trust),
        lede=_lede(trust, schools),
        notice=_notice(trust, schools),
        facts=_facts(trust, schools),
        crumbs=(Crumb("Trusts", addresses.address("trusts")), Crumb(names.show(trust.name))),
        tabs=trust_tabs.tabs_of(trust.uid, current="glance") if schools else (),
        table=trust_tables.school_table(
            schools, found.figures, found.definitions, uid=trust.uid, sort=sort, descending=descending
        ),
        circumstances=trust_spreads.present(trust_spreads.CIRCUMSTANCES, found),
        results=trust_spreads.present(trust_spreads.RESULTS, found),
        spread_legend=(
            legend.all_schools("all schools of the phase"),
            legend.members(),
            legend.middle("the middle of all schools of the phase"),
        ),
        published=present_published(found.published, found.definitions),
        joined_years=trust_joined.present_years(schools),
        joined=trust_joined.list_years(schools),
        past=trust_tables.past_table(found.past),
        map=_map(found),
        places=_places(schools),
        cards=_cards(trust, schools),
        csv_url=addresses.address("trust-csv", trust.uid),
    )


def _eyebrow(trust: Trust) -> str:
    parts = [_KINDS.get(trust.type or "", "Trust"), names.place(trust.town or trust.region or ""), f"UID {trust.uid}"]
    return " · ".join(part for part in parts if part)


def _lede(trust: Trust, schools: list[School]) -> str:
    if not schools:
        return f"{names.show(trust.name)} has no school open now in the lists that this site holds."
    counts = {phase: sum(school.phase is phase for school in schools) for phase in Phase}
    nouns = {Phase.ALTERNATIVE: ("alternative provision school", None), Phase.OTHER: ("other school", None)}
    told = []
    for phase, n in counts.items():
        if n:
            noun, plural = nouns.get(phase, (phase.label.lower(), None))
            told.append(words.count(n, noun, plural))
    pupils = [school.pupils_n for school in schools if school.pupils_n is not None]
    known = f", with {sum(pupils):,} pupils in all" if len(pupils) == len(schools) else ""
    if pupils and not known:
        known = f", with {sum(pupils):,} pupils in the {len(pupils)} whose number is known"
    return f"{words.starting(words.listed(told))}{known}."


def _notice(trust: Trust, schools: list[School]) -> str:
    if trust.closed is not None:
        return f"The register closed this trust on {day(trust.closed)}."
    if not schools and (trust.schools_n or 0) == 0:
        return "No open school stands in it now. What it once had is listed below, where the files tell."
    return ""


def _facts(trust: Trust, schools: list[School]) -> tuple[Fact, ...]:
    facts = [Fact(f"{len(schools):,}", "school open now" if len(schools) == 1 else "schools open now")]
    authorities = {school.la_name for school in schools if school.la_name}
    if authorities:
        facts.append(Fact(f"{len(authorities):,}", "local authority" if len(authorities) == 1 else "local authorities"))
    if trust.opened is not None:
        facts.append(Fact(month(trust.opened), before="a trust since"))
    if trust.companies_house:
        facts.append(Fact(trust.companies_house, before="company"))
    return tuple(facts)


def _map(found: TrustFacts) -> SafeString | str:
    places = tuple(place for school in found.schools if (place := place_of(school)) is not None)
    if not places or not found.land.shapes:
        return ""
    label = f"Where the schools of {names.show(found.trust.name)} are"
    return locator.draw(locator.Locator(label, found.land, None, others=places, others_name="schools"))


def _places(schools: list[School]) -> str:
    counts: dict[str, int] = {}
    for school in schools:
        if school.la_name:
            counts[school.la_name] = counts.get(school.la_name, 0) + 1
    if not counts:
        return "The files that this site holds do not say where its schools are."
    told = words.listed(
        [f"{names.place(name)} ({n})" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    )
    missing = sum(school.easting is None for school in schools)
    if not missing:
        return f"Its schools are in {told}."
    those = f"{words.starting(words.count(missing, 'school'))} {'is' if missing == 1 else 'are'}"
    return f"Its schools are in {told}. {those} not on the map: the files give no coordinates."


def _cards(trust: Trust, schools: list[School]) -> tuple[Card, ...]:
    told = (
        Card(
            "Signals",
            "What its schools do better than their circumstances lead one to expect, what changed, and whom to visit.",
            addresses.address("trust-signals", trust.uid) if schools else "",
            "See what is known",
            "capability",
        ),
        Card(
            "Similar schools and trusts",
            "For each school the nearest in circumstances, inside the trust and outside, and trusts like this one.",
            addresses.address("trust-neighbours", trust.uid) if schools else "",
            "See who to talk to",
            button=True,
        ),
        Card(
            "How neighbours are chosen",
            "By circumstances and never by results; each recipe says its weights and limits.",
            addresses.address("methods"),
            "Read the method cards",
        ),
        Card(
            "What lies behind the figures",
            "Where each comes from, how fresh it is, and why some are missing.",
            addresses.address("data"),
            "See the data",
        ),
    )
    return tuple(card for card in told if card.url)
