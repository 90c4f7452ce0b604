"""Small numbers: what Plait does not say about few pupils. The one exit for figures of its own, pages and CSV alike.

Published figures are open data, already withheld by the publisher where few pupils are involved; they pass as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Pupils. The publisher of the performance tables withholds figures about five pupils or fewer (code SUPP in the key
# stage 2 and key stage 4 tables), so six is the smallest group about which Plait says something of its own.
SMALLEST_GROUP = 6

FEW_PUPILS = f"Not shown because it is about fewer than {SMALLEST_GROUP} pupils."
UNKNOWN_PUPILS = "Not shown because it is not known how many pupils it is about."
FEW_COUNTED = f"Not shown because it would single out fewer than {SMALLEST_GROUP} pupils."
COMPLEMENT = "Not shown because another figure that is not shown could be worked out from it."


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as people may see it: exactly one of `value` and `because` is set."""

    value: float | None
    because: str | None


def withhold(value: float, *, pupils_n: float | None, counted_n: float | None = None) -> Shown:
    """A figure that Plait derived about pupils, or the sentence that says why it is not shown.

    Parameters
    ----------
    value
        The count, percentage or difference that would be shown.
    pupils_n
        Pupils whom it is about (the denominator); None where that is not known.
    counted_n
        Pupils whom it counts, where it is a count or a share of them: one to five, or all but one to five, single
        somebody out. Nobody and everybody may be said, as the publisher says them.
    """
    if pupils_n is None:
        return Shown(None, UNKNOWN_PUPILS)
    if pupils_n < SMALLEST_GROUP:
        return Shown(None, FEW_PUPILS)
    if counted_n is not None and (_is_few(counted_n) or _is_few(pupils_n - counted_n)):
        return Shown(None, FEW_COUNTED)
    return Shown(value, None)


def withhold_parts(counts: Sequence[int]) -> list[Shown]:
    """Counts of pupils that add up to a total which is shown too.

    Counts from one to five are withheld; where that leaves a single hidden one, the smallest other count that is not
    zero is withheld with it, because the total would give it away.
    """
    because = [FEW_COUNTED if _is_few(count) else None for count in counts]
    if sum(reason is not None for reason in because) == 1:
        open_parts = [place for place, count in enumerate(counts) if because[place] is None and count > 0]
        if open_parts:
            because[min(open_parts, key=lambda place: counts[place])] = COMPLEMENT
    return [
        Shown(None, reason) if reason else Shown(float(count), None)
        for count, reason in zip(counts, because, strict=True)
    ]


def _is_few(count: float) -> bool:
    return 0 < count < SMALLEST_GROUP
