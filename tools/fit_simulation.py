"""Fit the structures of the fictional sector from the real published files.

Reads the folder of published files and writes `src/plait/simulation/fitted.toml`: marginal quantiles, correlations,
regressions, variances and persistence, rounded. No row and no value of any one school is written.

    python tools/fit_simulation.py FOLDER [--to src/plait/simulation/fitted.toml]
"""

import argparse
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri

Value = float | int | str | Sequence[float]  # what a table of the result may hold
Array = npt.NDArray[np.float64]

PROBABILITIES = (0.005, 0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99, 0.995)
PHASES = {
    "primary": "State-funded primary",
    "secondary": "State-funded secondary",
    "special": "State-funded special school",
    "alternative": "State-funded AP school",
    "nursery": "State-funded nursery",
    "independent": "Independent school",
}
REGIONS = (
    "North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
    "London", "South East", "South West",
)  # fmt: skip
CENSUS = {
    "NOR": "pupils", "PNUMFSMEVER": "fsm", "PNUMEAL": "eal", "PSENELK": "sen_support", "PSENELSE": "ehc",
}  # fmt: skip
CONTEXT = tuple(CENSUS.values())
AR_SHARE, AR_RHO = 0.4, 0.9  # the lasting effect: 60 % permanent, 40 % first-order autoregressive
LAG_ONE = (1 - AR_SHARE) + AR_SHARE * AR_RHO
A8_PUPIL_SD = 19.0  # points; the spread of pupils' Attainment 8, from the national distribution
RWM_WITHIN = 1.0  # pupils' latent score has SD 1: a percentage is the share of it above a threshold


def read(path: Path) -> pl.DataFrame:
    """Read a published file with every column as text."""
    frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    return frame.rename({name: name.lstrip("\ufeff") for name in frame.columns})


def number(column: str) -> pl.Expr:
    """Take a column's figures, without percent signs; codes become null."""
    return pl.col(column).str.strip_chars().str.strip_suffix("%").cast(pl.Float64, strict=False)


def scores(values: Array) -> Array:
    """Normal scores (van der Waerden) of a vector; ties share their mean rank."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    unique, inverse = np.unique(values, return_inverse=True)
    shared = np.bincount(inverse, ranks) / np.bincount(inverse, minlength=len(unique))
    return np.asarray(ndtri(shared[inverse] / (len(values) + 1)))


def tidy(values: Iterable[float], digits: int = 4) -> list[float]:
    """Round to a number of significant digits."""
    return [float(f"{value:.{digits}g}") for value in values]


def quantiles(values: Array) -> list[float]:
    """Quantiles at the fixed probabilities."""
    return tidy(np.quantile(values, PROBABILITIES))


def regress(y: Array, xs: Array) -> tuple[Array, Array, float]:
    """Least squares with an intercept: coefficients, residuals, R²."""
    design = np.column_stack([np.ones(len(y)), xs])
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    residual = y - design @ beta
    return beta, residual, 1 - float(np.var(residual) / np.var(y))


class Report:
    """The TOML under construction, printed as it is written."""

    def __init__(self) -> None:
        self.lines: list[str] = [
            "# Estimated by tools/fit_simulation.py from published files (Department for Education, Ofsted; Open Government Licence v3.0).",
            "# Summaries only: no row and no value of any one school is here.",
        ]

    def table(self, name: str, entries: Mapping[str, Value]) -> None:
        """Add one table."""
        self.lines += ["", f"[{name}]"]
        for key, value in entries.items():
            if isinstance(value, str):
                shown = f'"{value}"'
            elif isinstance(value, float | int):
                shown = repr(float(f"{value:.5g}") if isinstance(value, float) else value)
            else:
                shown = repr([float(item) for item in value])
            self.lines.append(f"{key} = {shown}")


def add_copula(report: Report, name: str, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Marginal quantiles and, within regions, the Cholesky factor of the normal-score correlations."""
    complete = frame.select("region", *columns).drop_nulls()
    region = complete["region"].to_numpy()
    z = np.column_stack([scores(complete[column].to_numpy().astype(float)) for column in columns])
    shifts: dict[str, Value] = {"variables": "|".join(columns)}
    within = z.copy()
    for label in REGIONS:
        inside = region == label
        mean = z[inside].mean(axis=0) if inside.any() else np.zeros(len(columns))
        within[inside] -= mean
        shifts[label.lower().replace(" ", "_")] = [round(float(value), 3) for value in mean]
    spread = np.sqrt((within**2).mean(axis=0))
    correlation = np.corrcoef(within, rowvar=False)
    factor = np.linalg.cholesky(correlation)
    report.table(
        f"{name}.marginal", {column: quantiles(complete[column].to_numpy().astype(float)) for column in columns}
    )
    report.table(f"{name}.region_shift", shifts)
    report.table(
        f"{name}.within",
        {
            "schools": len(complete),
            "sd": tidy(spread),
            **{f"cholesky_{i}": [round(float(v), 4) for v in factor[i, : i + 1]] for i in range(len(columns))},
            **{
                f"correlation_{i}": [round(float(v), 3) for v in np.corrcoef(z, rowvar=False)[i]]
                for i in range(len(columns))
            },
        },
    )


