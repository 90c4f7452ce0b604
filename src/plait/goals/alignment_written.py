"""What is written of a decision, before it is one."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from plait.goals.alignment import Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written of a decision. The first five make a decision; the rest deepens it.

    `edition`: of the framework that names its component; the one in use, where it is left out. `level`: its number.
    `phases`: none means all. `shown`: keys of indicators and own measures.
    """

    item: str
    domain: str
    level: int
    why: str
    review_on: dt.date
    phases: tuple[str, ...] = ()
    travel: str = Travel.HOLD.value
    component: str = ""
    edition: int | None = None
    evidence: str = ""
    equity: str = ""
    workload: str = ""
    deployability: str = ""
    cost: str = ""
    risk: str = ""
    loose: str = ""
    consulted_whom: str = ""
    consulted_how: str = ""
    consulted_said: str = ""
    decides: str = ""
    delegation: str = ""
    shown: tuple[str, ...] = ()
    published: bool = True
    told: str = ""


FIELDS: Final = tuple(each for each in Written.__dataclass_fields__)
