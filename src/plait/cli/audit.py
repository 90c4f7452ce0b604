"""`plait audit`: check that nobody changed the audit trail, and write it to a file."""

from pathlib import Path
from typing import Annotated

import typer

from plait.core.chain import Head, Verified
from plait.core.errors import PlaitError

app = typer.Typer(
    name="audit", no_args_is_help=True, help="The audit trail: check it, and write it to a file: plait audit verify"
)


class TrailBroken(PlaitError):
    """The audit trail is not as it was written."""


@app.command()
def verify(
    noted: Annotated[
        list[str] | None,
        typer.Option("--noted", help="An end that this command showed before, which the trail must still have had."),
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Check this export instead of the database.")] = None,
) -> None:
    """Check every entry against the one before it; exit code 1 says that the trail was tampered with.

    Note the end that it shows somewhere else: whoever can rewrite the whole database, the trail with it, can be found
    only by an end that was noted outside.
    """
    from plait.cli.database import open_database

    heads = [Head.parse(text) for text in noted or ()]
    open_database()
    from plait.core.services import audit, audit_exports

    found = audit_exports.verify_file(file, noted=heads) if file else audit.verify(noted=heads)
    _tell(found)


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="The file to write: .jsonl can be checked later, .csv is a table.")],
) -> None:
    """Write the whole audit trail to a file that only you can read; the export itself is noted in the trail."""
    from plait.cli.database import open_database

    open_database()
    from plait.core.services import audit_exports

    head = audit_exports.export(to)
    typer.echo(f"{_count(head.count)} written to {to}.")
    typer.echo(f"It ends at {head}")


def _tell(found: Verified) -> None:
    if not found.whole:
        raise TrailBroken(
            "The audit trail was tampered with.",
            why=f"{found.why} What comes before it ({_count(found.n)}) is as it was written.",
            mend="Keep the database as it is, compare it with an earlier backup, and tell whoever is responsible.",
        )
    typer.echo(f"The audit trail is whole: {_count(found.n)}, {found.erased_n:,} of them with erased contents.")
    typer.echo(f"It ends at {found.head}")


def _count(n: int) -> str:
    return "1 entry" if n == 1 else f"{n:,} entries"
