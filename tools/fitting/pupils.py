"""What schools count of their pupils beside the census table: free meals now, ethnicity, part time, young carers."""

from pathlib import Path

import numpy as np
import polars as pl

from fitting.population import add_copula
from fitting.reading import CENSUS, CONTEXT, PHASES, REGIONS, Array, Report, Value, number, read, tidy, urn

STATE_FUNDED = ("primary", "secondary", "special", "alternative", "nursery")
_SPC = "spine/spc_school_level_2022_23.csv.gz"
_CENSUSES = {2018: "census/england_census_2018_19.csv.gz", 2022: "census/england_census_2022_23.csv.gz"}
_EARLY = ("Number of early year pupils (years E1 and E2)", "Number of nursery pupils (years N1 and N2)")
_LEAST = 1e-4  # share of a group: what a regression puts below nought stands there


def fit_pupils(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Everything about the pupils of the school-level census file."""
    _fit_nurseries(report, schools, folder)
    _fit_meals(report, schools, folder)
    raw = read(folder / _SPC)
    _fit_counts(report, raw)
    _fit_ethnicity(report, raw)


def _fit_nurseries(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Context of nursery schools; nobody there has been eligible for six years, so `fsm` is those eligible now."""
    now = number("NUMFSM") / number("NOR") * 100
    eligible = read(folder / _CENSUSES[2022]).select(urn(), now.alias("fsm")).drop_nulls("URN")
    phase = schools.filter(pl.col("phase_type_grouping") == PHASES["nursery"]).drop("fsm").join(eligible, on="URN")
    add_copula(report, "context.nursery", phase, CONTEXT)


def _fit_meals(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Pupils eligible now for each pupil eligible at any time in six years, in both censuses."""
    fsm = next(key for key, name in CENSUS.items() if name == "fsm")
    for key in STATE_FUNDED[:4]:
        phase = schools.filter(pl.col("phase_type_grouping") == PHASES[key]).select("URN")
        entries: dict[str, Value] = {}
        for year, file in _CENSUSES.items():
            frame = read(folder / file).select(
                urn(), number("NOR").alias("n"), number("NUMFSM").alias("now"), (number(fsm) / 100).alias("ever")
            )
            frame = frame.drop_nulls().filter((pl.col("n") >= 30) & (pl.col("ever") > 0.05)).join(phase, on="URN")
            n, now, ever = (frame[name].to_numpy().astype(np.float64) for name in ("n", "now", "ever"))
            entries[f"ratio_{year}"] = float(now.sum() / (n * ever).sum())
            low, high = np.quantile(now / (n * ever), [0.16, 0.84])
            entries["sd"] = float(high - low) / 2
        report.table(f"meals.{key}", entries)


def _fit_counts(report: Report, raw: pl.DataFrame) -> None:
    """Shares of part-time pupils in early years, of meals taken, and of young carers in the schools that record any."""
    for key in STATE_FUNDED:
        phase = raw.filter(pl.col("phase_type_grouping") == PHASES[key])
        roll = _sum(phase, "headcount of pupils")
        carers = phase.filter(number("number of pupils who are a young carer") > 0)
        part_time = _sum(phase, "part time pupils") / max(sum(_sum(phase, name) for name in _EARLY), 1.0)
        taking = _sum(phase, "number of FSM eligible pupils taking a free school meal on census day")
        report.table(
            f"pupils.{key}",
            {
                "part_time_of_early_years": min(part_time, 1.0),
                "meals_taken": taking / _sum(phase, "number of pupils known to be eligible for free school meals"),
                "carers_recorded": carers.height / phase.height,
                "carers": _sum(carers, "number of pupils who are a young carer") / _sum(carers, "headcount of pupils"),
                "unclassified": _sum(phase, "number of pupils unclassified") / roll,
            },
        )


def _sum(frame: pl.DataFrame, column: str) -> float:
    return float(frame.select(number(column).sum()).item())


def _fit_ethnicity(report: Report, raw: pl.DataFrame) -> None:
    """For each region, the mean ethnic mix of pupils with English as first language, and of the others.

    A regression of a group's share on the share with another first language, weighted by pupils (Goodman, 1953): its
    value at nought is the mix of the one, and at a hundred that of the others.
    """
    groups = [name for name in raw.columns if name.startswith("% of pupils classified as")]
    eal = "% of pupils whose first language is known or believed to be other than English"
    frame = raw.filter(pl.col("phase_type_grouping").is_in([PHASES[key] for key in STATE_FUNDED])).select(
        "region_name", number("headcount of pupils").alias("n"), number(eal).alias("eal"), *map(number, groups)
    )
    frame = frame.drop_nulls().filter(pl.col("n") > 0)
    names = (name.removeprefix("% of pupils classified as ").removesuffix(" ethnic origin") for name in groups)
    entries: dict[str, Value] = {"groups": "|".join(names)}
    for region in REGIONS:
        here = frame.filter(pl.col("region_name") == region)
        shares = here.select(groups).to_numpy().astype(np.float64)
        english, other = _mix(shares, here["eal"].to_numpy() / 100, here["n"].to_numpy())
        label = region.lower().replace(" ", "_")
        entries |= {f"english_{label}": tidy(english), f"other_{label}": tidy(other)}
    report.table("ethnicity", entries)


def _mix(shares: Array, eal: Array, pupils: Array) -> tuple[Array, Array]:
    design = np.column_stack([1 - eal, eal])
    weighted = design * pupils[:, None]
    mixes = np.linalg.solve(weighted.T @ design, weighted.T @ (shares / 100))
    mixes = np.maximum(mixes, _LEAST)
    return mixes[0] / mixes[0].sum(), mixes[1] / mixes[1].sum()
