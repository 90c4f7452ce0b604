"""The pairs of a trust as a table for a file."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_pairs_answers import Host, Pairs, Party

HEADING: Final = (
    *("outcome", "name", "kind", "need_urn", "need_school", "need_word", "need_probability", "need_estimate"),
    *("need_low", "need_high", "host_urn", "host_school", "host_trust_uid", "host_trust", "host_word"),
    *("host_probability", "host_estimate", "host_low", "host_high", "distance", "more_alike_rate", "miles"),
    *("could_host", "why_not", "build", "method"),
)


def rows(found: Pairs) -> Iterator[tuple[object, ...]]:
    """One row for each pair; for each need without a host one, and one for each bright spot elsewhere."""
    for pair in found.pairs:
        what = (pair.outcome.key, pair.outcome.definition.name, "pair")
        yield (*what, *_need(pair.need), *_host(pair.host), pair.willing_n, "", found.build, found.method)
    for each in found.unanswered:
        what = (each.outcome.key, each.outcome.definition.name, "unanswered")
        gap = (None,) * 12
        yield (*what, *_need(each.need), *gap, each.spots_n, each.why, found.build, found.method)
        for host in each.outside:
            what = (each.outcome.key, each.outcome.definition.name, "elsewhere")
            yield (*what, *_need(each.need), *_host(host), None, "", found.build, found.method)


def _need(party: Party) -> tuple[object, ...]:
    return (party.urn, party.name, *_evidence(party))


def _host(host: Host) -> tuple[object, ...]:
    party = host.party
    miles = None if host.miles is None else round(host.miles, 1)
    who = (party.urn, party.name, party.trust_uid, party.trust_name)
    return (*who, *_evidence(party), round(host.distance, 4), round(host.unlike_rate, 4), miles)


def _evidence(party: Party) -> tuple[object, ...]:
    figures = (party.probability, party.estimate, party.lo, party.hi)
    return (party.word, *(round(figure, 4) for figure in figures))
