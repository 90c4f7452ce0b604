"""`plait lab`: prove the signals and the trajectories against sectors whose truth is known, and on real years."""

import os
from pathlib import Path
from typing import Annotated

import typer

_THREADS = {"OPENBLAS_NUM_THREADS": "1"}  # NumPy's own setting, not one of Plait's

app = typer.Typer(
    name="lab", no_args_is_help=True, help="Prove the signals: on sectors of known truth, and out of time."
)

ToOption = Annotated[Path | None, typer.Option("--to", help="Folder for the report, the pictures and the figures.")]


@app.command(name="run")
def run_lab(
    sectors: Annotated[int, typer.Option("--sectors", min=2, help="How many sectors of each kind.")] = 50,
    to: ToOption = None,
    quick: Annotated[bool, typer.Option("--quick", help="Small sectors: to see that it runs.")] = False,  # noqa: FBT002
    seed: Annotated[int | None, typer.Option("--seed", help="Same seed, same figures.")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; the figures do not depend on it.")] = 1,
) -> None:
    """Draw sectors with a known truth, estimate them as the product does, and report how the estimates fare."""
    # Before NumPy is loaded: threads of many small matrix products wait for each other longer than they work.
    for name, value in _THREADS.items():
        os.environ.setdefault(name, value)
    from rich.console import Console

    from plait.insight.lab import pictures, records, report, runs, targets

    console = Console(stderr=True)
    order = runs.Order(sectors=sectors, quick=quick, seed=runs.SEED if seed is None else seed, workers=workers)
    with console.status("Drawing sectors …") as status:
        figures = runs.run(order, tell=lambda done: status.update(f"Sectors: {done} …"))
    if to is not None:
        pictures.write_all(figures, to)
        (to / records.RUN).write_text(records.to_toml(figures), encoding="utf-8")
        (to / "report.md").write_text("# What the lab found\n\n" + report.write_run(figures), encoding="utf-8")
        console.print(f"The report is in {to / 'report.md'}.")
    for target in targets.check(figures):
        typer.echo(f"{'met    ' if target.met else 'NOT MET'}  {target.aim}: {target.found}")


@app.command(name="real")
def run_real(to: ToOption = None) -> None:
    """Foretell real years from the years before them, beside what peers use; from the build that is served."""
    import dataclasses

    from rich.console import Console

    from plait.core.home import find_home
    from plait.indicators.store.reader import open_current
    from plait.insight.lab import real, records, report

    console = Console(stderr=True)
    with console.status("Foretelling …") as status:
        found = real.foretell_all(
            open_current(find_home()), tell=lambda outcome: status.update(f"Foretelling {outcome} …")
        )
    rows = [dataclasses.asdict(each) for each in found]
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        (to / records.REAL).write_text(records.to_toml({"real": rows}), encoding="utf-8")
    typer.echo(report.write_real(rows), nl=False)


@app.command(name="page")
def write_page(
    figures: Annotated[Path, typer.Argument(help="Folder to which “lab run” and “lab real” have written.")],
    page: Annotated[Path, typer.Option("--page", help="Page of the documentation.")] = Path("docs/methods/lab.md"),
) -> None:
    """Put the figures of a run into the documentation: the page, its pictures, and the figures beside them."""
    from plait.insight.lab import pictures, records

    found = records.read(figures / records.RUN) | records.read(figures / records.REAL)
    beside = page.parent / f"{page.stem}-results.toml"
    beside.write_text(records.to_toml(found), encoding="utf-8")
    pictures.write_all(found, page.parent / page.stem)
    woven = records.weave(page.read_text(encoding="utf-8"), found, pictures=f"{page.stem}/")
    page.write_text(woven, encoding="utf-8")
    typer.echo(f"{page} and {beside} hold the figures.")
