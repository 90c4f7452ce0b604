"""How the three pages of an outcome lead to each other, and to what stands behind their figures."""

from dataclasses import replace
from typing import Final

from plait.web.addresses import address
from plait.web.parts import Link, Tab
from plait.web.signals.spots_choices import Choice, link

_TABS: Final = (("bright-spots", "Bright spots"), ("changed", "What changed"), ("funnel", "The funnel"))


def tabs_of(choice: Choice, *, current: str) -> tuple[Tab, ...]:
    """The pages about an outcome, each with the same school."""
    kept = Choice(outcome=choice.outcome, near=choice.near)
    tabs = (Tab(label, link(route, kept), current=route == current) for route, label in _TABS)
    return tuple(tab for tab in tabs if tab.url)


def links_of(route: str, choice: Choice, *, group_key: str, csv: bool = True) -> tuple[Link, ...]:
    """The same as a file, and how the figures came to be."""
    links = [Link("Download CSV", link(f"{route}-csv", replace(choice, page=1, strength="")))] if csv else []
    links.append(Link("How this outcome is judged", address("signal-method", group_key)))
    links.append(Link("How sure are we?", address("sure")))
    return tuple(each for each in links if each.url)
