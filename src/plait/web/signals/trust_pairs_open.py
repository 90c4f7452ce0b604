"""What somebody sees of the pairs of a trust who is not entitled to them: why not, and its bright spots."""

from dataclasses import dataclass

from plait.indicators.queries.trusts import Trust
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import addresses, names
from plait.web.parts import Crumb, Link, Tab, Table
from plait.web.signals import trust_tabs, trust_visits


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """The page."""

    name: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    visits: Table | None
    note: str
    links: tuple[Link, ...]


def present(trust: Trust, found: TrustSignals) -> ClosedPage:
    """Why the pairs are not shown, and what is open to everyone."""
    name = names.show(trust.name)
    links = (
        Link("All signals of the trust", addresses.address("trust-signals", trust.uid)),
        Link("Bright spots in England", addresses.address("bright-spots")),
        Link("How pairs are made", addresses.address("signal-methods")),
    )
    return ClosedPage(
        name=name,
        crumbs=trust_tabs.crumbs_of(trust.uid, name=name, here="Pairs"),
        tabs=trust_tabs.tabs_of(trust.uid, current="pairs"),
        visits=trust_visits.visit_table(found),
        note=found.spots.sentence.replace("are listed", "figures are listed as bright spots"),
        links=tuple(link for link in links if link.url),
    )
