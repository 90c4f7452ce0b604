"""The pages about a school, as tabs that each of them shows."""

from plait.web import addresses
from plait.web.parts import Tab


def tabs_of(urn: int, *, current: str, is_open: bool = True, in_trust: bool = True) -> tuple[Tab, ...]:
    """The pages about a school that are there; `current` is the route of the one that is shown."""
    tabs = [("school", "At a glance")]
    if is_open:
        tabs.append(("neighbours", "Similar schools"))
    if is_open and in_trust:
        tabs.append(("school-since", "Since joining"))
    if is_open:
        tabs.append(("school-page", "School on a page"))
    found = ((route, label, addresses.address(route, urn)) for route, label in tabs)
    return tuple(Tab(label, url, current=route == current) for route, label, url in found if url)
