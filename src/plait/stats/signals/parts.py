"""Where a figure comes from: the year, the school, its trust, the moment, the expectation, the cohort."""

from dataclasses import dataclass

import numpy as np

from plait.stats.signals.panel import Floats
from plait.stats.signals.prediction import Model
from plait.stats.signals.spreads import lasting_over


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Where a figure comes from: observed less expected = sum of the parts; shapes (n, T), NaN without a figure.

    Attributes
    ----------
    year
        What all schools share in that year.
    school, trust
        Posterior mean of the lasting level of the school and of its trust.
    once
        Of what held in that year only, in the school and in its trust.
    doubt
        Of the error of the expectation.
    chance
        Of the luck of the cohort.
    """

    year: Floats
    school: Floats
    trust: Floats
    once: Floats
    doubt: Floats
    chance: Floats


def parts_of(model: Model) -> Parts:
    """Split every figure into what the model makes of it; the parts sum to observed less expected, exactly."""
    panel, spreads, solution = model.panel, model.spreads, model.solution
    blocks, scale = solution.blocks, spreads.scale[panel.segment]
    lasting = {
        level: lasting_over(getattr(spreads, level), spreads.persistence, panel.years, panel.years)
        * np.outer(scale, scale)
        for level in ("school", "trust")
    }
    pulled = np.zeros_like(solution.weighed)
    if blocks.first < pulled.shape[1]:
        pulled[:, blocks.first :] = solution.trust_weighed[:, blocks.trust]
    inside = np.zeros_like(pulled)
    inside[:, blocks.first :] = blocks.inside
    once = scale[:, None] ** 2 * (spreads.school.yearly * solution.weighed + spreads.trust.yearly * pulled * inside)
    made = {
        "year": np.repeat(solution.year_effect[:, None], pulled.shape[1], axis=1),
        "school": lasting["school"] @ solution.weighed,
        "trust": (lasting["trust"] @ pulled) * inside,
        "once": once,
        "doubt": blocks.doubt * (blocks.doubt * solution.weighed).sum(axis=0),
        "chance": blocks.chance * solution.weighed,
    }
    back = np.argsort(blocks.order)
    return Parts(**{name: np.where(blocks.seen > 0, part, np.nan)[:, back].T for name, part in made.items()})
