"""How the components of two frameworks stand to each other."""

from dataclasses import dataclass

from plait.framework.domain import Link, LinkText
from plait.framework.models import Crosswalk, Edition
from plait.framework.queries.frameworks import list_frameworks
from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class Pair:
    """Two frameworks between which something is said: from the one, to the other, in how many lines."""

    first: Edition
    other: Edition
    links_n: int


def list_links(scope: Scope, *, first: Edition, other: Edition) -> tuple[LinkText, ...]:
    """What is said from the one to the other, in the order of the components' keys; nothing for who reads only one."""
    readable = {each.framework_id for each in list_frameworks(scope)}
    if not {first.framework_id, other.framework_id} <= readable:
        return ()
    found = Crosswalk.objects.filter(framework=first.framework_id, other=other.framework_id)
    return tuple(LinkText(each.component, Link(each.kind), each.other_component, each.note) for each in found)


def list_pairs(scope: Scope) -> tuple[Pair, ...]:
    """The pairs of frameworks that the viewer may read and between which something is said."""
    known = {each.framework_id: each for each in list_frameworks(scope)}
    counted: dict[tuple[int, int], int] = {}
    for pair in Crosswalk.objects.filter(framework__in=known, other__in=known).values_list("framework", "other"):
        counted[pair] = counted.get(pair, 0) + 1
    return tuple(Pair(known[first], known[other], n) for (first, other), n in counted.items())
