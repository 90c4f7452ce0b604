"""Beside a signal: that somebody has looked behind it, and where to write down what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.web.addresses import address
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class Looked:
    """That somebody has looked: what they make of it, in a few words, when, and where to read it."""

    told: str
    on: str
    url: str

    @property
    def sentence(self) -> str:
        """The whole of it."""
        return f"Somebody has looked, {self.on}: {self.told[:1].lower()}{self.told[1:]}."


@dataclass(frozen=True, slots=True)
class Findings:
    """What this reader may know of what was found, by school and outcome; `may_write`: they write findings too."""

    looked: Mapping[tuple[int, str], Looked] = field(default_factory=dict)
    may_write: bool = False

    def find(self, urns: Iterable[int], outcome: str) -> Looked | None:
        """What was found last behind an outcome of a school, under any of its numbers."""
        return next((self.looked[urn, outcome] for urn in urns if (urn, outcome) in self.looked), None)

    def write_url(self, urn: int, outcome: str) -> str:
        """Where this reader writes down what they find; nothing for who writes nowhere."""
        return address("finding-write", urn, outcome=outcome) if self.may_write else ""


NOTHING = Findings()


def present(found: Mapping[tuple[int, str], Finding], *, may_write: bool) -> Findings:
    """The newest finding of each school and outcome, in a few words."""
    return Findings(
        {
            key: Looked(Stance(each.stance).label, day(each.looked_on), address("finding", each.pk))
            for key, each in found.items()
        },
        may_write,
    )
