"""What evidence is here: kinds, strength, cost, how sure people are, and what is written of an entry. No Django."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class _Labelled(StrEnum):
    """A choice with words for people."""

    @property
    def label(self) -> str:
        """The choice in the sector's words."""
        return LABELS[self]


class EvidenceKind(_Labelled):
    """Where evidence comes from."""

    EXTERNAL = "external"
    INTERNAL = "internal"


class Form(_Labelled):
    """What sort of looking it comes from; the first four are usually others', the rest one's own."""

    SYNTHESIS = "synthesis"
    TRIAL = "trial"
    STUDY = "study"
    GUIDANCE = "guidance"
    EVALUATION = "evaluation"
    DROP_INS = "drop_ins"
    SURVEY = "survey"
    REVIEW = "review"
    FIGURES = "figures"
    OTHER = "other"


class Strength(_Labelled):
    """How much it can bear: how many studies there are, how good, and how well they agree."""

    VERY_STRONG = "very_strong"
    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    VERY_LIMITED = "very_limited"


class Cost(_Labelled):
    """What it costs to do, money and time together, as its source judges it."""

    VERY_LOW = "very_low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Sure(_Labelled):
    """How sure somebody is of a claim that stands on an entry."""

    SURE = "sure"
    FAIRLY = "fairly"
    BET = "bet"


class Shaken(_Labelled):
    """Why somebody should look again whether a claim still stands on its evidence."""

    WITHDRAWN = "withdrawn"
    REVISED = "revised"
    EXPIRED = "expired"


LABELS: Final[dict[StrEnum, str]] = {
    EvidenceKind.EXTERNAL: "From elsewhere",
    EvidenceKind.INTERNAL: "Our own",
    Form.SYNTHESIS: "Review of many studies",
    Form.TRIAL: "Trial",
    Form.STUDY: "Study",
    Form.GUIDANCE: "Guidance",
    Form.EVALUATION: "Evaluation",
    Form.DROP_INS: "Drop-ins",
    Form.SURVEY: "Survey",
    Form.REVIEW: "Review by colleagues",
    Form.FIGURES: "Figures",
    Form.OTHER: "Something else",
    Strength.VERY_STRONG: "Very strong",
    Strength.STRONG: "Strong",
    Strength.MODERATE: "Moderate",
    Strength.LIMITED: "Limited",
    Strength.VERY_LIMITED: "Very limited",
    Cost.VERY_LOW: "Very low",
    Cost.LOW: "Low",
    Cost.MODERATE: "Moderate",
    Cost.HIGH: "High",
    Cost.VERY_HIGH: "Very high",
    Sure.SURE: "Sure",
    Sure.FAIRLY: "Fairly sure",
    Sure.BET: "A bet",
    Shaken.WITHDRAWN: "It was withdrawn",
    Shaken.REVISED: "It was revised",
    Shaken.EXPIRED: "Its day has passed",
}
SURE_MEANS: Final = {
    Sure.SURE: "We would be surprised to be wrong.",
    Sure.FAIRLY: "It probably holds here; something could change our mind.",
    Sure.BET: "It is worth trying, and we look closely at what comes of it.",
}
SHAKEN_SAID: Final = {
    Shaken.WITHDRAWN: "was withdrawn",
    Shaken.REVISED: "was revised",
    Shaken.EXPIRED: "is past its day",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySaid:
    """What is written of an entry. `effect_*`: months of progress in a year, with where the truth probably lies.

    `looked_on`: the day a source was read, or something of our own was looked at. `expires_on`: from that day it is
    no longer leant upon without another look. `to_check`: a figure still has to be held against its source.
    """

    title: str
    says: str
    kind: str = EvidenceKind.EXTERNAL.value
    form: str = Form.OTHER.value
    about: str = ""
    limits: str = ""
    context: str = ""
    strength: str = ""
    cost: str = ""
    effect_months: Decimal | None = None
    effect_lo: Decimal | None = None
    effect_hi: Decimal | None = None
    source: str = ""
    url: str = ""
    licence: str = ""
    looked_on: dt.date | None = None
    expires_on: dt.date | None = None
    component: str = ""
    to_check: bool = False


FIELDS: Final = tuple(EntrySaid.__dataclass_fields__)
MOST_MONTHS: Final = Decimal(24)  # of progress in a year: more is a slip of the pen


def find_faults(said: EntrySaid) -> dict[str, str]:
    """What cannot stand, by field."""
    faults: dict[str, str] = {}
    lo, effect, hi = said.effect_lo, said.effect_months, said.effect_hi
    for name, value in (("effect_lo", lo), ("effect_months", effect), ("effect_hi", hi)):
        if value is not None and abs(value) > MOST_MONTHS:
            faults[name] = f"Give months of progress in a year, from -{MOST_MONTHS} to {MOST_MONTHS}."
    if (lo is None) != (hi is None):
        faults["effect_lo" if lo is None else "effect_hi"] = "Give both ends of the interval, or neither."
    elif lo is not None and hi is not None and lo > hi:
        faults["effect_lo"] = "The lower end is above the upper end."
    elif effect is not None and lo is not None and hi is not None and not lo <= effect <= hi:
        faults["effect_months"] = "The effect lies outside its interval."
    if effect is None and lo is not None and hi is not None:
        faults["effect_months"] = "Give the effect between the two ends as well."
    if said.url and not said.url.startswith(("https://", "http://")):
        faults["url"] = "Give a web address that begins with https://."
    if said.kind == EvidenceKind.EXTERNAL and not said.source.strip():
        faults["source"] = "Say where it comes from, so that somebody can look."
    if said.kind == EvidenceKind.INTERNAL and said.looked_on is None:
        faults["looked_on"] = "Say when it was looked at."
    return faults


def find_shaken(
    *,
    revision: int,
    looked_on: dt.date,
    now_revision: int,
    expires_on: dt.date | None,
    withdrawn: bool,
    today: dt.date,
) -> Shaken | None:
    """Why to look again, of a bet last looked at on a day at a revision; None where nothing has happened since."""
    if revision < now_revision:
        return Shaken.WITHDRAWN if withdrawn else Shaken.REVISED
    if expires_on is not None and looked_on < expires_on <= today:
        return Shaken.EXPIRED
    return None
