"""Which schools there are, what they work with, how that changes, and when they joined trusts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from fitting.reading import (
    CENSUS,
    CONTEXT,
    INTAKE,
    PHASES,
    REGIONS,
    Report,
    Value,
    correlate,
    load_core_ks4,
    load_ks4,
    load_similar,
    matrix,
    number,
    probit,
    quantiles,
    read,
    regress,
    scores,
    tidy,
    urn,
    vector,
)


def fit_population(report: Report, schools: pl.DataFrame) -> None:
    """How many schools of which phase, how many of them academies, and how trusts are sized."""
    open_schools = schools.filter(pl.col("headcount") > 0)
    for key, label in PHASES.items():
        phase = open_schools.filter(pl.col("phase_type_grouping") == label)
        academies = phase.filter(pl.col("academy_flag") == "Academy") if key != "independent" else phase.head(0)
        religious = phase.filter(~pl.col("denomination").is_in(["No religious character", ""]))
        report.table(
            f"phase.{key}",
            {
                "share": phase.height / open_schools.height,
                "academy_share": academies.height / max(phase.height, 1),
                "religious_share": religious.height / max(phase.height, 1),
                "catholic_share": phase.filter(pl.col("denomination") == "Roman Catholic").height
                / max(phase.height, 1),
                "pupils": quantiles(phase["headcount"].drop_nulls().to_numpy()),
                "region_share": tidy(
                    phase.filter(pl.col("region") == r).height / max(phase.height, 1) for r in REGIONS
                ),
                "rural_share": phase.filter(pl.col("urban_rural").str.contains("Rural")).height / max(phase.height, 1),
            },
        )
    sizes = open_schools.filter(pl.col("trust").is_not_null())["trust"].value_counts()["count"].to_numpy().astype(float)
    multi = sizes[sizes >= 2]
    report.table(
        "trusts",
        {
            "single_share": float((sizes == 1).mean()),
            "academies_in_single_share": float(sizes[sizes == 1].sum() / sizes.sum()),
            "multi_size": quantiles(multi),
        },
    )


def add_copula(report: Report, name: str, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Marginal quantiles and, within regions, the Cholesky factor of the normal-score correlations."""
    complete = frame.select("region", *columns).drop_nulls()
    region = complete["region"].to_numpy()
    z = matrix(complete, columns)
    shifts: dict[str, Value] = {"variables": "|".join(columns)}
    within = z.copy()
    for label in REGIONS:
        inside = region == label
        mean = z[inside].mean(axis=0) if inside.any() else np.zeros(len(columns))
        within[inside] -= mean
        shifts[label.lower().replace(" ", "_")] = [round(float(value), 3) for value in mean]
    spread = np.sqrt((within**2).mean(axis=0))
    correlation = np.atleast_2d(np.corrcoef(within, rowvar=False))
    factor = np.linalg.cholesky(correlation)
    whole = np.atleast_2d(np.corrcoef(z, rowvar=False))
    report.table(f"{name}.marginal", {column: quantiles(vector(complete, column)) for column in columns})
    report.table(f"{name}.region_shift", shifts)
    report.table(
        f"{name}.within",
        {
            "schools": len(complete),
            "sd": tidy(spread),
            **{f"cholesky_{i}": [round(float(v), 4) for v in factor[i, : i + 1]] for i in range(len(columns))},
            **{f"correlation_{i}": [round(float(v), 3) for v in whole[i]] for i in range(len(columns))},
        },
    )


