"""The `distributions` table: how each indicator is spread over the schools of a phase in a year."""

import polars as pl

from plait.organisations.domain import Phase

BINS = 64
EVERY = "all"  # the pooled phase
# Fewer schools than this have no distribution: a strip of them would show each one.
FEWEST_SCHOOLS = 10
# The axis runs from the 1st to the 99th percentile, widened by this share of its length on either side; what lies
# beyond is counted in the outermost bin.
_WIDENED = 0.05
# Pooled: mainstream state schools. Special schools, alternative provision and independent schools have distributions of
# their own; pooled with the others they would make a second hump.
_POOLED = (Phase.PRIMARY, Phase.SECONDARY)
_QUANTILES = {
    "p01": 0.01,
    "p05": 0.05,
    "p10": 0.1,
    "p25": 0.25,
    "p50": 0.5,
    "p75": 0.75,
    "p90": 0.9,
    "p95": 0.95,
    "p99": 0.99,
}
# Significant figures kept, so that a build does not depend on how many cores added the figures up.
_FIGURES = 12
_KEY = ["indicator", "year", "phase"]


def assemble_distributions(values: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """Summarise each indicator, year and phase, unweighted over schools.

    Every school of known phase with a figure of that year counts, also one that has closed since. Phase `all` pools
    primary and secondary schools (which takes in middle and all-through schools), so it is about mainstream state
    schools. Groups of fewer than `FEWEST_SCHOOLS` are left out.

    Parameters
    ----------
    values
        The `values` table: `urn`, `indicator`, `year`, `value`.
    schools
        The `schools` table: `urn`, `phase`.

    Returns
    -------
    pl.DataFrame
        `indicator`, `year`, `phase`, `n`, `mean`, `sd` (n − 1), `p01` … `p99` (linear interpolation), `bin_lo` and
        `bin_hi` (the ends of the axis, in the indicator's unit), `bins` (64 counts whose sum is `n`); sorted by key.
    """
    phases = schools.select(pl.col("urn").cast(pl.Int32), pl.col("phase").cast(pl.String)).drop_nulls()
    held = values.lazy().filter(pl.col("value").is_not_null()).select("urn", "indicator", "year", "value")
    years = values["year"].unique().sort()
    # A year at a time: all of them at once would take several times the memory of the figures themselves.
    return pl.concat(
        [_of_year(held.filter(pl.col("year") == year), phases) for year in years] or [_of_year(held, phases)]
    ).sort(_KEY)


def _of_year(held: pl.LazyFrame, phases: pl.DataFrame) -> pl.DataFrame:
    known = held.join(phases.lazy(), on="urn", how="inner").select(*_KEY, "value").collect()
    pooled = known.filter(pl.col("phase").is_in([str(phase) for phase in _POOLED])).with_columns(phase=pl.lit(EVERY))
    figures = pl.concat([known, pooled])
    summary = _summarise(figures).filter(pl.col("n") >= FEWEST_SCHOOLS)
    return summary.join(_count_bins(figures, summary), on=_KEY, how="left")


def _summarise(figures: pl.DataFrame) -> pl.DataFrame:
    value = pl.col("value")
    summary = (
        figures.lazy()
        .group_by(_KEY)
        .agg(
            n=pl.len().cast(pl.Int32),
            mean=value.mean().round_sig_figs(_FIGURES),
            sd=value.std().round_sig_figs(_FIGURES),
            **{
                name: value.quantile(at, interpolation="linear").round_sig_figs(_FIGURES)
                for name, at in _QUANTILES.items()
            },
        )
        .collect()
    )
    # Where nearly all schools have the same figure, the axis still needs a length.
    length = pl.max_horizontal(pl.col("p99") - pl.col("p01"), pl.col("mean").abs() * 1e-6, pl.lit(1e-6))
    return summary.with_columns(
        bin_lo=pl.col("p01") - _WIDENED * length, bin_hi=pl.col("p01") + (1 + _WIDENED) * length
    )


def _count_bins(figures: pl.DataFrame, summary: pl.DataFrame) -> pl.DataFrame:
    place = (pl.col("value") - pl.col("bin_lo")) / (pl.col("bin_hi") - pl.col("bin_lo")) * BINS
    counted = (
        figures.lazy()
        .join(summary.lazy().select(*_KEY, "bin_lo", "bin_hi"), on=_KEY, how="inner")
        .select(*_KEY, bin=place.floor().clip(0, BINS - 1).cast(pl.Int32))
        .group_by(*_KEY, "bin")
        .len("count")
    )
    axis = (
        summary.lazy()
        .select(_KEY)
        .join(pl.LazyFrame({"bin": pl.int_range(BINS, dtype=pl.Int32, eager=True)}), how="cross")
    )
    full = axis.join(counted, on=[*_KEY, "bin"], how="left").sort(*_KEY, "bin")
    return full.group_by(_KEY, maintain_order=True).agg(bins=pl.col("count").fill_null(0).cast(pl.Int32)).collect()
