"""Outcomes at secondary and primary schools: what follows context, what lasts, what is chance."""

import math
from pathlib import Path

import numpy as np
import polars as pl

from fitting.reading import (
    CONTEXT,
    INTAKE,
    Array,
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
    tidy,
    urn,
    vector,
)

AR_SHARE, AR_RHO = 0.4, 0.9  # the lasting effect: 60 % permanent, 40 % first-order autoregressive
LAG_ONE = (1 - AR_SHARE) + AR_SHARE * AR_RHO
A8_PUPIL_SD = 19.0  # points; the spread of pupils' Attainment 8, from the national distribution
_YEAR_GROUPS = {"secondary": 5.6, "primary": 7.1}  # mean, of pupils on roll to pupils in the cohort


def split_variance(first: Array, second: Array, sampling: float) -> dict[str, Value]:
    """Lasting and school-by-year SD from residuals of two neighbouring years and a known sampling variance."""
    covariance = float(np.cov(first, second)[0, 1])
    total = float((first.var() + second.var()) / 2)
    lasting = covariance / LAG_ONE
    return {
        "residual_sd": math.sqrt(total),
        "r_residual": covariance / total,
        "lasting_sd": math.sqrt(lasting),
        "year_sd": math.sqrt(max(total - lasting - sampling, 0.0)),
        "sampling_sd": math.sqrt(sampling),
    }


def fit_trust_share(report: Report, frame: pl.DataFrame, phase: str) -> None:
    """Share of the residual variance between trusts: analysis of variance over trusts of three and more."""
    held = frame.drop_nulls(["trust", "r"]).with_columns(pl.len().over("trust").alias("n")).filter(pl.col("n") >= 3)
    groups = held.group_by("trust").agg(
        pl.col("r").mean().alias("m"), pl.col("r").var().alias("v"), pl.len().alias("n")
    )
    weights, means = vector(groups, "n"), vector(groups, "m")
    within = float((vector(groups, "v") * (weights - 1)).sum() / (weights - 1).sum())
    grand = float((weights * means).sum() / weights.sum())
    between_ms = float((weights * (means - grand) ** 2).sum() / (len(weights) - 1))
    size = float((weights.sum() - (weights**2).sum() / weights.sum()) / (len(weights) - 1))
    between = max((between_ms - within) / size, 0.0)
    report.table(f"{phase}.trust", {"between_share": between / (between + within), "trusts": len(weights)})


