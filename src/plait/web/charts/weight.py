"""A weight as a bar: how much one part counts beside the heaviest."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg

_HEIGHT = 9  # pixels


@dataclass(frozen=True, slots=True)
class Weight:
    """A share of the whole from 0 to 1, and that of the heaviest part, which fills the width."""

    label: str
    share: float
    heaviest: float


def draw(weight: Weight) -> SafeString:
    """The bar as SVG."""
    length = 0.0 if weight.heaviest <= 0 else min(1.0, weight.share / weight.heaviest)
    bar = svg.element("rect", cls="ch-share-1", x="0", width=svg.percent(length), height=_HEIGHT)
    return svg.figure(
        [bar], width="100%", height=_HEIGHT, name=weight.label, description=sentence(weight), cls="ch-weight"
    )


def sentence(weight: Weight) -> str:
    """The bar in words."""
    return f"{weight.label}: {words.percent(100 * weight.share)} of the weight."
