"""`plait trajectory`: what became of the schools of a trust since they joined, without the site."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from plait.insight.queries.trajectory_answers import TrustTrajectory

TrustOption = Annotated[int, typer.Option("--trust", help="UID of the trust.")]
OutcomeOption = Annotated[
    str | None, typer.Option("--outcome", help="Indicator, such as ks2_rwm_expected; without it, one for each phase.")
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Write CSV with every school and year, instead of a table.")]


def trajectory(trust: TrustOption, outcome: OutcomeOption = None, csv: CsvOption = False) -> None:  # noqa: FBT002
    """Follow every school of a trust since it joined, against schools in like circumstances over the same years.

    The same build and version give the same bytes: both stand in every row, with the seed.
    """
    from plait.core.home import find_home
    from plait.core.spreadsheets import write_csv
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import trajectories, trajectory_tables
    from plait.organisations.domain import Scope

    found = trajectories.list_of_trust(
        Scope(open_data=True), store=open_current(find_home()), uid=trust, outcome=outcome
    )
    if csv:
        frame = trajectory_tables.frame(found)
        typer.echo(write_csv(frame.columns, frame.iter_rows()), nl=False)
        return
    for each in found:
        _print(each)


def _print(found: "TrustTrajectory") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from plait.insight.queries.trajectory_answers import LEVEL

    title = f"{found.name} ({found.uid}): {found.outcome.short}, {found.phase.label.lower()}s, in {found.unit}"
    table = Table(title=escape(title))
    for heading in ("URN", "Name", "Joined", "Today", "Years"):
        table.add_column(heading)
    for heading in ("Difference", f"{LEVEL:.0%} interval"):
        table.add_column(heading, justify="right")
    for each in found.schools:
        change = each.change
        counted = change.placebo is not None
        low, high = change.interval(LEVEL)
        table.add_row(
            *(str(each.urn), escape(each.name), each.joined.isoformat(), each.standing.value),
            f"{len(change.base_years)} before, {len(change.after_years)} after" if counted else str(each.because),
            f"{change.difference:+.2f}" if counted else "",
            f"{low:+.2f} to {high:+.2f}" if counted else "",
        )
    console = Console()
    console.print(table)
    for sentence in _say(found):
        console.print(escape(sentence))


def _say(found: "TrustTrajectory") -> Iterator[str]:
    from plait.insight.queries.trajectory_answers import LEVEL, list_cautions

    if found.pooled is None:
        yield found.refusal
    else:
        low, high = found.pooled.interval(LEVEL)
        yield (
            f"Mean of {found.counted_n} schools, beside their neighbours: {found.pooled.difference:+.2f}"
            f" ({low:+.2f} to {high:+.2f})."
        )
    if found.alike is not None:
        low, high = found.alike.interval(LEVEL)
        agree = "" if found.readings_agree else " The two readings disagree: believe neither alone."
        yield (
            f"Beside schools with the same results before: {found.alike.difference:+.2f}"
            f" ({low:+.2f} to {high:+.2f}).{agree}"
        )
    if found.rebound_likely:
        yield "The year before joining was low: a rise after it may be a rebound. It is not in the level before."
    for caution, schools_n in list_cautions(found).items():
        yield f"{caution.value[0].upper()}{caution.value[1:]}: {schools_n} of {found.counted_n}."
    yield f"Method {found.method}, recipe {found.recipe}, seed {found.seed}, build {found.build}."
