"""The `plait` command: wires things, decides nothing."""

import typer

app = typer.Typer(name="plait", no_args_is_help=True, add_completion=False, help="Plait: trust-led school improvement.")


def run() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    run()
