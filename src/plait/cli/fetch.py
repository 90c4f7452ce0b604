"""`plait data fetch`: bring the current official files from their public pages."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from plait.core.home import find_home
from plait.indicators.store.fetch import Fetched, FetchError, FetchPlan, fetch_file, plan_fetch
from plait.indicators.store.register import load_register

SourcesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[SOURCE]…", help="Ids of sources, as the register has them. None: all.")
]
ToOption = Annotated[
    Path | None, typer.Option("--to", help="The folder for the files. Else `downloads` in PLAIT_HOME.")
]
LoopbackOption = Annotated[bool, typer.Option("--allow-loopback", help="Let files come from this machine unencrypted.")]

_WORDS = {"new": "fetched", "changed": "fetched; it has changed", "same": "unchanged"}


def fetch(sources: SourcesArgument = None, to: ToOption = None, *, allow_loopback: LoopbackOption = False) -> None:
    """Fetch the current official files, or say where to download them by hand."""
    console = Console(stderr=True)
    folder = to.expanduser() if to else find_home().downloads
    failed = False
    try:
        plans = _choose(sources or [])
    except FetchError as fault:
        console.print(str(fault), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from fault
    by_hand = [plan for plan in plans if not plan.urls]
    with _progress(console) as progress:
        for plan in plans:
            if plan.urls:
                failed |= not _fetch_one(plan, folder, progress, allow_loopback=allow_loopback)
    for plan in by_hand:
        typer.echo(f"{plan.source}: download {plan.name or 'it'} by hand from {plan.page}")
    if failed:
        raise typer.Exit(1)


def _choose(wanted: list[str]) -> list[FetchPlan]:
    register = load_register()
    unknown = sorted(set(wanted) - set(register.entries))
    if unknown:
        raise FetchError(
            f"There is no source “{unknown[0]}”.", mend="Leave the names out to fetch all that can be fetched."
        )
    chosen = [entry.source for entry in register.entries.values() if not wanted or entry.source.id in wanted]
    today = dt.datetime.now(dt.UTC).date()
    plans = [(source, plan_fetch(source, today=today)) for source in chosen]
    empty = frozenset[str]()
    return [
        plan or FetchPlan(source.id, source.page, (), "", empty, None, 0)
        for source, plan in plans
        if plan is not None or wanted
    ]


def _fetch_one(plan: FetchPlan, folder: Path, progress: Progress, *, allow_loopback: bool) -> bool:
    task = progress.add_task(plan.source, total=None)

    def report(done: int, whole: int | None) -> None:
        progress.update(task, completed=done, total=whole)

    try:
        fetched = fetch_file(plan, to=folder, allow_loopback=allow_loopback, report=report)
    except FetchError as fault:
        progress.console.print(f"{plan.source}: {fault}", style="red", markup=False, soft_wrap=True)
        return False
    progress.update(task, completed=fetched.size, total=fetched.size)
    typer.echo(_sentence(plan, fetched))
    return True


def _sentence(plan: FetchPlan, fetched: Fetched) -> str:
    return f"{plan.source}: {_WORDS[fetched.outcome]}: {fetched.path} ({fetched.size:,} bytes, sha256 {fetched.sha256})"


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
    )
