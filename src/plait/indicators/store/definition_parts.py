"""The parts of an indicator's definition."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from plait.core.missing import Reason
from plait.organisations.domain import Phase

Unit = Literal["percent", "points", "score", "count", "pounds", "ratio"]
Polarity = Literal["higher", "lower", "neutral"]
Kind = Literal["outcome", "context"]
Key = Literal["urn", "postcode", "uid"]
Status = Literal["final", "copy", "provisional", "sample"]

# Which file is believed where two give the same figure: the publisher's final file, then a third party's extract of the
# final figures, then the publisher's provisional file, then a file that covers only some schools.
STATUSES: tuple[Status, ...] = ("final", "copy", "provisional", "sample")


@dataclass(frozen=True, slots=True)
class Origin:
    """One column of one source from which an indicator comes.

    Attributes
    ----------
    source
        Id of the source in the register.
    columns
        The heading, or several to be added up; `{year}` in a heading stands for an academic year written 202324.
    years
        Start years of the files to which it applies; None is all.
    year
        Start year that the figures describe, where the file does not tell.
    offset
        Years between the file's year and the year that the figure describes (−2: leavers of two years before).
    scale
        What a figure is multiplied by (100 where a percentage is published as a proportion).
    cohort, lo, hi, schools
        Headings of the denominator, of the published confidence limits, and (trusts) of the number of schools.
    status
        See `STATUSES`.
    where
        Rows to take: heading → texts allowed.
    key
        What the rows are about; with `postcode` the figure goes to each school at that postcode.
    key_column
        Heading of the key.
    """

    source: str
    columns: tuple[str, ...]
    years: tuple[int, ...] | None
    year: int | None
    offset: int
    scale: float
    cohort: str | None
    lo: str | None
    hi: str | None
    schools: str | None
    status: Status
    where: Mapping[str, tuple[str, ...]]
    key: Key
    key_column: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that Plait works out from two others of the same school and year.

    `difference` is `of[0] − of[1]`; `ratio` is `scale · of[0] / of[1]`.
    """

    kind: Literal["difference", "ratio"]
    of: tuple[str, str]
    scale: float


@dataclass(frozen=True, slots=True)
class Span:
    """Start years, both included, within which figures may be compared; `last` None is still running."""

    first: int
    last: int | None
    because: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Start years, both included, for which there is no figure for anyone, and why."""

    first: int
    last: int | None
    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator.

    Attributes
    ----------
    plausible
        Lowest and highest figure that can be true; anything outside is not taken.
    cohort
        What `cohort_n` counts, in words ("pupils at the end of key stage 4").
    cohort_of
        Id of the indicator that gives `cohort_n` where the file has no column for it.
    phases
        Where a gap is worth a row. A published figure is kept whatever the phase.
    component
        Working label of the component of the conceptual model that the figure informs.
    derived
        Set where Plait works the figure out; `origins` is then empty.
    """

    id: str
    name: str
    short: str
    unit: Unit
    decimals: int
    polarity: Polarity
    kind: Kind
    family: str
    component: str
    phases: tuple[Phase, ...]
    plausible: tuple[float, float]
    cohort: str
    cohort_of: str | None
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]
    caveats: tuple[str, ...]
    owner: str
    next_review: dt.date
    origins: tuple[Origin, ...]
    trust_origins: tuple[Origin, ...]
    derived: Derived | None