def load_schools(folder: Path) -> pl.DataFrame:
    """One row per open school in January 2023: phase, region, size, context, trust."""
    spine = read(folder / "spine/spc_school_level_2022_23.csv.gz").select(
        number("urn").cast(pl.Int32).alias("URN"),
        pl.col("region_name").alias("region"),
        "phase_type_grouping", "academy_flag", "trust", "opendate", "admissions_policy", "all_through_school",
        "urban_rural", "denomination", "sex_of_school_description",
        number("headcount of pupils").alias("headcount"),
        number("% of pupils known to be eligible for free school meals").alias("fsm_now"),
        number("% of FSM eligible pupils taking free school meals").alias("fsm_taken"),
    )  # fmt: skip
    census = read(folder / "census/england_census_2022_23.csv.gz").select(
        number("URN").cast(pl.Int32), *(number(key).alias(new) for key, new in CENSUS.items())
    )
    return spine.join(census.filter(pl.col("URN").is_not_null()), on="URN", how="left")


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


def fit_context(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Copulas of context by phase; the intake of secondaries comes from the similar-schools inputs."""
    for key, label in PHASES.items():
        phase = schools.filter(pl.col("phase_type_grouping") == label)
        columns = [c for c in CONTEXT if phase[c].drop_nulls().len() > 50]
        if key in ("primary", "special", "alternative"):
            add_copula(report, f"context.{key}", phase, columns)
    similar = read(folder / "similar_schools/dfe_similar_secondary_values_2022_23.csv.gz").select(
        number("URN").cast(pl.Int32),
        ((number("KS2RP") + number("KS2MP")) / 2).alias("prior"),
        number("Polar4QuintilePupils").alias("polar"),
        number("PStability").alias("stability"),
        number("IdaciPupils").alias("idaci"),
        (number("KS2RP") - number("KS2MP")).alias("reading_gap"),
    )
    secondary = schools.filter(pl.col("phase_type_grouping") == PHASES["secondary"]).join(similar, on="URN", how="left")
    add_copula(report, "context.secondary", secondary, [*CONTEXT, "prior", "polar", "stability", "idaci"])
    gap = secondary["reading_gap"].drop_nulls().to_numpy()
    priors = (
        ks4_context(folder).join(similar, on="URN", how="inner").select("prior", "PTPRIORLO", "PTPRIORHI").drop_nulls()
    )
    prior = priors["prior"].to_numpy()
    entries: dict[str, Value] = {"reading_gap_sd": float(gap.std()), "reading_gap_mean": float(gap.mean())}
    for name in ("PTPRIORLO", "PTPRIORHI"):
        share = np.clip(priors[name].to_numpy() / 100, 0.005, 0.995)
        beta, residual, _ = regress(np.asarray(ndtri(share)), prior[:, None] - 105)
        entries[f"{name.lower()}_probit"] = tidy(beta)
        entries[f"{name.lower()}_sd"] = float(residual.std())
    report.table("secondary.prior_bands", entries)
    sample = read(folder / "similar_schools/dfe_similar_primary_values_sample.csv")
    primary = sample.select(
        number("PPPerc").alias("fsm"), number("Polar4QuintilePupils").alias("polar"), number("PStability").alias("stability"),
        number("IdaciPupils").alias("idaci"), number("Ks1PriorRwmAverage").alias("ks1"),
    ).drop_nulls()  # fmt: skip
    fsm = scores(primary["fsm"].to_numpy())
    for name in ("polar", "stability", "idaci", "ks1"):
        values = primary[name].to_numpy()
        report.table(
            f"primary.{name}",
            {
                "mean": float(values.mean()),
                "sd": float(values.std()),
                "r_fsm": float(np.corrcoef(fsm, scores(values))[0, 1]),
            },
        )


def ks4_context(folder: Path) -> pl.DataFrame:
    """The 2022/23 mainstream secondary file as figures."""
    raw = read(folder / "ks4/ks4_mainstream_context_2022_23.csv.gz")
    text = {
        "SCHNAME.x",
        "LANAME",
        "TOWN.x",
        "gor_name",
        "SCHOOLTYPE.x",
        "RELCHAR",
        "ADMPOL.y",
        "ADMPOL_PT",
        "gender_name",
    }
    figures = [
        number(c).alias(c) for c in raw.columns if c not in text and c not in {"OFSTEDRATING", "MINORGROUP", "URN"}
    ]
    return raw.select(number("URN").cast(pl.Int32), "ADMPOL_PT", "gender_name", *figures)


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


def fit_secondary(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Attainment 8, Progress 8 and what hangs on them."""
    ks4 = ks4_context(folder)
    similar = read(folder / "similar_schools/dfe_similar_secondary_values_2022_23.csv.gz").select(
        number("URN").cast(pl.Int32), ((number("KS2RP") + number("KS2MP")) / 2).alias("prior"),
        number("Polar4QuintilePupils").alias("polar"), number("PStability").alias("stability"), number("IdaciPupils").alias("idaci"),
    )  # fmt: skip
    columns = [*CONTEXT, "prior", "polar", "stability", "idaci"]
    whole = schools.select("URN", "trust", *CONTEXT).join(similar, on="URN").join(ks4, on="URN")
    frame = whole.drop_nulls([*columns, "ATT8SCR", "P8MEA"])
    z = np.column_stack([scores(frame[c].to_numpy()) for c in columns])
    for name in ("ATT8SCR", "P8MEA"):
        y = frame[name].to_numpy()
        beta, _, explained = regress(y, z)
        report.table(
            f"secondary.{name.lower()}",
            {
                "variables": "|".join(columns),
                "mean": float(y.mean()),
                "sd": float(y.std()),
                "beta": tidy(beta[1:]),
                "r2": explained,
            },
        )
    years = {year: core_ks4(folder, year) for year in (2024, 2025)}
    chained = (
        frame.select("URN", "ATT8SCR", *columns).join(years[2024], on="URN").join(years[2025], on="URN").drop_nulls()
    )
    z = np.column_stack([scores(chained[c].to_numpy()) for c in columns])
    residual = {n: regress(chained[n].to_numpy(), z)[1] for n in ("ATT8SCR", "a8_2024", "a8_2025")}
    provisional = (
        read(folder / "ks4/england_ks4provisional_2018_19.csv.gz")
        .select(number("TPUP"), number("P8MEA"), number("P8CIUPP"), number("P8PUP"))
        .drop_nulls()
    )
    width = ((provisional["P8CIUPP"] - provisional["P8MEA"]) * provisional["P8PUP"].sqrt() / 1.96).median()
    p8_pupil = float(str(width))
    cohort = float(np.mean(1 / np.maximum(chained["pupils"].to_numpy() / 5.6, 20)))
    report.table("secondary.persistence", {
        "r_2024_2025": float(np.corrcoef(chained["a8_2024"].to_numpy(), chained["a8_2025"].to_numpy())[0, 1]),
        "sd_change": float((chained["a8_2025"] - chained["a8_2024"]).to_numpy().std()),
        **split_variance(residual["a8_2024"], residual["a8_2025"], (10 * p8_pupil) ** 2 * cohort),
        "pupil_sd": A8_PUPIL_SD,
        "p8_pupil_sd": p8_pupil,
        "mean_2024": float(years[2024]["a8_2024"].drop_nulls().to_numpy().mean()),
        "mean_2025": float(years[2025]["a8_2025"].drop_nulls().to_numpy().mean()),
    })  # fmt: skip
    fit_secondary_parts(report, ks4, folder)
    fit_trust_share(report, frame.with_columns(pl.Series("r", residual_of(frame, columns, "ATT8SCR"))), "secondary")


def residual_of(frame: pl.DataFrame, columns: Sequence[str], outcome: str) -> Array:
    """What context does not explain of an outcome."""
    return regress(frame[outcome].to_numpy(), np.column_stack([scores(frame[c].to_numpy()) for c in columns]))[1]


def fit_trust_share(report: Report, frame: pl.DataFrame, phase: str) -> None:
    """Share of the residual variance that lies between trusts (analysis of variance, trusts of three schools and more)."""
    held = frame.drop_nulls(["trust", "r"]).with_columns(pl.len().over("trust").alias("n")).filter(pl.col("n") >= 3)
    groups = held.group_by("trust").agg(
        pl.col("r").mean().alias("m"), pl.col("r").var().alias("v"), pl.len().alias("n")
    )
    within = float(((groups["v"] * (groups["n"] - 1)).sum()) / (groups["n"] - 1).sum())
    weights = groups["n"].to_numpy().astype(float)
    means = groups["m"].to_numpy()
    grand = float((weights * means).sum() / weights.sum())
    between_ms = float((weights * (means - grand) ** 2).sum() / (len(weights) - 1))
    size = float((weights.sum() - (weights**2).sum() / weights.sum()) / (len(weights) - 1))
    between = max((between_ms - within) / size, 0.0)
    report.table(f"{phase}.trust", {"between_share": between / (between + within), "trusts": len(weights)})


def core_ks4(folder: Path, year: int) -> pl.DataFrame:
    """Attainment 8 and its companions of 2024 or 2025."""
    raw = read(folder / f"ks4/ks4_core_{year - 1}_{year % 100}_linked.csv.gz").filter(pl.col("INDEPENDENT") != "True")
    return raw.select(
        number("URN").cast(pl.Int32),
        *(number(c).alias(f"{n}_{year}") for c, n in
          (("ATT8SCR", "a8"), ("PTL2BASICS_95", "basics"), ("EBACCAPS", "aps"), ("PTEBACC_E_PTQ_EE", "entry"))),
    ).drop_nulls("URN").unique("URN", keep="first", maintain_order=True)  # fmt: skip


def fit_secondary_parts(report: Report, ks4: pl.DataFrame, folder: Path) -> None:
    """The measures that follow from Attainment 8, the gap of disadvantaged pupils, and destinations."""
    core = core_ks4(folder, 2024).join(core_ks4(folder, 2025), on="URN").drop_nulls()
    a8 = core["a8_2024"].to_numpy()
    basics = np.asarray(ndtri(np.clip(core["basics_2024"].to_numpy() / 100, 0.01, 0.99)))
    entry = np.asarray(ndtri(np.clip(core["entry_2024"].to_numpy() / 100, 0.01, 0.99)))
    later = np.asarray(ndtri(np.clip(core["entry_2025"].to_numpy() / 100, 0.01, 0.99)))
    beta_b, rest_b, _ = regress(basics, a8[:, None] - 46)
    beta_a, rest_a, _ = regress(core["aps_2024"].to_numpy(), a8[:, None] - 46)
    beta_e, rest_e, _ = regress(entry, a8[:, None] - 46)
    gap = (
        ks4.select((pl.col("ATT8SCR_NFSM6CLA1A") - pl.col("ATT8SCR_FSM6CLA1A")).alias("g"))["g"].drop_nulls().to_numpy()
    )
    sexes = (
        ks4.filter(pl.col("gender_name") == "Mixed")
        .select((pl.col("ATT8SCR_GIRLS") - pl.col("ATT8SCR_BOYS")).alias("g"))["g"]
        .drop_nulls()
        .to_numpy()
    )
    report.table("secondary.parts", {
        "basics_probit": tidy(beta_b), "basics_sd": float(rest_b.std()),
        "aps": tidy(beta_a), "aps_sd": float(rest_a.std()),
        "entry_probit": tidy(beta_e), "entry_sd": float(rest_e.std()), "entry_r": float(np.corrcoef(entry, later)[0, 1]),
        "disadvantage_gap": float(gap.mean()), "disadvantage_gap_sd": float(gap.std()),
        "girls_gap": float(sexes.mean()), "girls_gap_sd": float(sexes.std()),
        "selective_share": float((ks4["ADMPOL_PT"].to_numpy() == "SEL").mean()),
        "girls_share": float((ks4["gender_name"].to_numpy() == "Girls").mean()),
        "boys_share": float((ks4["gender_name"].to_numpy() == "Boys").mean()),
    })  # fmt: skip
    destinations = read(folder / "ks4/england_ks4_pupdest_2022_23.csv.gz").filter(pl.col("RECTYPE") == "1")
    overall = (
        destinations.select(number("URN").cast(pl.Int32), number("OVERALL_DESTPER").alias("d"))
        .drop_nulls()
        .join(ks4.select("URN", "ATT8SCR"), on="URN")
        .drop_nulls()
    )
    probit = np.asarray(ndtri(np.clip(overall["d"].to_numpy() / 100, 0.01, 0.99)))
    beta_d, rest_d, _ = regress(probit, overall["ATT8SCR"].to_numpy()[:, None] - 46)
    report.table("secondary.destinations", {"probit": tidy(beta_d), "sd": float(rest_d.std())})


def core_ks2(folder: Path, year: int) -> pl.DataFrame:
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
            "Maths Score": "mat", "Reading Progress": "readprog", "Maths Progress": "matprog", "Writing Progress": "writprog",
        }  # fmt: skip
    frame = raw.select(number("URN").cast(pl.Int32), *(number(key).alias(new) for key, new in names.items()))
    return frame.drop_nulls("URN").unique("URN", keep="first", maintain_order=True)


