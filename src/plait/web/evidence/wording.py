"""How evidence is said: its effect in months, its strength and cost, and the names of its parts."""

from decimal import Decimal
from typing import Final

from plait.goals.evidence import SURE_MEANS, Cost, EvidenceKind, Form, Strength, Sure
from plait.goals.models.evidence import Entry

LABELS: Final = {
    "title": "Title",
    "about": "What it is about",
    "says": "What it says",
    "limits": "Its limits",
    "context": "For whom and where",
    "withdrawn_because": "Why it was withdrawn",
    "kind": "Kind",
    "form": "What it comes from",
    "strength": "Strength",
    "cost": "Cost",
    "effect_months": "Months of progress in a year",
    "effect_lo": "Months, from",
    "effect_hi": "Months, to",
    "source": "Source",
    "url": "Address",
    "licence": "Licence",
    "looked_on": "Looked at on",
    "expires_on": "Good until",
    "withdrawn_on": "Withdrawn on",
    "component": "Component",
    "to_check": "To be checked",
    "visibility": "Who may read it",
    "until": "",
}


def say_effect(entry: Entry) -> str:
    """The effect in words, with where the truth probably lies; empty where there is none."""
    if entry.effect_months is None:
        return ""
    told = _say_months(entry.effect_months)
    if entry.effect_lo is None or entry.effect_hi is None:
        return f"{told} after a year, on average; its source gives no interval."
    return (
        f"{told} after a year, on average; probably between {float(entry.effect_lo):g} and {float(entry.effect_hi):g}."
    )


def say_short(entry: Entry) -> str:
    """An entry in a line: months, strength, cost."""
    parts = []
    if entry.effect_months is not None:
        parts.append(f"{_signed(entry.effect_months)} months")
    if entry.strength:
        parts.append(f"{Strength(entry.strength).label.lower()} evidence")
    if entry.cost:
        parts.append(f"{Cost(entry.cost).label.lower()} cost")
    return ", ".join(parts) or "Its strength has not been judged"


def say_sort(entry: Entry) -> str:
    """Where it comes from, and by what sort of looking."""
    return f"{EvidenceKind(entry.kind).label} · {Form(entry.form).label}"


def sure_choices() -> list[tuple[str, str, str]]:
    """How sure one may be: value, words, and what they mean."""
    return [(each.value, each.label, SURE_MEANS[each]) for each in Sure]


def _say_months(months: Decimal) -> str:
    if not months:
        return "No further on"
    size = abs(months)
    unit = "month" if size == 1 else "months"
    return f"About {float(size):g} {unit} {'further on' if months > 0 else 'behind'}"


def _signed(months: Decimal) -> str:
    return f"+{float(months):g}" if months > 0 else f"−{abs(float(months)):g}" if months else "0"
