"""Small pictures of what a trend shows and whether it will reach its target; decoration, always beside words."""

from typing import Final

from django.utils.safestring import SafeString, mark_safe

from plait.stats.spc import Assurance, Variation

_WAVE = '<path class="ms-icon__line" d="M4 20c4 0 4-8 8-8s4 8 8 8 4-8 8-8"/>'
_UP = '<path class="ms-icon__line" d="M4 24 26 9"/>'
_DOWN = '<path class="ms-icon__line" d="M4 9 26 24"/>'
_DIAMOND = '<path class="ch-sign" d="M{x} {y}m0-5 5 5-5 5-5-5z"/>'
_SQUARE = '<path class="ch-sign" d="M{x} {y}m-4-4h8v8h-8z"/>'
_TRIANGLE = '<path class="ch-sign" d="M{x} {y}m0-5 5 9h-10z"/>'
_VARIATIONS: Final = {
    Variation.NOT_ENOUGH_POINTS: '<circle class="ch-point" cx="9" cy="16" r="2"/><circle class="ch-point" cx="16" '
    'cy="16" r="2"/><circle class="ch-point" cx="23" cy="16" r="2"/>',
    Variation.COMMON_CAUSE: _WAVE,
    Variation.IMPROVEMENT_HIGH: _UP + _DIAMOND.format(x=26, y=9),
    Variation.IMPROVEMENT_LOW: _DOWN + _DIAMOND.format(x=26, y=24),
    Variation.CONCERN_HIGH: _UP + _SQUARE.format(x=26, y=9),
    Variation.CONCERN_LOW: _DOWN + _SQUARE.format(x=26, y=24),
    Variation.NEITHER_HIGH: _UP + _TRIANGLE.format(x=26, y=9),
    Variation.NEITHER_LOW: _DOWN + _TRIANGLE.format(x=26, y=24),
    Variation.RUNS_UNLIKE_CHANCE: '<path class="ms-icon__line" d="M4 22h10V11h14"/>',
}
_GOAL = '<path class="ms-icon__goal" d="M3 {y}h26"/>'
_ASSURANCES: Final = {
    Assurance.HITS: _GOAL.format(y=24) + '<path class="ms-icon__line" d="M5 12l5-4 5 5 5-5 6 4"/>',
    Assurance.MISSES: _GOAL.format(y=8) + '<path class="ms-icon__line" d="M5 22l5-4 5 5 5-5 6 4"/>',
    Assurance.INCONSISTENT: _GOAL.format(y=16) + '<path class="ms-icon__line" d="M5 22l6-12 6 12 6-12 3 6"/>',
}


def draw_variation(variation: Variation) -> SafeString:
    """What the newest figures show."""
    return _draw(_VARIATIONS[variation])


def draw_assurance(assurance: Assurance) -> SafeString:
    """Whether the target will be reached; nothing where that cannot be said."""
    body = _ASSURANCES.get(assurance)
    return _draw(body) if body else SafeString()


def _draw(body: str) -> SafeString:
    size = 'viewBox="0 0 32 32" width="32" height="32"'
    drawn = f'<svg class="ms-icon" {size} aria-hidden="true" focusable="false">{body}</svg>'
    return mark_safe(drawn)  # noqa: S308 — constants of this module