def fit_primary(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Reading, writing and maths at eleven; scaled scores; progress."""
    now = schools.select("URN", "trust", *CONTEXT).join(core_ks2(folder, 2024), on="URN")
    frame = now.join(core_ks2(folder, 2025), on="URN", suffix="_next").drop_nulls(
        [*CONTEXT, "rwm", "rwm_next", "read", "mat"]
    )
    z = np.column_stack([scores(frame[c].to_numpy()) for c in CONTEXT])
    cohort = np.maximum(frame["pupils"].to_numpy() / 7.1, 6)
    clip = 1 / (2 * cohort)
    latent = {n: ndtri(np.clip(frame[n].to_numpy() / 100, clip, 1 - clip)) for n in ("rwm", "rwm_next")}
    beta, residual, explained = regress(np.asarray(latent["rwm"]), z)
    following = regress(np.asarray(latent["rwm_next"]), z)[1]
    share = frame["rwm"].to_numpy() / 100
    density = np.exp(-0.5 * np.asarray(ndtri(np.clip(share, clip, 1 - clip))) ** 2) / math.sqrt(2 * math.pi)
    sampling = float(
        np.mean(np.clip(share, clip, 1 - clip) * (1 - np.clip(share, clip, 1 - clip)) / cohort / density**2)
    )
    rwm = frame["rwm"].to_numpy()
    report.table("primary.rwm", {
        "variables": "|".join(CONTEXT), "mean": float(rwm.mean()), "sd": float(rwm.std()), "beta": tidy(beta[1:]), "r2": explained,
        "r_2024_2025": float(np.corrcoef(rwm, frame["rwm_next"].to_numpy())[0, 1]),
        "sd_change": float((frame["rwm_next"] - frame["rwm"]).to_numpy().std()),
        **split_variance(residual, following, sampling),
        "high_mean": float(frame["high"].drop_nulls().to_numpy().mean()),
    })  # fmt: skip
    for name in ("read", "mat", "gps"):
        values = frame[name].to_numpy()
        slopes, rest, r2 = regress(values, z)
        report.table(f"primary.{name}", {
            "mean": float(values.mean()), "sd": float(values.std()), "beta": tidy(slopes[1:]), "r2": r2,
            "r_rwm": float(np.corrcoef(values, rwm)[0, 1]), "r_read": float(np.corrcoef(values, frame["read"].to_numpy())[0, 1]),
            "r_next": float(np.corrcoef(*frame.select(name, f"{name}_next").drop_nulls().to_numpy().T)[0, 1]),
            "residual_sd": float(rest.std()),
        })  # fmt: skip
    early = {year: core_ks2(folder, year) for year in (2016, 2017, 2018)}
    both = early[2017].join(early[2018], on="URN", suffix="_next").drop_nulls(["readprog", "readprog_next", "matprog"])
    report.table("primary.progress", {
        "read_sd": float(both["readprog"].to_numpy().std()), "mat_sd": float(both["matprog"].to_numpy().std()),
        "r_next": float(np.corrcoef(both["readprog"].to_numpy(), both["readprog_next"].to_numpy())[0, 1]),
        "r_read_mat": float(np.corrcoef(both["readprog"].to_numpy(), both["matprog"].to_numpy())[0, 1]),
        **{f"rwm_mean_{y}": float(f["rwm"].drop_nulls().to_numpy().mean()) for y, f in early.items()},
        "rwm_mean_2024": float(core_ks2(folder, 2024)["rwm"].drop_nulls().to_numpy().mean()),
        "rwm_mean_2025": float(core_ks2(folder, 2025)["rwm"].drop_nulls().to_numpy().mean()),
        "cohort": quantiles(early[2018]["pupils_11"].drop_nulls().to_numpy()),
    })  # fmt: skip
    fit_trust_share(report, frame.with_columns(pl.Series("r", residual)), "primary")


def fit_absence(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Absence before and after COVID, its tie to context, and persistence."""
    years = {}
    for year, label in ((2018, "2018_19"), (2022, "2022_23")):
        raw = read(folder / f"absence/england_abs_{label}.csv.gz")
        years[year] = (
            raw.select(
                number("URN").cast(pl.Int32), number("PERCTOT").alias("total"), number("PPERSABS10").alias("persistent")
            )
            .drop_nulls()
            .unique("URN", keep="first")
        )
    three = (
        read(folder / "absence/ees_absence_3yr_subset.csv.gz")
        .select(*(number(f"sess_overall_percent_{y}").alias(y) for y in ("202122", "202223", "202324")))
        .drop_nulls()
    )
    both = years[2018].join(years[2022], on="URN", suffix="_next")
    for key in ("primary", "secondary", "special"):
        phase = schools.filter(pl.col("phase_type_grouping") == PHASES[key])
        frame = phase.join(years[2022], on="URN").drop_nulls(["fsm", "total"])
        x = scores(frame["fsm"].to_numpy())
        pair = both.join(phase.select("URN"), on="URN")
        slope, rest, _ = regress(
            np.log(np.maximum(frame["persistent"].to_numpy(), 0.5)),
            np.log(np.maximum(frame["total"].to_numpy(), 0.5))[:, None],
        )
        report.table(f"absence.{key}", {
            "before": quantiles(pair["total"].to_numpy()), "after": quantiles(frame["total"].to_numpy()),
            "r_fsm": float(np.corrcoef(x, scores(frame["total"].to_numpy()))[0, 1]),
            "r_across_covid": float(np.corrcoef(scores(pair["total"].to_numpy()), scores(pair["total_next"].to_numpy()))[0, 1]) if pair.height > 30 else 0.6,
            "log_persistent": tidy(slope), "log_persistent_sd": float(rest.std()),
        })  # fmt: skip
    values = three.to_numpy()
    report.table("absence.years", {
        "r_next": float(np.corrcoef(values[:, 0], values[:, 1])[0, 1]), "r_after_two": float(np.corrcoef(values[:, 0], values[:, 2])[0, 1]),
        "ratio_2021": float(values[:, 0].mean() / values[:, 1].mean()), "ratio_2023": float(values[:, 2].mean() / values[:, 1].mean()),
    })  # fmt: skip


def fit_membership(report: Report, folder: Path) -> None:
    """When schools joined trusts, how many move, close and convert in a year."""
    members = read(folder / "trusts/trust_membership_long.csv.gz").filter(pl.col("JOINED_DATE").is_not_null())
    joined = (
        members.sort("AS_AT")
        .unique("URN", keep="last", maintain_order=True)["JOINED_DATE"]
        .str.slice(0, 4)
        .cast(pl.Int32, strict=False)
        .drop_nulls()
        .to_numpy()
    )
    counts = [int((joined == year).sum()) for year in range(2008, 2026)]
    months = members["JOINED_DATE"].str.slice(5, 2).cast(pl.Int32, strict=False).drop_nulls().to_numpy()
    # A snapshot of April 2022 on is partial, so later years take the yearly mean of 2019 to 2021.
    steady = sum(counts[11:14]) / 3
    counts = counts[:14] + [round(steady)] * 4
    links = read_links(folder)
    successors = [kind for kind in links if kind.startswith("Successor")]
    report.table("history", {
        "first_joining_year": 2008, "joining_share": tidy(count / sum(counts) for count in counts),
        "september_share": float((months == 9).mean()),
        "trust_moves_per_year": 0.026,
        "merged_share": sum("merged" in kind or "amalgam" in kind for kind in successors) / len(successors),
        "closures_per_year": 0.004, "new_schools_per_year": 0.004,
    })  # fmt: skip


def read_links(folder: Path) -> list[str]:
    """The kinds of link in the register of links."""
    frame = read(folder / "spine/gias_links_20250727.csv.gz")
    return frame["LinkType"].drop_nulls().to_list()


def fit_change(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """How far context moves in four years, and the yearly means of Attainment 8 before COVID."""
    earlier = read(folder / "census/england_census_2018_19.csv.gz").select(
        number("URN").cast(pl.Int32), *(number(key).alias(f"{new}_was") for key, new in CENSUS.items())
    )
    both = schools.join(earlier.filter(pl.col("URN").is_not_null()), on="URN")
    for key in ("primary", "secondary"):
        phase = both.filter(pl.col("phase_type_grouping") == PHASES[key])
        kept, moved = [], []
        for name in CONTEXT:
            pair = phase.select(name, f"{name}_was").drop_nulls()
            now, was = pair[name].to_numpy(), pair[f"{name}_was"].to_numpy()
            kept.append(float(np.corrcoef(scores(now), scores(was))[0, 1]))
            moved.append(float(now.mean() / was.mean()))
        report.table(
            f"change.{key}",
            {"variables": "|".join(CONTEXT), "r_four_years": tidy(kept), "ratio_four_years": tidy(moved)},
        )
    secondaries = schools.filter(pl.col("phase_type_grouping") == PHASES["secondary"]).select("URN")
    means: dict[str, Value] = {}
    for year in (2016, 2017, 2018):
        raw = read(folder / f"ks4/ks4_core_{year - 1}_{year % 100}.csv.gz").select(
            number("URN").cast(pl.Int32), number("Attainment 8").alias("a8")
        )
        means[f"mean_{year}"] = float(raw.join(secondaries, on="URN").drop_nulls()["a8"].to_numpy().mean())
    raw = read(folder / "ks4/ks4_core_2018_19.csv.gz").select(
        number("URN").cast(pl.Int32), number("ATT8SCR").alias("a8")
    )
    means["mean_2019"] = float(raw.join(secondaries, on="URN").drop_nulls()["a8"].to_numpy().mean())
    full = ks4_context(folder)
    means["mean_2023"] = float(full["ATT8SCR"].drop_nulls().to_numpy().mean())
    means["sd_2023"] = float(full["ATT8SCR"].drop_nulls().to_numpy().std())
    means["p8_sd_2023"] = float(full["P8MEA"].drop_nulls().to_numpy().std())
    selective = full.filter(pl.col("ADMPOL_PT") == "SEL")
    means["selective_a8"] = float(selective["ATT8SCR"].drop_nulls().to_numpy().mean())
    means["selective_p8"] = float(selective["P8MEA"].drop_nulls().to_numpy().mean())
    means["selective_fsm"] = float(selective["PNUMFSMEVER"].drop_nulls().to_numpy().mean())
    pair = core_ks4(folder, 2024).join(core_ks4(folder, 2025), on="URN").drop_nulls(["a8_2024", "a8_2025"])
    means["r_2024_2025_all"] = float(np.corrcoef(pair["a8_2024"].to_numpy(), pair["a8_2025"].to_numpy())[0, 1])
    report.table("secondary.years", means)


def fit_resources(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Money, teachers and sixth forms."""
    money = read(folder / "finance/school_finance_2017_18.csv.gz").select(
        number("URN").cast(pl.Int32), number("Income").alias("income"), number("Balance").alias("balance")
    )
    frame = money.join(schools, on="URN").filter((pl.col("headcount") > 20) & (pl.col("income") > 0))
    for key in ("primary", "secondary", "special"):
        phase = frame.filter(pl.col("phase_type_grouping") == PHASES[key]).drop_nulls(
            ["income", "headcount", "balance"]
        )
        per_pupil = np.log((phase["income"] / phase["headcount"]).to_numpy())
        slope, rest, _ = regress(
            per_pupil, np.column_stack([np.log(phase["headcount"].to_numpy()), phase["fsm"].fill_null(25).to_numpy()])
        )
        share = (phase["balance"] / phase["income"]).to_numpy()
        report.table(
            f"finance.{key}",
            {
                "log_income": tidy(slope),
                "sd": float(min(rest.std(), 0.2)),
                "balance_mean": float(np.median(share)),
                "balance_sd": float(np.diff(np.quantile(share, [0.16, 0.84]))[0] / 2),
            },
        )
    ratio = (
        read(folder / "workforce/pupil_teacher_ratio_2024_subset.csv.gz")
        .select(number("URN").cast(pl.Int32), number("Workforce_PupTeaRatio_Est_Current_Num").alias("r"))
        .drop_nulls()
        .join(schools, on="URN")
    )
    for key in ("primary", "secondary"):
        values = ratio.filter(pl.col("phase_type_grouping") == PHASES[key])["r"].to_numpy()
        report.table(f"workforce.{key}", {"mean": float(values.mean()), "sd": float(values.std())})
    ks5 = (
        read(folder / "ks5/england_ks5final_2022_23.csv.gz")
        .filter(pl.col("RECTYPE") == "1")
        .select(number("URN").cast(pl.Int32), number("TALLPPE_ALEV_1618").alias("ppe"), number("TPUP1618").alias("n"))
        .drop_nulls()
    )
    with_a8 = ks5.join(ks4_context(folder).select("URN", "ATT8SCR"), on="URN").drop_nulls()
    beta, rest, _ = regress(with_a8["ppe"].to_numpy(), with_a8["ATT8SCR"].to_numpy()[:, None] - 46)
    report.table(
        "sixth_form",
        {
            "ppe": tidy(beta),
            "sd": float(rest.std()),
            "pupils": quantiles(with_a8["n"].to_numpy()),
            "share": with_a8.height / 3056,
        },
    )


def fit_all(folder: Path) -> str:
    """Fit everything and give the TOML."""
    report = Report()
    scale: dict[str, Value] = {"probabilities": list(PROBABILITIES), "regions": "|".join(REGIONS)}
    report.table("scale", scale | {"ar_share": AR_SHARE, "ar_rho": AR_RHO})
    schools = load_schools(folder)
    fit_population(report, schools)
    fit_context(report, schools, folder)
    fit_secondary(report, schools, folder)
    fit_primary(report, schools, folder)
    fit_absence(report, schools, folder)
    fit_membership(report, folder)
    fit_change(report, schools, folder)
    fit_resources(report, schools, folder)
    return "\n".join(report.lines) + "\n"


def fit(folder: Path) -> dict[str, Any]:
    """Fit everything and read the TOML back."""
    return tomllib.loads(fit_all(folder))


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", type=Path, default=Path("src/plait/simulation/fitted.toml"))
    told = parser.parse_args()
    text = fit_all(told.folder)
    told.to.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
