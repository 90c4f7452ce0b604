"""`plait simulate`: write a fictional sector in official file shapes."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Scale(StrEnum):
    """How large a sector."""

    DEMO = "demo"
    ENGLAND = "england"


ToOption = Annotated[
    Path, typer.Option("--to", help="Folder to write: official shapes in files/, the truth in truth/.")
]
ScaleOption = Annotated[
    Scale, typer.Option("--scale", help="demo: 2,400 schools in 150 trusts. england: 22,000 in 1,400.")
]
SchoolsOption = Annotated[int | None, typer.Option("--schools", help="Open schools, instead of the scale’s.")]
TrustsOption = Annotated[int | None, typer.Option("--trusts", help="Open trusts, instead of the scale’s.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Same seed, same bytes.")]


def simulate(
    to: ToOption,
    scale: ScaleOption = Scale.DEMO,
    schools: SchoolsOption = None,
    trusts: TrustsOption = None,
    seed: SeedOption = 20260901,
) -> None:
    """Write a fictional sector: a whole invented England, with the truth about every school beside it."""
    from rich.console import Console

    from plait.core.errors import PlaitError
    from plait.simulation.errors import SimulationError
    from plait.simulation.sector import SCALES, generate_sector
    from plait.simulation.writing import write_sector

    console = Console(stderr=True)
    default_schools, default_trusts = SCALES[scale.value]
    wanted = schools or default_schools
    try:
        with console.status("Founding schools and trusts …") as status:
            sector = generate_sector(
                seed, schools=wanted, trusts=trusts or round(wanted * default_trusts / default_schools)
            )
            written = write_sector(to, sector, tell=lambda what: status.update(f"Writing {what} …"))
    except SimulationError as error:
        raise PlaitError(error.what, why=error.why, mend=error.mend) from error
    console.print(
        f"{written.files_n} files ({written.bytes_n / 1e6:.0f} MB) in {written.files}; the truth in {written.truth}."
    )
