"""Two people at the same finding: what each has, side by side."""

from dataclasses import dataclass

from plait.core.concurrency import Conflict
from plait.insight.findings import Stance
from plait.organisations.visibility import Visibility
from plait.web.findings.forms import FindingForm


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two differ."""

    label: str
    theirs: str
    yours: str


def present_merge(conflict: Conflict, *, form: FindingForm) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the form."""
    return tuple(
        Difference(str(field.label), _show(name, conflict.theirs[name]), _show(name, conflict.yours[name]))
        for name, field in form.fields.items()
        if name in conflict.theirs
    )


def _show(name: str, value: object) -> str:
    if name == "stance":
        return Stance(str(value)).label
    if name == "visibility":
        return Visibility(str(value)).label
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
