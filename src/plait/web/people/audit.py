"""What the page of who did what shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from plait.core.queries.audit import Entries, Entry
from plait.web import addresses, words
from plait.web.parts import Cell, Column, Pages, Row, Table
from plait.web.templatetags.plait import moment

# A noun and a past verb, as the trail has them, and as a person says them.
ACTIONS: Final = {
    "membership.": "Memberships",
    "invitation.": "Invitations",
    "joining.": "Requests to join",
    "domain.": "E-mail domains",
    "role.": "Names of roles",
    "sharing.": "Agreements to share",
    "finding.": "Findings",
    "definition.": "Definitions of quality",
    "consultation.": "Consultations",
    "evaluation.": "Self-evaluations",
    "moderation.": "Colleagues asked to moderate",
    "goal.": "Goals",
    "goals.": "Words for how goals stand",
    "priority.": "Priorities of schools",
    "aim.": "Reviews of goals and priorities",
    "decision.": "Alignment decisions",
    "position.": "Where schools say they stand",
    "exemption.": "Exemptions",
    "levels.": "Levels of alignment",
    "matrix.": "The public page of alignment",
    "evidence.": "Evidence",
    "measure.": "Measures of one’s own",
    "improvement_model.": "How the trust improves its schools",
    "framework.": "Frameworks",
    "record.": "Records that moved with their school",
    "organisation.": "Trusts and schools brought in",
    "register.": "The register of schools",
    "person.": "Personal data given out or erased",
    "people.": "Lists of people taken as a file",
    "trail.": "This trail taken as a file",
}


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the trail."""

    lede: str
    table: Table
    pages: Pages
    csv_url: str


def present_audit(
    found: Entries, *, names: Mapping[int, str], behalf: Mapping[int, str], query: Mapping[str, str]
) -> AuditPage:
    """The page; `names` are of the people who stand in it, `behalf` of the organisations for which they acted."""
    rows = tuple(Row(_cells(each, names, behalf)) for each in found.rows)
    columns = (Column("When"), Column("Who"), Column("What"), Column("On which record"), Column("Before and after"))
    before = addresses.address("audit", **query, page=found.page - 1) if found.page > 1 else ""
    after = addresses.address("audit", **query, page=found.page + 1) if found.page < found.pages_n else ""
    told = f"{found.n:,} entries; page {found.page} of {found.pages_n}" if found.n else "No entries"
    return AuditPage(
        lede=f"{words.starting(words.count(found.n, 'entry', 'entries'))}, newest first.",
        table=Table("Who did what", columns, rows, caption_hidden=True, stack=True),
        pages=Pages(told, before, after),
        csv_url=addresses.address("audit-csv", **query),
    )


def row_of(entry: Entry, *, names: Mapping[int, str], behalf: Mapping[int, str]) -> list[str]:
    """An entry as a line of the CSV twin."""
    return [
        str(entry.id),
        entry.at.isoformat(),
        _who(entry, names),
        _for_whom(entry, behalf),
        entry.action,
        entry.record_type,
        entry.record_id,
        _json(entry.before),
        _json(entry.after),
        entry.note,
    ]


def _cells(entry: Entry, names: Mapping[int, str], behalf: Mapping[int, str]) -> tuple[Cell, ...]:
    acted_for = _for_whom(entry, behalf)
    return (
        Cell(moment(entry.at), note=f"No. {entry.id}"),
        Cell(_who(entry, names), note=f"for {acted_for}" if acted_for else "", label="Who"),
        Cell(words.starting(say_action(entry.action)), label="What"),
        Cell(f"{entry.record_type.rpartition('.')[2]} {entry.record_id}", label="Record"),
        Cell(_contents(entry, names), note=entry.note, label="Before and after"),
    )


def say_action(action: str) -> str:
    """`finding.revised` as “finding revised”."""
    return action.replace(".", " ").replace("_", " ")


def _who(entry: Entry, names: Mapping[int, str]) -> str:
    if entry.actor is None:
        return "the site itself"
    return names.get(entry.actor, f"person {entry.actor}")


def _for_whom(entry: Entry, behalf: Mapping[int, str]) -> str:
    """The organisation for which somebody acted upon what is another's; nothing where it is their own."""
    return "" if entry.on_behalf_of is None else behalf.get(entry.on_behalf_of, f"organisation {entry.on_behalf_of}")


def _contents(entry: Entry, names: Mapping[int, str]) -> str:
    if entry.erased:
        return "erased"
    before, after = entry.before or {}, entry.after or {}
    if not isinstance(before, dict) or not isinstance(after, dict):
        return f"{_json(before)} → {_json(after)}"
    parts = []
    for name, value in {**before, **after}.items():
        now = _plain(name, after.get(name), names)
        told = f"{_plain(name, before[name], names)} → {now}" if name in before else _plain(name, value, names)
        if told != "–":
            parts.append(f"{name.replace('_', ' ')}: {told}")
    return "; ".join(parts)


def people_in(entry: Entry) -> set[int]:
    """The numbers of people who stand in an entry."""
    told = [held.get("person") for held in (entry.before, entry.after) if isinstance(held, dict)]
    return {number for number in (entry.actor, *told) if isinstance(number, int)}


def _plain(name: str, value: Any, names: Mapping[int, str]) -> str:
    if name == "person" and isinstance(value, int):
        return names.get(value, f"person {value}")
    return "–" if value in (None, "") else str(value).replace("_", " ") if name == "role" else str(value)


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
