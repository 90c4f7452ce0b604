"""What the page shows on which a record is shared with another trust."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.organisations.models import Share
from plait.organisations.models.records import TenantedRecord
from plait.organisations.shareable import Shareable
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.findings.page import present_standing
from plait.web.parts import Crumb

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One agreement on the record: with whom, and how it stands."""

    partner: str
    standing: str
    purpose: str


@dataclass(frozen=True, slots=True)
class SharePage:
    """A record, who reads it now, and with whom it was shared."""

    called: str
    title: str
    url: str
    word: str
    number: int
    reads: str
    reads_told: str
    refused: str
    lines: tuple[SharedLine, ...]
    crumbs: tuple[Crumb, ...]


def present_share(record: TenantedRecord, *, kind: Shareable, shares: Sequence[Share]) -> SharePage:
    """The page of one record."""
    visibility, url = Visibility(record.visibility), kind.page(record.pk, trust=record.owner.uid)
    return SharePage(
        called=kind.called,
        title=str(record),
        url=url,
        word=kind.word,
        number=record.pk,
        reads=visibility.label,
        reads_told=visibility.description,
        refused=_refuse(visibility),
        lines=tuple(SharedLine(names.show(each.partner.name), present_standing(each), each.purpose) for each in shares),
        crumbs=(Crumb("Plait", "/"), Crumb(label_of(record, kind=kind), url), Crumb("Share")),
    )


def label_of(record: TenantedRecord, *, kind: Shareable) -> str:
    """What a record is called in the register of agreements."""
    return f"{kind.called}: {record}"[:_LONGEST]


def _refuse(visibility: Visibility) -> str:
    """Why there is nothing to agree on; empty where there is."""
    if visibility in {Visibility.ME, Visibility.SCHOOL}:
        return "Its own trust does not read it yet. Let the trust read it first, on its own page."
    if visibility in {Visibility.SECTOR, Visibility.PUBLIC}:
        return "Everybody in the sector reads it already: send them its address."
    return ""
