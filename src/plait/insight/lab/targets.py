"""What the lab's figures must reach, and whether they do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from scipy.special import ndtri

from plait.insight.lab import joinings, scores
from plait.insight.lab.estimates import FALSE_SHARE

Figures = dict[str, Any]

COVERAGE_ALL: Final = 0.02  # from nominal, either way
COVERAGE_FLAGGED: Final = 0.04
KEEPS: Final = (0.9, 1.1)
_ERRORS: Final = 2.0  # Monte Carlo standard errors that a bias or a share may lie off


@dataclass(frozen=True, slots=True)
class Target:
    """One aim: in words, what was found, and whether it is met."""

    aim: str
    found: str
    met: bool


def check(figures: Figures) -> list[Target]:
    """Every target of the method, on the sectors that keep its assumptions."""
    plain, null = figures["designs"]["plain"], figures["designs"]["null"]
    found = [_coverage(plain, "all", COVERAGE_ALL), _coverage(plain, "flagged", COVERAGE_FLAGGED)]
    for side, name in (("above", "false"), ("below", "false_below")):
        most = FALSE_SHARE + _ERRORS * plain[f"{name}_se"]
        found.append(
            Target(
                f"False flags {side} at most {FALSE_SHARE:.0%}, give or take Monte Carlo error",
                f"{plain[name]:.1%} ± {plain[f'{name}_se']:.1%}",
                bool(plain[name] <= most),
            )
        )
    low, high = KEEPS
    found += [
        Target(
            f"What is claimed of flagged schools holds next year: ratio {low} to {high}",
            f"{plain['keeps']:.3f} ± {plain['keeps_se']:.3f}",
            bool(low <= plain["keeps"] <= high),
        ),
        Target("Nothing flagged where no school differs", f"{null['flags_n']} flags", null["flags_n"] == 0),
        *_biases(figures),
    ]
    return found


def _coverage(plain: Figures, group: str, within: float) -> Target:
    pairs = list(zip(scores.LEVELS, plain[f"covered_{group}"], strict=True))
    whom = "all schools" if group == "all" else "flagged schools"
    return Target(
        f"Intervals hold the truth within {100 * within:.0f} points of nominal, {whom}",
        ", ".join(f"{found:.1%} of {level:.0%}" for level, found in pairs),
        all(abs(found - level) <= within for level, found in pairs),
    )


def _biases(figures: Figures) -> Iterator[Target]:
    """The trajectory invents nothing: Monte Carlo error at 95 % over all cases together (Bonferroni)."""
    cases = [
        figures["joining"][case.name] for case in joinings.CASES if not case.stress and case.name in figures["joining"]
    ]
    reach = float(ndtri(1 - 0.025 / max(1, len(cases))))
    for case in cases:
        yield Target(
            f"Trajectory without bias: {case['title'][0].lower()}{case['title'][1:]}",
            f"{case['bias']:+.4f} ± {case['bias_se']:.4f}",
            bool(abs(case["bias"]) <= reach * case["bias_se"]),
        )
