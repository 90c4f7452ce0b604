"""The report as a page: the same parts, with charts as pictures and links to what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.goals.queries.board import Board
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.addresses import address
from plait.web.charts import difference
from plait.web.packs.paper import write_number
from plait.web.packs.parts import Chart, Pack, Page, Table
from plait.web.parts import Crumb, Link, Option


@dataclass(frozen=True, slots=True)
class Picture:
    """One school of a chart: its name, and its change with the interval."""

    name: str
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart, row by row, and the figures at both ends of its scale and in its middle."""

    name: str
    rows: tuple[Picture, ...]
    scale: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report."""

    id: str
    title: str
    lede: str
    legend: str
    points: tuple[str, ...]
    charts: tuple[Shown, ...]
    table: Table | None
    source: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the page shows."""

    title: str
    subtitle: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]
    since: str
    until: str
    downloads: tuple[Link, ...]
    links: tuple[Link, ...]
    trusts: tuple[Option, ...]
    trust: str
    crumbs: tuple[Crumb, ...]


def present(pack: Pack, *, board: Board, signals: TrustSignals | None, trusts: Sequence[Organisation]) -> ReportPage:
    """The page of a pack."""
    since, until = board.since.isoformat(), board.until.isoformat()
    asked = {"since": since, "until": until, "trust": str(board.trust.pk) if len(trusts) > 1 else ""}
    uid = board.trust.uid
    links = [
        Link("What we do alike: the register", address("alignment")),
        Link("What changed, school by school", address("trust-signals", uid) if uid and signals else ""),
        Link("How sure are we?", address("sure")),
    ]
    return ReportPage(
        title=pack.title,
        subtitle=pack.subtitle,
        lines=pack.lines,
        parts=tuple(_part(at, each) for at, each in enumerate(pack.pages, start=1)),
        since=since,
        until=until,
        downloads=(
            Link("Word", address("board-report-file", "docx", **asked)),
            Link("PDF", address("board-report-file", "pdf", **asked)),
            Link("Data (Excel and CSV)", address("board-report-file", "zip", **asked)),
        ),
        links=tuple(each for each in links if each.url),
        trusts=tuple(Option(str(each.pk), names.show(each.name), chosen=each.pk == board.trust.pk) for each in trusts)
        if len(trusts) > 1
        else (),
        trust=asked["trust"],
        crumbs=tuple(
            each
            for each in (Crumb("Plait", "/"), Crumb("Clear goals", address("curate")), Crumb("Report to trustees"))
            if each.url or each.label == "Report to trustees"
        ),
    )


def _part(at: int, page: Page) -> Part:
    return Part(
        id=f"part-{at}",
        title=page.title,
        lede=page.lede,
        legend=page.legend,
        points=page.points,
        charts=tuple(_show(each) for each in page.charts),
        table=page.table,
        source=page.source,
    )


def _show(chart: Chart) -> Shown:
    best = chart.series[-1]
    around = chart.series[-2]
    rows = []
    for at, name in enumerate(chart.categories):
        value = best.values[at]
        minus, plus = (None if side is None else side[at] for side in (around.minus, around.plus))
        if value is None or minus is None or plus is None:
            continue
        drawn = difference.draw(
            difference.Difference(
                label=name,
                best=value,
                low=value - minus,
                high=value + plus,
                band=0.0,
                reach=chart.high,
                signal=True,
                worded=False,
            )
        )
        rows.append(Picture(name, drawn))
    low, middle, high = (write_number(each, chart.number_format) for each in (-chart.high, 0.0, chart.high))
    return Shown(chart.name, tuple(rows), (low, middle, high))
