"""Absence, money, teachers and sixth forms."""

from pathlib import Path

import numpy as np
import polars as pl

from fitting.reading import (
    PHASES,
    Report,
    Value,
    correlate,
    load_ks4,
    number,
    quantiles,
    read,
    regress,
    scores,
    tidy,
    urn,
    vector,
)

_MAINSTREAM = 3056  # schools of the 2022/23 file


def fit_absence(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Absence before and after COVID, its tie to context, and persistence."""
    years = {}
    for year, label in ((2018, "2018_19"), (2022, "2022_23")):
        raw = read(folder / f"absence/england_abs_{label}.csv.gz")
        figures = (number("PERCTOT").alias("total"), number("PPERSABS10").alias("persistent"))
        years[year] = raw.select(urn(), *figures).drop_nulls().unique("URN", keep="first", maintain_order=True)
    both = years[2018].join(years[2022], on="URN", suffix="_next")
    for key in ("primary", "secondary", "special"):
        phase = schools.filter(pl.col("phase_type_grouping") == PHASES[key])
        frame = phase.join(years[2022], on="URN").drop_nulls(["fsm", "total"])
        pair = both.join(phase.select("URN"), on="URN")
        total = vector(frame, "total")
        logs = np.log(np.maximum(total, 0.5))
        slope, rest, _ = regress(np.log(np.maximum(vector(frame, "persistent"), 0.5)), logs[:, None])
        report.table(
            f"absence.{key}",
            {
                "before": quantiles(vector(pair, "total")),
                "after": quantiles(total),
                "r_fsm": correlate(scores(vector(frame, "fsm")), scores(total)),
                "r_across_covid": correlate(scores(vector(pair, "total")), scores(vector(pair, "total_next"))),
                "log_persistent": tidy(slope),
                "log_persistent_sd": float(rest.std()),
            },
        )
    _fit_absence_years(report, folder)
    _fit_unauthorised(report, schools, folder)


def _fit_absence_years(report: Report, folder: Path) -> None:
    raw = read(folder / "absence/ees_absence_3yr_subset.csv.gz")
    years = ("202122", "202223", "202324")
    values = raw.select(number(f"sess_overall_percent_{year}").alias(year) for year in years).drop_nulls().to_numpy()
    report.table(
        "absence.years",
        {
            "r_next": correlate(values[:, 0], values[:, 1]),
            "r_after_two": correlate(values[:, 0], values[:, 2]),
            "ratio_2021": float(values[:, 0].mean() / values[:, 1].mean()),
            "ratio_2023": float(values[:, 2].mean() / values[:, 1].mean()),
        },
    )


def _fit_unauthorised(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Absence without leave by absence of all kinds, in 2023/24; the file holds no special schools."""
    raw = read(folder / "absence/ees_absence_3yr_subset.csv.gz")
    parts = ("overall", "unauthorised")
    frame = raw.select(urn(), *(number(f"sess_{part}_percent_202324").alias(part) for part in parts)).drop_nulls()
    frame = frame.filter((pl.col("overall") > 0) & (pl.col("unauthorised") > 0)).join(schools, on="URN")
    entries: dict[str, Value] = {}
    for key in ("primary", "secondary"):
        phase = frame.filter(pl.col("phase_type_grouping") == PHASES[key])
        logs = np.log(vector(phase, "overall"))
        beta, rest, _ = regress(np.log(vector(phase, "unauthorised")), logs[:, None])
        entries |= {key: tidy(beta), f"{key}_sd": float(rest.std())}
    report.table("absence.log_unauthorised", entries)


def fit_resources(report: Report, schools: pl.DataFrame, folder: Path) -> None:
    """Income by size and need, teachers, and A level points by Attainment 8."""
    raw = read(folder / "finance/school_finance_2017_18.csv.gz")
    money = raw.select(urn(), number("Income").alias("income"), number("Balance").alias("balance"))
    frame = money.join(schools, on="URN").filter((pl.col("headcount") > 20) & (pl.col("income") > 0))
    for key in ("primary", "secondary", "special"):
        phase = frame.filter(pl.col("phase_type_grouping") == PHASES[key])
        phase = phase.drop_nulls(["income", "headcount", "balance"]).with_columns(pl.col("fsm").fill_null(25))
        income, pupils = vector(phase, "income"), vector(phase, "headcount")
        slope, rest, _ = regress(np.log(income / pupils), np.column_stack([np.log(pupils), vector(phase, "fsm")]))
        share = vector(phase, "balance") / income
        low, high = np.quantile(share, [0.16, 0.84])
        report.table(
            f"finance.{key}",
            {
                "log_income": tidy(slope),
                "sd": float(min(rest.std(), 0.2)),
                "balance_mean": float(np.median(share)),
                "balance_sd": float(high - low) / 2,
            },
        )
    raw = read(folder / "workforce/pupil_teacher_ratio_2024_subset.csv.gz")
    ratio = raw.select(urn(), number("Workforce_PupTeaRatio_Est_Current_Num").alias("r")).join(schools, on="URN")
    for key in ("primary", "secondary"):
        values = vector(ratio.filter(pl.col("phase_type_grouping") == PHASES[key]), "r")
        report.table(f"workforce.{key}", {"mean": float(values.mean()), "sd": float(values.std())})
    _fit_sixth_forms(report, folder)


def _fit_sixth_forms(report: Report, folder: Path) -> None:
    raw = read(folder / "ks5/england_ks5final_2022_23.csv.gz").filter(pl.col("RECTYPE") == "1")
    ks5 = raw.select(urn(), number("TALLPPE_ALEV_1618").alias("ppe"), number("TPUP1618").alias("n"))
    frame = ks5.join(load_ks4(folder), on="URN").drop_nulls(["ppe", "n", "ATT8SCR"])
    beta, rest, _ = regress(vector(frame, "ppe"), vector(frame, "ATT8SCR")[:, None] - 46)
    pupils = quantiles(vector(frame, "n"))
    share = frame.height / _MAINSTREAM
    report.table("sixth_form", {"ppe": tidy(beta), "sd": float(rest.std()), "pupils": pupils, "share": share})
    _fit_vocational(report, folder)


def _fit_vocational(report: Report, folder: Path) -> None:
    """Applied general and tech level results of schools beside their A levels, retention, and value added."""
    raw = read(folder / "ks5/england_ks5final_2023_24.csv.gz")
    raw = raw.filter((pl.col("RECTYPE") == "1") & (pl.col("ICLOSE") == "0") & (pl.col("ENTRIES_ALEV") != "NA"))
    alev, size = number("TALLPPE_ALEV_1618").alias("alev"), number("TPUP1618").alias("n")
    for name, code in (("applied", "AGEN"), ("tech", "TLEV")):
        frame = raw.select(
            alev, size, number(f"TALLPUP_{code}").alias("k"), number(f"TALLPPE_{code}").alias("ppe"),
            number(f"VA_INS_{code}").alias("va"), number(f"PT_Retained_{code}_Ret").alias("kept"),
        )  # fmt: skip
        offered = frame.filter(pl.col("k") > 0)
        both = offered.drop_nulls(["alev", "ppe"])
        beta, rest, _ = regress(vector(both, "ppe"), vector(both, "alev")[:, None] - 33)
        report.table(
            f"sixth_form.{name}",
            {
                "share": offered.height / frame.height,
                "of_students": float(vector(offered.drop_nulls(["n"]).select(pl.col("k") / pl.col("n")), "k").mean()),
                "ppe": tidy(beta),
                "sd": float(rest.std()),
                "va_sd": float(vector(offered, "va").std()),
                "retained": float(vector(frame, "kept").mean()),
            },
        )
    academic = raw.select(alev, number("TALLPPE_ACAD_1618").alias("acad"), number("PT_Retained_ACAD_Ret").alias("kept"))
    both = academic.drop_nulls(["alev", "acad"])
    added = raw.select(number("VA_INS_ALEV").alias("alev"), number("VA_INS_ACAD").alias("acad")).drop_nulls()
    report.table(
        "sixth_form.academic",
        {
            "ppe_above": float(np.median(vector(both, "acad") - vector(both, "alev"))),
            "va_slope": float(regress(vector(added, "acad"), vector(added, "alev")[:, None])[0][1]),
            "retained": float(vector(academic, "kept").mean()),
        },
    )
