"""What the schools of a trust share: outcomes in which several of them differ in the same direction."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.insight.queries.signals_trust_answers import Level, TrustSignal, TrustSignals
from plait.web import addresses, words
from plait.web.charts import difference
from plait.web.parts import Cell, Column, Link, Row, Table
from plait.web.signals import trust_words
from plait.web.signals.spots_rows import unit_of, writer


@dataclass(frozen=True, slots=True)
class SharedRow:
    """One outcome: the trust's mean as a picture, how many stand out, and against what."""

    title: str
    under: str
    url: str
    picture: SafeString
    sentence: str
    mean: str
    links: tuple[Link, ...]


def present_rows(found: TrustSignals, *, kind: str, here: str) -> tuple[SharedRow, ...]:
    """The shared strengths, or the shared needs of a trust whose reader is told."""
    return tuple(
        _row(each, each.mean, worse=kind == "need", here=here)
        for each in found.recent
        if each.shared == kind and each.mean is not None
    )


def _row(signal: TrustSignal, mean: Level, *, worse: bool, here: str) -> SharedRow:
    outcome = signal.outcome
    picture = difference.Difference(
        label=f"Mean of the trust: {signal.name}",
        best=mean.estimate,
        low=mean.lo,
        high=mean.hi,
        band=0.0,
        reach=signal.reach,
        unit=unit_of(outcome.definition),
        signal=not worse,
        write=writer(outcome.definition),
    )
    less = " Less is better." if outcome.sign < 0 else ""
    return SharedRow(
        title=signal.name,
        under=f"{words.starting(trust_words.title_of(outcome))}, {signal.year}",
        url=f"{here}?outcome={outcome.key}#in-full",
        picture=difference.draw(picture),
        sentence=f"{trust_words.say_counted(signal.counted, worse=worse)}.",
        mean=f"Mean of {words.count(mean.schools_n, 'school')}: {trust_words.say_level(signal, mean)}.{less}",
        links=links_of(outcome.key),
    )


def links_of(outcome: str) -> tuple[Link, ...]:
    """Where a figure comes from, and how sure it is."""
    links = (
        Link("How this is judged", addresses.address("signal-method", outcome)),
        Link("How sure are we?", addresses.address("sure")),
    )
    return tuple(link for link in links if link.url)


def outcome_table(found: TrustSignals, *, here: str) -> Table:
    """Every outcome of recent years: its mean, how many stand out, and how the mean changed."""
    rows = tuple(_outcome_row(each, told=found.needs_told, here=here) for each in found.recent)
    columns = [Column("Outcome"), Column("Mean of the trust", number=True), Column("Better", number=True)]
    if found.needs_told:
        columns.append(Column("Worse", number=True))
    columns += [Column("Over three years", number=True), Column("Since last year", number=True)]
    return Table("Each outcome of the trust", tuple(columns), rows, caption_hidden=True, stack=True, dense=True)


def _outcome_row(signal: TrustSignal, *, told: bool, here: str) -> Row:
    counted, mean, outcome = signal.counted, signal.mean, signal.outcome
    name = Cell(
        signal.name,
        url=f"{here}?outcome={outcome.key}#in-full",
        note=f"{words.starting(trust_words.title_of(outcome))}, {signal.year}"
        + (" · less is better" if outcome.sign < 0 else ""),
    )
    if mean is None:
        level = Cell(
            "not known", note=f"none was in the trust in {signal.year}", number=True, label="Mean of the trust"
        )
    else:
        level = Cell(
            writer(outcome.definition)(mean.estimate),
            note=trust_words.say_range(outcome, mean.lo, mean.hi),
            number=True,
            label="Mean of the trust",
        )
    cells = [name, level, _count(counted.better_n, counted.judged_n, label="Better")]
    if told:
        cells.append(_count(counted.worse_n or 0, counted.judged_n, label="Worse"))
    by_span = _by_span(signal)
    cells += [by_span["Over three years"], by_span["Since last year"]]
    return Row(tuple(cells))


def _count(n: int, of: int, *, label: str) -> Cell:
    return Cell(f"{n:,} of {of:,}", number=True, label=label)


def _by_span(signal: TrustSignal) -> dict[str, Cell]:
    """The trust's change over the longer span and since last year, or that it is not known."""
    found = {label: Cell("not known", number=True, label=label) for label in ("Over three years", "Since last year")}
    for move in signal.moves:
        label = "Since last year" if move.since.start == signal.year.start - 1 else "Over three years"
        found[label] = Cell(
            trust_words.say_move(signal.outcome, move),
            note=f"since {move.since}: {trust_words.judge_move(move, sign=signal.outcome.sign)}",
            number=True,
            label=label,
        )
    return found
