"""`plait data`: files in, builds listed, checked and pruned."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plait.cli.lazy import lazy_group
from plait.core.home import find_home
from plait.core.years import AcademicYear

if TYPE_CHECKING:
    from plait.indicators.store.imports import Imported
    from plait.indicators.store.reader import Store
    from plait.indicators.store.steps import Progress, Step

_SHOWN = 20  # lines of a list on the screen; `--csv` gives all

app = typer.Typer(
    cls=lazy_group({"fetch": "plait.cli.fetch:fetch"}),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Published data: fetch, import, check, prune.",
)

PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders; folders are walked.")]
YearOption = Annotated[
    str | None,
    typer.Option("--year", help="The academic year (2022/23) of files whose name and columns do not tell it."),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Files, figures, gaps and rejects as one CSV, in full.")]
KeepOption = Annotated[
    int, typer.Option("--keep", min=1, help="How many builds stay, the one that is served among them.")
]


@app.command("import")
def import_command(paths: PathsArgument, year: YearOption = None) -> None:
    """Build the data store from exactly these files, and serve it.

    An import replaces the whole: give all the files that the site should show, every time. Files that have not changed
    cost nothing. Until an import has finished, the build before it is served.
    """
    import_paths(paths, year=year)


@app.command()
def builds() -> None:
    """List the builds, the newest first; the one that is served is marked."""
    from plait.indicators.store.builds import list_builds

    found = list_builds(find_home())
    if not found:
        typer.echo("There is no build yet. Run: plait data import path/to/files")
    for build in found:
        mark = "*" if build.is_current else " "
        rows = (
            f"{build.manifest.tables.get('schools', 0):,} schools, {build.manifest.tables.get('values', 0):,} figures"
        )
        typer.echo(f"{mark} {build.manifest.name}  {rows}, {build.size / 1e6:,.1f} MB")


@app.command()
def check(*, csv: CsvOption = False) -> None:
    """Say what is there, how fresh it is, where figures are missing and why, and what was not taken."""
    from plait.indicators.store.reader import open_current

    store = open_current(find_home())
    if csv:
        _write_csv(store)
    else:
        _show_check(store)


@app.command()
def prune(keep: KeepOption = 3) -> None:
    """Remove old builds, and the signals that were kept with them; never the build that is served."""
    from plait.indicators.store.builds import clean_leftovers, hold_store, prune_builds
    from plait.insight.services import signals_upkeep

    home = find_home()
    with hold_store(home), signals_upkeep.hold(home):
        clean_leftovers(home)
        removed = prune_builds(home, keep=keep)
        lines = [f"Removed {name}." for name in removed]
        lines += [f"Removed the signals of {name}." for name in signals_upkeep.prune(home)]
    typer.echo("\n".join(lines) or "There was nothing to remove.")


def import_paths(paths: list[Path], *, year: str | None = None) -> "Imported":
    """Import files into the store of PLAIT_HOME, with progress on stderr and the outcome on stdout."""
    from plait.indicators.store.imports import import_data

    told = AcademicYear.parse(year) if year else None
    with _progress() as progress:
        imported = import_data(paths, find_home(), year=told, progress=progress)
    if imported.is_new:
        typer.echo(_outcome(imported))
    else:
        typer.echo(f"Nothing has changed. The build {imported.manifest.name} is served.")
    return imported


def _outcome(imported: "Imported") -> str:
    from plait.indicators.store.reader import open_current

    files = open_current(find_home()).table("files")
    rows = {
        name: int(files[f"rows_{name}"].sum()) for name in ("read", "kept", "national", "rejected", "repeated", "aside")
    }
    known = files.filter(files["source"] != "").height
    aside = f" Set aside: {files.height - known:,}." if files.height > known else ""
    return (
        f"{known:,} files, {rows['read']:,} rows read: {rows['kept']:,} kept, {rows['national']:,} totals left out, "
        f"{rows['rejected']:,} rejected, {rows['repeated']:,} repeats, {rows['aside']:,} of codebooks "
        f"and of files given twice.{aside}\n"
        f"{imported.manifest.tables['schools']:,} schools, {imported.manifest.tables['trusts']:,} trusts, "
        f"{imported.manifest.tables['values']:,} figures and gaps to {imported.manifest.period}.\n"
        f"The build {imported.manifest.name} is served. What was not taken, and why: plait data check"
    )


@contextmanager
def _progress() -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking at the files", total=None)

        def say(step: "Step") -> None:
            bar.update(task, description=step.name, completed=step.done, total=step.total)

        yield say


def _show_check(store: "Store") -> None:
    import datetime as dt

    import polars as pl

    from plait.indicators.store.check import freshness_frame, gaps_frame
    from plait.indicators.store.register import load_register

    manifest = store.manifest
    typer.echo(f"Build {manifest.name}, built {manifest.built_at} by Plait {manifest.plait_version}\n")
    typer.echo("Sources: files, latest, cadence")
    for row in freshness_frame(store, load_register(), today=dt.datetime.now(dt.UTC).date()).iter_rows(named=True):
        marks = [
            text
            for text, holds in (("a later one should be out", row["is_old"]), ("review is due", row["review_is_due"]))
            if holds
        ]
        tail = f"  ({'; '.join(marks)})" if marks else ""
        typer.echo(f"  {row['source']}: {row['files_n']}, {row['latest'] or 'undated'}, {row['cadence']}{tail}")
    aside = store.table("files").filter(pl.col("source") == "")
    _show_list("Set aside", [f"{row['path']}: {row['note']}" for row in aside.iter_rows(named=True)])
    typer.echo("\nFigures and gaps: indicator, year, figures, gaps by reason")
    for (indicator, year), part in gaps_frame(store).group_by("indicator", "year", maintain_order=True):
        counts = dict(part.select("reason", "n").iter_rows())
        gaps = ", ".join(f"{n:,} {reason.replace('_', ' ')}" for reason, n in counts.items() if reason)
        typer.echo(
            f"  {indicator}, {AcademicYear(int(str(year)))}: {counts.get(None, 0):,}{'; ' + gaps if gaps else ''}"
        )
    rejects = store.table("rejects")
    lines = [
        f"{row['path']}, row {row['row']}{', ' + row['column'] if row['column'] else ''}: {row['cause']} {row['mend']}"
        for row in rejects.head(_SHOWN).iter_rows(named=True)
    ]
    _show_list("Not taken", lines, whole=rejects.height)


def _show_list(title: str, lines: list[str], *, whole: int | None = None) -> None:
    total = len(lines) if whole is None else whole
    typer.echo(f"\n{title}: {total:,}")
    for line in lines[:_SHOWN]:
        typer.echo(f"  {line}")
    if total > _SHOWN:
        typer.echo(f"  … and {total - _SHOWN:,} more: plait data check --csv")


def _write_csv(store: "Store") -> None:
    from plait.core.spreadsheets import write_csv
    from plait.indicators.store.check import long_frame

    frame = long_frame(store)
    sys.stdout.write(write_csv(frame.columns, frame.iter_rows()))
