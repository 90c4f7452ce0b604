"""The `values` table: every figure of every school, with its year and denominator, or the reason for a gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from plait.core.missing import Reason
from plait.indicators.store.definition_parts import Definition, Derived
from plait.indicators.store.raw import RawFile, Reject
from plait.indicators.store.trust_values import assemble_trust_values
from plait.indicators.store.values_read import REASONS, FigureReader
from plait.indicators.store.values_resolve import resolve

# Where two figures are missing for two reasons, the gap between them is missing for the first of these.
_GRAVEST = (
    Reason.SUPPRESSED,
    Reason.LOW_COVERAGE,
    Reason.NOT_APPLICABLE,
    Reason.NOT_COLLECTED,
    Reason.NOT_PUBLISHED,
    Reason.ERROR,
)
# Reasons for which any school might have a figure: they are kept where the indicator applies to a school's phase.
_ORDINARY = [str(Reason.NOT_APPLICABLE), str(Reason.NOT_PUBLISHED)]
_DECIMALS = 6  # kept of a figure that Plait works out
_PARTS = ["urn", "year", "value", "reason", "cohort_n", "lo", "hi", "source"]


@dataclass(frozen=True, slots=True)
class Values:
    """The figures of one import.

    Attributes
    ----------
    values
        The `values` table, sorted by `urn`, `indicator`, `year`; `indicator`, `reason` and `source` are Enums whose
        categories are in alphabetical order (`reason`: in the order of `Reason`).
    trust_values
        The `trust_values` table, sorted by `uid`, `indicator`, `year`.
    codes
        The `codes` table: `path`, `source`, `column`, `code`, `reason`, `n`.
    rejects
        Values that were not taken: unknown texts, implausible figures, and one line for each pair of files that
        disagree.
    """

    values: pl.DataFrame
    trust_values: pl.DataFrame
    codes: pl.DataFrame
    rejects: tuple[Reject, ...]


def assemble_values(files: Sequence[RawFile], definitions: Mapping[str, Definition], schools: pl.DataFrame) -> Values:
    """Read every indicator from the files.

    A published figure is always kept, and so is the reason for which one is withheld. An ordinary gap is kept for
    schools of a phase to which the indicator applies (for all-through and middle schools, and those of which the phase
    is not known, always), so that a page can say why there is no figure.

    Parameters
    ----------
    files
        Files read as text.
    definitions
        What each indicator is and where it comes from.
    schools
        The `schools` table: `urn`, `phase`, `postcode`, `all_through`, `middle`.

    Returns
    -------
    Values
        Figures of schools and trusts, codes met, values rejected.
    """
    reader = FigureReader(files, schools)
    rejects: list[Reject] = []
    frames: dict[str, pl.DataFrame] = {}
    applies = _list_phases(schools)
    for definition in definitions.values():
        if definition.origins:
            resolved, told = resolve(reader.read(definition, definition.origins), definition, files)
            rejects += told
            frames[definition.id] = _drop_foreign_gaps(resolved.rename({"id": "urn"}), definition, applies)
    for definition in definitions.values():
        if definition.cohort_of and definition.id in frames:
            frames[definition.id] = _fill_cohort(frames[definition.id], frames[definition.cohort_of])
    for definition in definitions.values():
        if definition.derived:
            one, other = (frames[name] for name in definition.derived.of)
            frames[definition.id] = reader.refuse_implausible(_derive(definition.derived, one, other), definition)
    trust_values = assemble_trust_values(reader, definitions, rejects)
    values = _stack(frames, definitions, files)
    return Values(values, trust_values, reader.list_codes(), (*reader.rejects, *rejects))


def _list_phases(schools: pl.DataFrame) -> pl.DataFrame:
    spanning = [pl.col(name).fill_null(value=False) for name in ("all_through", "middle") if name in schools.columns]
    return schools.select(
        urn=pl.col("urn").cast(pl.Int32),
        phase=pl.col("phase").cast(pl.String),
        spanning=pl.any_horizontal(spanning) if spanning else pl.lit(value=False),
    )


def _drop_foreign_gaps(frame: pl.DataFrame, definition: Definition, applies: pl.DataFrame) -> pl.DataFrame:
    phases = [str(phase) for phase in definition.phases]
    own = applies.filter(pl.col("phase").is_in(phases) | pl.col("phase").is_null() | pl.col("spanning"))["urn"]
    ordinary = pl.col("reason").is_in(_ORDINARY).fill_null(value=False)  # a figure has no reason
    return frame.filter(~ordinary | pl.col("urn").is_in(own.implode()))


def _fill_cohort(frame: pl.DataFrame, cohorts: pl.DataFrame) -> pl.DataFrame:
    if frame["cohort_n"].null_count() == 0:
        return frame
    counts = cohorts.select("urn", "year", counted="value")
    joined = frame.join(counts, on=["urn", "year"], how="left", maintain_order="left")
    return joined.with_columns(cohort_n=pl.coalesce("cohort_n", "counted")).drop("counted")


def _derive(derived: Derived, one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    second = other.select("urn", "year", second="value", second_reason=pl.col("reason").cast(pl.String))
    joined = one.join(second, on=["urn", "year"], how="inner", maintain_order="left")
    if derived.kind == "difference":
        value = pl.col("value") - pl.col("second")
    else:
        value = pl.when(pl.col("second") != 0).then(derived.scale * pl.col("value") / pl.col("second"))
    first_reason = pl.col("reason").cast(pl.String)
    reason = pl.lit(str(Reason.NOT_APPLICABLE))
    for gravest in reversed(_GRAVEST):
        hit = (first_reason == str(gravest)).fill_null(value=False) | (
            pl.col("second_reason") == str(gravest)
        ).fill_null(value=False)
        reason = pl.when(hit).then(pl.lit(str(gravest))).otherwise(reason)
    joined = joined.with_columns(value=value.round(_DECIMALS), told=reason)
    nothing = pl.lit(None, pl.Float64)
    return joined.with_columns(
        reason=pl.when(pl.col("value").is_null()).then("told").cast(REASONS), lo=nothing, hi=nothing
    ).select(one.columns)


def _stack(
    frames: Mapping[str, pl.DataFrame], definitions: Mapping[str, Definition], files: Sequence[RawFile]
) -> pl.DataFrame:
    indicators = pl.Enum(sorted(definitions))
    sources = pl.Enum(sorted({raw.source.id for raw in files}))
    parts = [
        frames[name].select(_PARTS).with_columns(pl.col("source").cast(sources), indicator=pl.lit(name, indicators))
        for name in sorted(frames)
    ]
    columns = ["urn", "indicator", "year", "value", "reason", "cohort_n", "lo", "hi", "source"]
    return pl.concat(parts).select(columns).sort("urn", "indicator", "year", maintain_order=True)
