"""One outcome of a trust in full: the caterpillar of its schools, with its sentence and its table."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.insight.queries.signals_trust_answers import Member, TrustSignal
from plait.web import addresses, names, words
from plait.web.charts import caterpillar, legend
from plait.web.parts import LegendItem, Link, Table
from plait.web.signals import trust_shared, trust_words
from plait.web.signals.spots_rows import unit_of, writer


@dataclass(frozen=True, slots=True)
class InFull:
    """The outcome that is open."""

    title: str
    under: str
    notes: tuple[str, ...]
    legend: tuple[LegendItem, ...]
    chart: SafeString
    sentence: str
    table: Table
    links: tuple[Link, ...]


def present_in_full(signal: TrustSignal, *, order: str) -> InFull:
    """The caterpillar of an outcome, its schools by name or by place."""
    members = _ordered(signal.members, order=order)
    definition = signal.outcome.definition
    mean = signal.mean
    chart = caterpillar.Caterpillar(
        label=f"{signal.name}, {signal.year}: the schools of the trust",
        lines=tuple(_line(each, order=order) for each in members),
        mean=None if mean is None else caterpillar.Mean(mean.estimate, mean.lo, mean.hi),
        band=signal.margin,
        reach=signal.reach,
        unit=unit_of(definition),
        write=writer(definition),
    )
    return InFull(
        title=signal.name,
        under=f"{words.starting(trust_words.title_of(signal.outcome))}, {signal.year}",
        notes=tuple(_notes(signal)),
        legend=(
            legend.best("a school, as best we can tell"),
            legend.interval(f"where the truth probably lies ({signal.level_of_interval:.0%})"),
            legend.expected("as expected, give or take a size that matters"),
        ),
        chart=caterpillar.draw(chart),
        sentence=caterpillar.sentence(chart),
        table=caterpillar.table(chart, more=_changes(signal, members)),
        links=trust_shared.links_of(signal.outcome.key),
    )


def _ordered(members: tuple[Member, ...], *, order: str) -> list[Member]:
    if order == "place":
        return sorted(members, key=lambda each: (_place(each).casefold(), each.name.casefold(), each.urn))
    return sorted(members, key=lambda each: (each.name.casefold(), each.urn))


def _place(member: Member) -> str:
    return names.place(member.la_name or member.town or "") or "Place not known"


def _line(member: Member, *, order: str) -> caterpillar.Line:
    return caterpillar.Line(
        name=names.show(member.name),
        url=addresses.school(member.urn),
        best=member.estimate,
        low=member.lo,
        high=member.hi,
        word=trust_words.say_word(member),
        place=_place(member) if order == "place" else "",
        signal=member.listed,
    )


def _changes(signal: TrustSignal, members: list[Member]) -> list[tuple[str, tuple[str, ...]]]:
    """What changed for each school, over the spans that are known."""
    spans = sorted({move.since for member in members for move in member.moves}, key=lambda year: year.start)
    return [
        (
            f"Change since {since}",
            tuple(
                next(
                    (trust_words.say_move(signal.outcome, move) for move in member.moves if move.since == since),
                    "not known",
                )
                for member in members
            ),
        )
        for since in spans
    ]


def _notes(signal: TrustSignal) -> list[str]:
    notes = []
    if not signal.recent:
        notes.append(
            f"The newest figures held are of {signal.year}: they say little of the present, and do not count above."
        )
    if signal.outcome.sign < 0:
        notes.append("Here less is better: what lies to the left is better than expected.")
    if signal.skill.weak:
        notes.append(signal.skill.sentence)
    if signal.mean is not None and signal.mean.schools_n < len(signal.members):
        notes.append(
            f"The mean is of {words.count(signal.mean.schools_n, 'school')}: those in the trust in {signal.year}."
        )
    return notes
