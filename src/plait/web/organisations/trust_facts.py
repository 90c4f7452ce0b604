"""What the queries found about a trust, for its presenters."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import PastSchool, Trust
from plait.indicators.queries.values import Distribution, Figure, TrustFigure
from plait.indicators.store.definition_parts import Definition
from plait.web.charts.locator import Land


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """What the queries found about a trust; `figures` are by URN, indicator and year."""

    trust: Trust
    schools: list[School]
    past: list[PastSchool]
    figures: Mapping[tuple[int, str, int], Figure]
    published: list[TrustFigure]
    spreads: Mapping[tuple[str, int, str], Distribution]
    definitions: Mapping[str, Definition]
    land: Land