def fit_secondary(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Attainment 8 and Progress 8 on context, and what lasts of them."""
    whole = (
        schools.select("URN", "trust", *CONTEXT).join(load_similar(folder), on="URN").join(load_ks4(folder), on="URN")
    )
    frame = whole.drop_nulls([*INTAKE, "ATT8SCR", "P8MEA"])
    z = matrix(frame, INTAKE)
    for name in ("ATT8SCR", "P8MEA"):
        y = vector(frame, name)
        beta, _, explained = regress(y, z)
        entries: dict[str, Value] = {"mean": float(y.mean()), "sd": float(y.std()), "beta": tidy(beta[1:])}
        report.table(f"secondary.{name.lower()}", {"variables": "|".join(INTAKE), **entries, "r2": explained})
    _fit_secondary_persistence(report, frame, folder)
    _fit_secondary_parts(report, folder)
    _fit_destinations(report, folder)
    residual = regress(vector(frame, "ATT8SCR"), z)[1]
    fit_trust_share(report, frame.with_columns(pl.Series("r", residual)), "secondary")


def _fit_secondary_persistence(report: Report, frame: pl.DataFrame, folder: Path) -> None:
    years = {year: load_core_ks4(folder, year) for year in (2024, 2025)}
    both = frame.select("URN", *INTAKE).join(years[2024], on="URN").join(years[2025], on="URN")
    chained = both.drop_nulls()
    now, following = vector(chained, "a8_2024"), vector(chained, "a8_2025")
    z = matrix(chained, INTAKE)
    p8_pupil = _measure_pupil_spread(folder)
    cohort = np.maximum(vector(chained, "pupils") / _YEAR_GROUPS["secondary"], 20)
    sampling = (10 * p8_pupil) ** 2 * float(np.mean(1 / cohort))
    report.table(
        "secondary.persistence",
        {
            "r_2024_2025": correlate(now, following),
            "sd_change": float((following - now).std()),
            **split_variance(regress(now, z)[1], regress(following, z)[1], sampling),
            "pupil_sd": A8_PUPIL_SD,
            "p8_pupil_sd": p8_pupil,
            "mean_2024": float(vector(years[2024], "a8_2024").mean()),
            "mean_2025": float(vector(years[2025], "a8_2025").mean()),
        },
    )


def _measure_pupil_spread(folder: Path) -> float:
    """The spread of pupils' Progress 8 behind the published intervals."""
    raw = read(folder / "ks4/england_ks4provisional_2018_19.csv.gz")
    frame = raw.select(number(name).alias(name) for name in ("P8MEA", "P8CIUPP", "P8PUP")).drop_nulls()
    width = (vector(frame, "P8CIUPP") - vector(frame, "P8MEA")) * np.sqrt(vector(frame, "P8PUP")) / 1.96
    return float(np.median(width))


def _fit_secondary_parts(report: Report, folder: Path) -> None:
    """The measures that follow from Attainment 8, and the gaps between groups."""
    core = load_core_ks4(folder, 2024).join(load_core_ks4(folder, 2025), on="URN").drop_nulls()
    a8 = vector(core, "a8_2024")[:, None] - 46
    entry, later = probit(vector(core, "entry_2024")), probit(vector(core, "entry_2025"))
    entries: dict[str, Value] = {}
    for name, label, y in (
        ("basics", "basics_probit", probit(vector(core, "basics_2024"))),
        ("aps", "aps", vector(core, "aps_2024")),
        ("entry", "entry_probit", entry),
    ):
        beta, rest, _ = regress(y, a8)
        entries[label], entries[f"{name}_sd"] = tidy(beta), float(rest.std())
    entries["entry_r"] = correlate(entry, later)
    ks4 = load_ks4(folder)
    mixed = ks4.filter(pl.col("gender_name") == "Mixed")
    for label, frame, one, other in (
        ("disadvantage_gap", ks4, "ATT8SCR_NFSM6CLA1A", "ATT8SCR_FSM6CLA1A"),
        ("girls_gap", mixed, "ATT8SCR_GIRLS", "ATT8SCR_BOYS"),
    ):
        gap = vector(frame.select((pl.col(one) - pl.col(other)).alias("gap")), "gap")
        entries[label], entries[f"{label}_sd"] = float(gap.mean()), float(gap.std())
    for label, column, value in (
        ("selective_share", "ADMPOL_PT", "SEL"),
        ("girls_share", "gender_name", "Girls"),
        ("boys_share", "gender_name", "Boys"),
    ):
        entries[label] = ks4.filter(pl.col(column) == value).height / ks4.height
    report.table("secondary.parts", entries)


def _fit_destinations(report: Report, folder: Path) -> None:
    raw = read(folder / "ks4/england_ks4_pupdest_2022_23.csv.gz").filter(pl.col("RECTYPE") == "1")
    frame = raw.select(urn(), number("OVERALL_DESTPER").alias("d")).join(load_ks4(folder), on="URN")
    frame = frame.drop_nulls(["d", "ATT8SCR"])
    beta, rest, _ = regress(probit(vector(frame, "d")), vector(frame, "ATT8SCR")[:, None] - 46)
    report.table("secondary.destinations", {"probit": tidy(beta), "sd": float(rest.std())})


def _load_ks2(folder: Path, year: int) -> pl.DataFrame:
    """Key stage 2 figures of one year under short names."""
    if year >= 2024:
        raw = read(folder / f"ks2/ks2_core_{year - 1}_{year % 100}_linked.csv.gz")
        names = {
            "PTRWM_EXP": "rwm",
            "PTRWM_HIGH": "high",
            "READ_AVERAGE": "read",
            "MAT_AVERAGE": "mat",
            "GPS_AVERAGE": "gps",
        }
    else:
        raw = read(folder / f"ks2/ks2_core_{year - 1}_{year % 100}.csv.gz")
        names = {
            "KS2 Pupils": "pupils_11", "Overall Meet Std": "rwm", "Overall Exceed Std": "high", "Reading Score": "read",
            "Maths Score": "mat", "Reading Progress": "readprog",
            "Maths Progress": "matprog", "Writing Progress": "writprog",
        }  # fmt: skip
    frame = raw.select(number("URN").cast(pl.Int32), *(number(key).alias(new) for key, new in names.items()))
    return frame.drop_nulls("URN").unique("URN", keep="first", maintain_order=True)


def fit_primary(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Reading, writing and maths at eleven; scaled scores; progress."""
    now = schools.select("URN", "trust", *CONTEXT).join(_load_ks2(folder, 2024), on="URN")
    frame = now.join(_load_ks2(folder, 2025), on="URN", suffix="_next")
    frame = frame.drop_nulls([*CONTEXT, "rwm", "rwm_next", "read", "mat"])
    z = matrix(frame, CONTEXT)
    residual = _fit_rwm(report, frame, z)
    for name in ("read", "mat", "gps"):
        values = vector(frame, name)
        slopes, rest, r2 = regress(values, z)
        pair = frame.select(name, f"{name}_next").drop_nulls()
        report.table(
            f"primary.{name}",
            {
                "mean": float(values.mean()),
                "sd": float(values.std()),
                "beta": tidy(slopes[1:]),
                "r2": r2,
                "r_rwm": correlate(values, vector(frame, "rwm")),
                "r_read": correlate(values, vector(frame, "read")),
                "r_next": correlate(vector(pair, name), vector(pair, f"{name}_next")),
                "residual_sd": float(rest.std()),
            },
        )
    _fit_progress(report, folder)
    fit_trust_share(report, frame.with_columns(pl.Series("r", residual)), "primary")


def _fit_rwm(report: Report, frame: pl.DataFrame, z: Array) -> Array:
    """The percentage as a share of a normal score above a threshold; gives what context leaves of it."""
    rwm, following = vector(frame, "rwm"), vector(frame, "rwm_next")
    cohort = np.maximum(vector(frame, "pupils") / _YEAR_GROUPS["primary"], 6)
    least = 1 / (2 * cohort)
    beta, residual, explained = regress(probit(rwm, least), z)
    share = np.clip(rwm / 100, least, 1 - least)
    density = np.exp(-0.5 * probit(rwm, least) ** 2) / math.sqrt(2 * math.pi)
    sampling = float(np.mean(share * (1 - share) / cohort / density**2))
    report.table(
        "primary.rwm",
        {
            "variables": "|".join(CONTEXT),
            "mean": float(rwm.mean()),
            "sd": float(rwm.std()),
            "beta": tidy(beta[1:]),
            "r2": explained,
            "r_2024_2025": correlate(rwm, following),
            "sd_change": float((following - rwm).std()),
            **split_variance(residual, regress(probit(following, least), z)[1], sampling),
            "high_mean": float(vector(frame, "high").mean()),
        },
    )
    return residual


def _fit_progress(report: Report, folder: Path) -> None:
    years = {year: _load_ks2(folder, year) for year in (2016, 2017, 2018, 2024, 2025)}
    both = years[2017].join(years[2018], on="URN", suffix="_next").drop_nulls(["readprog", "readprog_next", "matprog"])
    read_progress = vector(both, "readprog")
    entries: dict[str, Value] = {
        "read_sd": float(read_progress.std()),
        "mat_sd": float(vector(both, "matprog").std()),
        "r_next": correlate(read_progress, vector(both, "readprog_next")),
        "r_read_mat": correlate(read_progress, vector(both, "matprog")),
    }
    entries |= {f"rwm_mean_{year}": float(vector(frame, "rwm").mean()) for year, frame in years.items()}
    report.table("primary.progress", entries | {"cohort": quantiles(vector(years[2018], "pupils_11"))})
