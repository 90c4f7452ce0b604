"""`plait summit`: the pack for a trust's school summit, without the site."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from plait.web.packs.parts import File, Pack

TrustOption = Annotated[int, typer.Option("--trust", help="UID of the trust.")]
ToOption = Annotated[Path, typer.Option("--to", help="Folder to write into; it is made if it is not there.")]
OutcomeOption = Annotated[
    list[str] | None,
    typer.Option("--outcome", help="Keep to this outcome, such as attainment8; may be given more than once."),
]
NeedsOption = Annotated[
    bool, typer.Option("--needs", help="Also say what schools may need: only for people who are entitled to know.")
]


def summit(
    trust: TrustOption,
    to: ToOption,
    outcome: OutcomeOption = None,
    needs: NeedsOption = False,  # noqa: FBT002
) -> None:
    """Write the pack for a school summit: slides, a document and the data, with trends and bright spots of a trust.

    The same build and version give the same bytes.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    import django
    from rich.console import Console

    django.setup()  # what pages say of a signal knows findings, though none is asked for here
    from plait.core.home import find_home
    from plait.indicators.store.reader import open_current
    from plait.insight.queries.summit import get_summit
    from plait.organisations.domain import Scope
    from plait.web.signals import summit_pack

    scope = Scope(open_data=True, needs_trusts=frozenset({trust}) if needs else frozenset())
    with Console(stderr=True).status("Gathering what the build holds …"):
        found = get_summit(scope, open_current(find_home()), trust, outcomes=outcome or ())
        pack = summit_pack.present(found)
    _write(pack, to)


def _write(pack: "Pack", to: Path) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from plait.web.packs.writing import write_files

    to.mkdir(parents=True, exist_ok=True)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks = {each: progress.add_task(f"Writing the {each}", total=None) for each in ("slides", "document", "data")}
        for file in write_files(
            pack, tell=lambda what, done, of: progress.update(tasks[what], completed=done, total=of)
        ):
            _keep(file, to)
            typer.echo(str(to / file.name))


def _keep(file: "File", to: Path) -> None:
    from plait.core.files import write_whole

    write_whole(to / file.name, lambda beside: beside.write_bytes(file.content))
