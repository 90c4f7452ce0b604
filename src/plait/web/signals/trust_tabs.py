"""The pages about a trust, as tabs that each of them shows."""

from typing import Final

from plait.web import addresses
from plait.web.parts import Crumb, Tab

_TABS: Final = (
    ("glance", "At a glance", "trust"),
    ("signals", "Signals", "trust-signals"),
    ("pairs", "Pairs", "trust-pairs"),
    ("since", "Since joining", "trust-since"),
    ("near", "Similar schools and trusts", "trust-neighbours"),
    ("summit", "Summit", "summit"),
)


def tabs_of(uid: int, *, current: str) -> tuple[Tab, ...]:
    """The pages about a trust that are there; `current` is the key of the one that is shown."""
    found = ((key, label, addresses.address(route, uid)) for key, label, route in _TABS)
    return tuple(Tab(label, url, current=key == current) for key, label, url in found if url)


def crumbs_of(uid: int, *, name: str, here: str) -> tuple[Crumb, ...]:
    """The way to a page about a trust."""
    return (Crumb("Trusts", addresses.address("trusts")), Crumb(name, addresses.trust(uid)), Crumb(here))
