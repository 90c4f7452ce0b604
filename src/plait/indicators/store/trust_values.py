"""The `trust_values` table: figures that the publisher gives for a trust as a whole, with its own confidence limits."""

from collections.abc import Mapping

import polars as pl

from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.raw import Reject
from plait.indicators.store.values_read import REASONS, FigureReader
from plait.indicators.store.values_resolve import resolve

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "uid": pl.Int32,
    "indicator": pl.String,
    "year": pl.Int16,
    "value": pl.Float64,
    "reason": REASONS,
    "cohort_n": pl.Float64,
    "lo": pl.Float64,
    "hi": pl.Float64,
    "schools_n": pl.Int32,
    "source": pl.String,
}


def assemble_trust_values(
    reader: FigureReader, definitions: Mapping[str, Definition], rejects: list[Reject]
) -> pl.DataFrame:
    """Read the published figures of trusts.

    Parameters
    ----------
    reader
        Over the files of the import.
    definitions
        Indicators; those with `trust_origins` are read.
    rejects
        Takes one line for each pair of files that disagree.

    Returns
    -------
    pl.DataFrame
        The `trust_values` table, sorted by `uid`, `indicator`, `year`. Every trust of a file has a row, with a value
        or a reason.
    """
    indicators = pl.Enum(sorted(definitions))
    sources = pl.Enum(sorted({raw.source.id for raw in reader.files}))
    empty = pl.DataFrame(schema=_COLUMNS | {"indicator": indicators, "source": sources})
    parts = [empty]
    for definition in definitions.values():
        if definition.trust_origins:
            frame, told = resolve(reader.read(definition, definition.trust_origins), definition, reader.files)
            rejects += told
            parts.append(
                frame.rename({"id": "uid"})
                .with_columns(
                    pl.col("source").cast(sources),
                    pl.col("schools_n").cast(pl.Int32),
                    indicator=pl.lit(definition.id, indicators),
                )
                .select(_COLUMNS.keys())
            )
    return pl.concat(parts).sort("uid", "indicator", "year", maintain_order=True)
