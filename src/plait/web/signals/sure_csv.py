"""The drawn schools of “How sure are we?” as rows."""

from typing import Final

from plait.insight.lab import luck
from plait.insight.lab.luck import Illustration
from plait.web.signals.sure_steps import NAMES

HEADING: Final = (
    *("Set", "School", "Pupils", "Long run", "This year", "Next year", "Picked"),
    *("As best we can tell", "Low (90%)", "High (90%)", "Seed"),
)


def list_rows(shown: Illustration) -> list[tuple[object, ...]]:
    """The twenty that are alike, then the twenty that differ with what Plait makes of them; pupils of 30."""
    rows: list[tuple[object, ...]] = []
    for name, pair in (("alike", shown.alike), ("different", shown.different)):
        for at in range(luck.SHOWN):
            figures = [float(each[at]) for each in (pair.truth, pair.now, pair.after)]
            row: list[object] = [name, NAMES[at], luck.PUPILS, *(round(each, 4) for each in figures)]
            row.append("yes" if pair.picked[at] else "no")
            judged = (shown.judged.best, shown.judged.low, shown.judged.high)
            row += [round(float(each[at]), 4) if name == "different" else "" for each in judged]
            rows.append((*row, luck.SEED))
    return rows
