"""What the page of a trust's signals shows: what is known, whom to visit, what changed, and what is not known."""

from dataclasses import dataclass

from plait.indicators.queries.trusts import Trust
from plait.insight.queries.signals_trust import FEWEST
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import addresses, names
from plait.web.charts import legend
from plait.web.parts import Card, Crumb, LegendItem, Link, Option, Tab, Table
from plait.web.signals import (
    trust_brief,
    trust_choice,
    trust_full,
    trust_grid,
    trust_shared,
    trust_tabs,
    trust_unknown,
    trust_visits,
)
from plait.web.signals.looked import NOTHING, Findings
from plait.web.signals.trust_brief import Brief
from plait.web.signals.trust_choice import Choice, Group
from plait.web.signals.trust_full import InFull
from plait.web.signals.trust_grid import Grid
from plait.web.signals.trust_shared import SharedRow
from plait.web.signals.trust_unknown import Unknown

ROUTE = "trust-signals"


@dataclass(frozen=True, slots=True)
class TrustSignalsPage:
    """Everything on the page, in the order in which it is read."""

    name: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    brief: tuple[Brief, ...]
    strengths: tuple[SharedRow, ...]
    no_strengths: str
    needs: tuple[SharedRow, ...]
    no_needs: str
    legend: tuple[LegendItem, ...]
    visits: Table | None
    visits_note: str
    here: str
    groups: tuple[Group, ...]
    orders: tuple[Option, ...]
    in_full: InFull | None
    outcomes: Table | None
    changed: str
    grids: tuple[Grid, ...]
    unknown: tuple[Unknown, ...]
    cards: tuple[Card, ...]
    links: tuple[Link, ...]


def present(trust: Trust, found: TrustSignals, *, choice: Choice, findings: Findings = NOTHING) -> TrustSignalsPage:
    """The page of a trust's signals, with what people found behind them."""
    here = addresses.address(ROUTE, trust.uid)
    chosen = trust_choice.open_signal(found, choice)
    strengths = trust_shared.present_rows(found, kind="strength", here=here)
    needs = trust_shared.present_rows(found, kind="need", here=here)
    return TrustSignalsPage(
        name=names.show(trust.name),
        lede=trust_brief.lede(found),
        crumbs=trust_tabs.crumbs_of(trust.uid, name=names.show(trust.name), here="Signals"),
        tabs=trust_tabs.tabs_of(trust.uid, current="signals"),
        brief=trust_brief.present_brief(found),
        strengths=strengths,
        no_strengths=_no_strengths(found),
        needs=needs,
        no_needs="" if needs or _judged_n(found) < FEWEST else _no_needs(found),
        legend=(
            legend.best("the mean of the trust"),
            legend.interval("where it probably lies (90%)"),
            legend.exactly(),
        ),
        visits=trust_visits.visit_table(found, findings=findings),
        visits_note=_visits_note(found),
        here=here,
        groups=trust_choice.present_groups(found, chosen="" if chosen is None else chosen.outcome.key),
        orders=trust_choice.present_orders(choice),
        in_full=None if chosen is None else trust_full.present_in_full(chosen, order=choice.order),
        outcomes=trust_shared.outcome_table(found, here=here) if found.recent else None,
        changed=trust_brief.say_changed(found),
        grids=trust_grid.present_grids(found, here=here),
        unknown=trust_unknown.present_unknown(found),
        cards=_cards(trust.uid),
        links=_links(trust.uid),
    )


def _judged_n(found: TrustSignals) -> int:
    return found.schools_n - len(found.unjudged)


def _no_strengths(found: TrustSignals) -> str:
    if _judged_n(found) < FEWEST:
        return "Fewer than three of its schools are judged, so what they share cannot be asked."
    return (
        "In no outcome do several schools stand out above, more than chance gives and more than in England, "
        "with a mean that is surely above. Single schools may still be bright spots: see whom to visit."
    )


def _no_needs(found: TrustSignals) -> str:
    if not found.needs_told:
        return "Shared needs are shown to people of the trust who are entitled to see them, not to everyone."
    return "In no outcome do several schools stand out below, with a mean that is surely below."


def _visits_note(found: TrustSignals) -> str:
    told = found.spots.sentence.replace("are listed", "figures are listed as bright spots")
    return (
        f"By name, not by size. One list for the whole page: {told} A signal says where to look; "
        "only a person who has been there can say what is done."
    )


def _cards(uid: int) -> tuple[Card, ...]:
    cards = (
        Card(
            "Who could visit whom",
            "Needs that one school has and another answers, in like circumstances.",
            addresses.address("trust-pairs", uid),
            "See the pairs",
            "capability",
            button=True,
        ),
        Card(
            "Bright spots elsewhere",
            "Schools in like circumstances in other trusts and authorities.",
            addresses.address("bright-spots"),
            "Look outside the trust",
            "capability",
        ),
        Card(
            "How sure are we?",
            "What chance does to small schools, and how often flags of this kind turn out to be real.",
            addresses.address("sure"),
            "See it step by step",
        ),
    )
    return tuple(card for card in cards if card.url)


def _links(uid: int) -> tuple[Link, ...]:
    links = (
        Link("Schools and outcomes as CSV", addresses.address("trust-signals-csv", uid)),
        Link("Outcomes of the trust as CSV", addresses.address("trust-outcomes-csv", uid)),
        Link("How outcomes are judged", addresses.address("signal-methods")),
    )
    return tuple(link for link in links if link.url)
