"""How a school is doing in its circumstances: headline outcomes as rows, the others as a grid, refusals by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from plait.core.years import AcademicYear
from plait.insight.queries.signals_answers import SchoolSignals, Signal
from plait.insight.queries.signals_next_year import Outlook
from plait.insight.queries.signals_scales import OutcomeScale
from plait.web import words
from plait.web.addresses import address
from plait.web.parts import LegendItem, Link, Table
from plait.web.signals import rows, school_lede, wording
from plait.web.signals.looked import NOTHING, Findings
from plait.web.signals.rows import Gaps, GridGroup, GridRow, SignalRow
from plait.web.signals.school_lede import HEADLINES
from plait.web.titles import title_of

_SIXTH_FORM: Final = "sixth-form"
Shown = TypeVar("Shown", SignalRow, GridRow)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the queries found of a school, with the scales and outlooks of its outcomes; `gaps` are years without.

    `urns`: every number that the school has had; `findings`: what people found behind its signals.
    """

    found: SchoolSignals
    scales: Mapping[str, OutcomeScale]
    outlooks: Mapping[str, Outlook]
    gaps: Gaps
    urns: tuple[int, ...] = ()
    findings: Findings = NOTHING


@dataclass(frozen=True, slots=True)
class Refused:
    """Outcomes that cannot be judged for one reason."""

    names: str
    why: str


@dataclass(frozen=True, slots=True)
class SignalSection:
    """Everything that a page says of a school's signals."""

    lede: str
    rows: tuple[SignalRow, ...]
    legend: tuple[LegendItem, ...]
    table: Table | None
    grid: tuple[GridGroup, ...]
    refused: tuple[Refused, ...]
    weak: str
    meaning: str
    unmeasured: str
    taken: str
    not_told: str
    links: tuple[Link, ...]


def present(judged: Judged, *, csv_url: str, height: int = rows.SPARK) -> SignalSection | None:
    """The signals of a school; None where no outcome of its phase is judged at all. `height`: of a row's years."""
    signals = list_asked(judged.found)
    if not signals:
        return None
    known = [each for each in signals if each.estimate is not None]
    latest = latest_of(known)
    first = headlines_of(known)
    others = [each for each in known if each not in first]
    return SignalSection(
        lede=school_lede.say_lede([*first, *others]),
        rows=_with_findings(
            judged,
            [
                rows.present_row(
                    each,
                    scale=judged.scales.get(each.outcome.key),
                    outlook=judged.outlooks.get(each.outcome.key),
                    gaps=judged.gaps,
                    latest=latest,
                    height=height,
                )
                for each in first
            ],
        ),
        legend=rows.list_legend() if first else (),
        table=rows.make_table([*first, *others], caption="Every outcome judged, as figures") if known else None,
        grid=tuple(
            replace(group, rows=_with_findings(judged, group.rows))
            for group in rows.present_grid(others, scales=judged.scales, latest=latest)
        ),
        refused=list_refused(signals),
        weak=wording.say_weak(known),
        meaning=wording.MEANING if known else "",
        unmeasured=say_unmeasured(known),
        taken=wording.say_taken(known),
        not_told=wording.NOT_TOLD if any(each.word is None and each.refusal is None for each in known) else "",
        links=_links(csv_url, urn=judged.found.urn),
    )


def _with_findings(judged: Judged, shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """Rows with what people found behind them, and where this reader writes it down."""
    urn = judged.found.urn
    return tuple(
        replace(
            row,
            looked=judged.findings.find((urn, *judged.urns), row.key),
            write_url=judged.findings.write_url(urn, row.key),
        )
        for row in shown
    )


def list_asked(found: SchoolSignals) -> list[Signal]:
    """The outcomes that concern the school: those of a sixth form only where it has figures of one."""
    sixth = [each for each in found.signals if each.outcome.group == _SIXTH_FORM]
    if any(each.estimate is not None for each in sixth):
        return list(found.signals)
    return [each for each in found.signals if each.outcome.group != _SIXTH_FORM]


def headlines_of(known: Sequence[Signal]) -> list[Signal]:
    """The outcomes that are shown as rows."""
    by_key = {each.outcome.key: each for each in known}
    return [by_key[key] for key in HEADLINES if key in by_key]


def latest_of(known: Sequence[Signal]) -> AcademicYear:
    """The newest year of which any of the outcomes tells."""
    return max((each.years[-1] for each in known if each.years), default=AcademicYear(1980))


def list_refused(signals: Sequence[Signal]) -> tuple[Refused, ...]:
    """The outcomes that have no estimate, put together by reason."""
    reasons: dict[str, list[str]] = {}
    for each in signals:
        if each.estimate is None and each.refusal is not None:
            title, under = title_of(each.outcome.definition)
            reasons.setdefault(each.refusal.why, []).append(f"{title} ({under})" if under else title)
    return tuple(Refused(words.listed(list(dict.fromkeys(names))), why) for why, names in reasons.items())


def say_unmeasured(known: Sequence[Signal]) -> str:
    """What is not measured, in a sentence."""
    told = wording.list_unmeasured(known)
    return f"Not measured: {'; '.join(told)}." if told else ""


def _links(csv_url: str, *, urn: int) -> tuple[Link, ...]:
    links = (
        Link("Year by year, beside what was expected", address("school-trends", urn)),
        Link("How sure are we?", address("sure")),
        Link("How each outcome is judged", address("signal-methods")),
        Link("The same as CSV", csv_url),
    )
    return tuple(link for link in links if link.url)
