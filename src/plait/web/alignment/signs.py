"""A small picture of how firmly a level ties: strands as one, plaited, or each its own way. Always beside words."""

from typing import Final

from django.utils.safestring import SafeString, mark_safe

from plait.goals.alignment import Tie

_PATHS: Final = {
    Tie.SAME: '<path class="al-sign__one" d="M2 9H38"/>',
    Tie.FRAME: '<path d="M2 5C8 5 8 13 14 13S20 5 26 5 32 13 38 13"/>'
    '<path d="M2 13C8 13 8 5 14 5S20 13 26 13 32 5 38 5"/>',
    Tie.FREE: '<path d="M2 9C12 9 20 3 38 2"/><path d="M2 9H38"/><path d="M2 9C12 9 20 15 38 16"/>',
}


def draw(tie: Tie) -> SafeString:
    """The picture; it is decoration, since the level stands beside it in words."""
    return mark_safe(  # noqa: S308 — constants of this module
        f'<svg class="al-sign al-sign--{tie.value}" viewBox="0 0 40 18" width="40" height="18" aria-hidden="true" '
        f'focusable="false">{_PATHS[tie]}</svg>'
    )
