"""Whom to visit: the bright spots of a trust, school by school, and who rose."""

from dataclasses import dataclass, field
from typing import Final

from plait.insight.queries.signals_trust_answers import Member, TrustSignal, TrustSignals
from plait.web import addresses, names, words
from plait.web.parts import Cell, Column, Row, Table
from plait.web.signals.looked import NOTHING, Findings

_LOOKED: Final = "Somebody has looked"


@dataclass(slots=True)
class _School:
    member: Member
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    clear: list[str] = field(default_factory=list)
    likely: list[str] = field(default_factory=list)
    rose: list[str] = field(default_factory=list)


def visit_table(found: TrustSignals, *, findings: Findings = NOTHING) -> Table | None:
    """Every school with a listed bright spot or rise, by name, and who has looked; None where there is none."""
    schools: dict[int, _School] = {}
    for signal in found.recent:
        for member in signal.members:
            rose = _rose(signal, member)
            if member.listed or rose:
                school = schools.setdefault(member.urn, _School(member))
                title = signal.outcome.definition.short
                school.outcomes.append((signal.outcome.key, title))
                if member.listed and member.word == "clear":
                    school.clear.append(title)
                elif member.listed:
                    school.likely.append(title if member.word == "likely" else f"{title} (possible)")
                if rose:
                    school.rose.append(title)
    if not schools:
        return None
    ordered = sorted(schools.values(), key=lambda each: (each.member.name.casefold(), each.member.urn))
    seen = [_look(each, findings) for each in ordered]
    last = (Column(_LOOKED),) if any(cell.text for cell in seen) else ()
    columns = (Column("School"), Column("Clear"), Column("Likely"), Column("Rising"), *last)
    rows = tuple(
        Row((*_cells(each), cell)) if last else Row(_cells(each)) for each, cell in zip(ordered, seen, strict=True)
    )
    return Table("Whom to visit", columns, rows, caption_hidden=True, stack=True, dense=True)


def _look(school: _School, findings: Findings) -> Cell:
    """What was found there last, or, for who writes, that it can be written down on the school's page."""
    urn = school.member.urn
    looks = [(title, findings.find((urn,), key)) for key, title in school.outcomes]
    told = [(title, look) for title, look in looks if look is not None]
    if told:
        said = "; ".join(f"{title}: {look.told[:1].lower()}{look.told[1:]}, {look.on}" for title, look in told)
        return Cell(said, url=told[0][1].url, label=_LOOKED)
    if findings.may_write:
        return Cell("Not yet", url=f"{addresses.school(urn)}#doing", label=_LOOKED)
    return Cell()


def _cells(school: _School) -> tuple[Cell, ...]:
    member = school.member
    shown, where = names.show(member.name), names.place(member.town or "")
    name = Cell(shown, url=addresses.school(member.urn), note="" if where in shown else where)
    told = (("Clear", school.clear), ("Likely", school.likely), ("Rising", school.rose))
    return (name, *(Cell(words.listed(titles), label=label if titles else "") for label, titles in told))


def rises(found: TrustSignals) -> list[tuple[TrustSignal, Member]]:
    """Every school in the list of those that rose, with the outcome."""
    return [(signal, member) for signal in found.recent for member in signal.members if _rose(signal, member)]


def falls(found: TrustSignals) -> list[tuple[TrustSignal, Member]]:
    """Every school in the list of those that fell; none for a reader who is not told."""
    return [
        (signal, member)
        for signal in found.recent
        for member in signal.members
        if any(move.listed and (move.probability or 0.0) < 0.5 for move in member.moves)
    ]


def _rose(signal: TrustSignal, member: Member) -> bool:
    return any(move.listed and move.change * signal.outcome.sign > 0 for move in member.moves)


def say_clear(found: TrustSignals, *, most: int = 3) -> str:
    """The schools with a clear signal: some by name, and how many more."""
    clear = sorted(
        {
            names.show(member.name)
            for signal in found.recent
            for member in signal.members
            if member.listed and member.word == "clear"
        }
    )
    if not clear:
        return ""
    shown = clear if len(clear) <= most + 1 else [*clear[:most], f"{len(clear) - most:,} more"]
    return words.listed(shown)


def count_schools(found: TrustSignals) -> tuple[int, int]:
    """How many schools have a listed bright spot, and how many a clear one."""
    listed = {member.urn for signal in found.recent for member in signal.members if member.listed}
    clear = {
        member.urn for signal in found.recent for member in signal.members if member.listed and member.word == "clear"
    }
    return len(listed), len(clear)