def fit_context(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Copulas of context by phase; the intake of secondaries comes from the similar-schools inputs."""
    for key in ("primary", "special", "alternative"):
        phase = schools.filter(pl.col("phase_type_grouping") == PHASES[key])
        add_copula(report, f"context.{key}", phase, CONTEXT)
    similar = load_similar(folder)
    secondary = schools.filter(pl.col("phase_type_grouping") == PHASES["secondary"]).join(similar, on="URN", how="left")
    add_copula(report, "context.secondary", secondary, INTAKE)
    _fit_prior_bands(report, similar, folder)
    _fit_primary_inputs(report, folder)


def _fit_prior_bands(report: Report, similar: pl.DataFrame, folder: Path) -> None:
    gap = vector(similar, "reading_gap")
    priors = load_ks4(folder).join(similar, on="URN").select("prior", "PTPRIORLO", "PTPRIORHI").drop_nulls()
    entries: dict[str, Value] = {"reading_gap_sd": float(gap.std()), "reading_gap_mean": float(gap.mean())}
    for name in ("PTPRIORLO", "PTPRIORHI"):
        beta, residual, _ = regress(probit(vector(priors, name), 0.005), vector(priors, "prior")[:, None] - 105)
        entries[f"{name.lower()}_probit"] = tidy(beta)
        entries[f"{name.lower()}_sd"] = float(residual.std())
    report.table("secondary.prior_bands", entries)


def _fit_primary_inputs(report: Report, folder: Path) -> None:
    sample = read(folder / "similar_schools/dfe_similar_primary_values_sample.csv")
    names = {"PPPerc": "fsm", "Polar4QuintilePupils": "polar", "PStability": "stability", "IdaciPupils": "idaci"}
    names["Ks1PriorRwmAverage"] = "ks1"
    primary = sample.select(number(key).alias(new) for key, new in names.items()).drop_nulls()
    fsm = scores(vector(primary, "fsm"))
    for name in ("polar", "stability", "idaci", "ks1"):
        values = vector(primary, name)
        r = correlate(fsm, scores(values))
        report.table(f"primary.{name}", {"mean": float(values.mean()), "sd": float(values.std()), "r_fsm": r})


def fit_membership(report: Report, folder: Path) -> None:
    """When schools joined trusts, and how many conversions merge schools."""
    members = read(folder / "trusts/trust_membership_long.csv.gz").drop_nulls("JOINED_DATE").sort("AS_AT")
    last = members.unique("URN", keep="last", maintain_order=True)
    joined = last["JOINED_DATE"].str.slice(0, 4).cast(pl.Int32, strict=False).drop_nulls().to_numpy()
    months = members["JOINED_DATE"].str.slice(5, 2).cast(pl.Int32, strict=False).drop_nulls().to_numpy()
    counts = [int((joined == year).sum()) for year in range(2008, 2026)]
    # A snapshot of April 2022 on is partial, so later years take the yearly mean of 2019 to 2021.
    counts = counts[:14] + [round(sum(counts[11:14]) / 3)] * 4
    kinds = read(folder / "spine/gias_links_20250727.csv.gz")["LinkType"].drop_nulls().to_list()
    successors = [kind for kind in kinds if kind.startswith("Successor")]
    merged = sum("merged" in kind or "amalgam" in kind for kind in successors)
    report.table(
        "history",
        {
            "first_joining_year": 2008,
            "joining_share": tidy(count / sum(counts) for count in counts),
            "september_share": float((months == 9).mean()),
            "merged_share": merged / len(successors),
        },
    )


def fit_change(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """How far context moves in four years."""
    earlier = read(folder / "census/england_census_2018_19.csv.gz").select(
        urn(), *(number(key).alias(f"{new}_was") for key, new in CENSUS.items())
    )
    both = schools.join(earlier.drop_nulls("URN"), on="URN")
    for key in ("primary", "secondary"):
        phase = both.filter(pl.col("phase_type_grouping") == PHASES[key])
        kept, moved = [], []
        for name in CONTEXT:
            pair = phase.select(name, f"{name}_was").drop_nulls()
            now, was = vector(pair, name), vector(pair, f"{name}_was")
            kept.append(correlate(scores(now), scores(was)))
            moved.append(float(now.mean() / was.mean()))
        entries: dict[str, Value] = {"r_four_years": tidy(kept), "ratio_four_years": tidy(moved)}
        report.table(f"change.{key}", {"variables": "|".join(CONTEXT), **entries})


def fit_years(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Yearly means of Attainment 8, and where selective schools stand."""
    secondaries = schools.filter(pl.col("phase_type_grouping") == PHASES["secondary"]).select("URN")
    means: dict[str, Value] = {}
    for year in (2016, 2017, 2018, 2019):
        column = "ATT8SCR" if year == 2019 else "Attainment 8"
        raw = read(folder / f"ks4/ks4_core_{year - 1}_{year % 100}.csv.gz")
        frame = raw.select(urn(), number(column).alias("a8")).join(secondaries, on="URN")
        means[f"mean_{year}"] = float(vector(frame, "a8").mean())
    full = load_ks4(folder)
    selective = full.filter(pl.col("ADMPOL_PT") == "SEL")
    pair = load_core_ks4(folder, 2024).join(load_core_ks4(folder, 2025), on="URN").drop_nulls(["a8_2024", "a8_2025"])
    means |= {
        "mean_2023": float(vector(full, "ATT8SCR").mean()),
        "sd_2023": float(vector(full, "ATT8SCR").std()),
        "p8_sd_2023": float(vector(full, "P8MEA").std()),
        "selective_a8": float(vector(selective, "ATT8SCR").mean()),
        "selective_p8": float(vector(selective, "P8MEA").mean()),
        "selective_fsm": float(vector(selective, "PNUMFSMEVER").mean()),
        "r_2024_2025_all": correlate(vector(pair, "a8_2024"), vector(pair, "a8_2025")),
    }
    report.table("secondary.years", means)
