"""Money, teachers, and the inputs of the Department's own match of similar schools."""

from pathlib import Path

import numpy as np

from plait.simulation import kinds
from plait.simulation.draws import Bools, Floats, Ints, settle
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import from_scores, load_fitted
from plait.simulation.schools import PRIMARY, SECONDARY, SPECIAL, mean_prior
from plait.simulation.tables import Column, choose, number, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year

FINANCE_YEARS = (2013, 2014, 2015, 2016, 2017)
SIMILAR_YEARS = (2022, 2024)
_INFLATION = 0.025  # a year

Columns = dict[str, Column]


def write_finance(path: Path, year: Year, start: int) -> None:
    """Write income, expenditure and balance of a financial year, under the headings of the benchmarking extract."""
    sector = year.sector
    school = np.flatnonzero((year.record >= 0) & np.isin(sector.schools.phase, (PRIMARY, SECONDARY, SPECIAL)))
    rng = sector.seed.stream(f"finance {start}")
    steady = sector.seed.stream("finance").standard_normal(sector.schools.n)[school]
    phase = sector.schools.phase[school]
    pupils = sector.panel.pupils[school, year.column]
    fsm = sector.panel.context["fsm"][school, year.column]
    income, share = np.zeros(len(school)), np.zeros(len(school))
    luck = rng.standard_normal(len(school))
    for p, label in ((PRIMARY, "primary"), (SECONDARY, "secondary"), (SPECIAL, "special")):
        told = load_fitted()["finance"][label]
        intercept, by_size, by_fsm = told["log_income"]
        here = phase == p
        per_pupil = np.exp(
            intercept + by_size * np.log(pupils) + by_fsm * fsm + told["sd"] * (0.95 * steady + 0.31 * luck)
        )
        grown = per_pupil * pupils * (1 + _INFLATION * (start - 2017))
        income = np.where(here, grown, income)
        share = np.where(here, told["balance_mean"] + told["balance_sd"] * luck, share)
    balance = settle(income * share)
    columns: Columns = {
        "URN": whole(year.urn(school)),
        "Income": number(income, 2),
        "Expenditure": number(np.floor(income * 100 + 0.5) / 100 - np.floor(balance * 100 + 0.5) / 100, 2),
        "Balance": number(balance, 2),
        "Academic Year": str(start + 1),
    }
    write_table(path, "finance", columns, rows=len(school))


def write_workforce(path: Path, year: Year) -> None:
    """Write pupils for each qualified teacher."""
    sector = year.sector
    school = np.flatnonzero((year.record >= 0) & np.isin(sector.schools.phase, (PRIMARY, SECONDARY)))
    rng = sector.seed.stream("workforce")
    drawn = rng.standard_normal(len(school))
    told = load_fitted()["workforce"]
    phase = sector.schools.phase[school]
    mean = np.where(phase == PRIMARY, told["primary"]["mean"], told["secondary"]["mean"])
    sd = np.where(phase == PRIMARY, told["primary"]["sd"], told["secondary"]["sd"])
    authority = sector.places.authority[sector.schools.place[school]]
    columns: Columns = {
        "URN": whole(year.urn(school)),
        "LAId": whole(sector.authorities.code[authority]),
        "LAName": choose(sector.authorities.name, authority),
        "RegionId": choose(kinds.REGION_CODES, sector.schools.region[school]),
        "RegionName": choose([kinds.region_name(r) for r in range(9)], sector.schools.region[school]),
        "Workforce_PupTeaRatio_Est_Current_Num": withhold(
            number(np.clip(mean + sd * drawn, 5, 40), 1), school % 83 == 0, "z"
        ),
        "Workforce_TotPupils_Est_Current_Num": whole(sector.panel.pupils[school, year.column]),
    }
    write_table(path, "workforce", columns, rows=len(school))


def write_similar(folder: Path, years: dict[int, Year]) -> None:
    """Write the inputs of the Department's match, and the population standard deviations that go with them."""
    totals: list[dict[str, str]] = []
    for start in SIMILAR_YEARS:
        basis = years[start].stem
        rows, inputs = _secondary_inputs(years[start])
        columns: Columns = {"URN": whole(years[start].urn(rows))}
        columns |= {name: number(values, 6) for name, values in inputs.items()}
        write_table(
            folder / f"dfe_similar_secondary_values_{basis}.csv", f"similar_secondary_{start}", columns, rows=len(rows)
        )
        totals.append({"BASIS": basis, "RowCount": str(len(rows))} | {n: _spread(v) for n, v in inputs.items()})
    columns = {name: [row.get(name, "") for row in totals] for name in {key for row in totals for key in row}}
    write_table(folder / "dfe_similar_secondary_national_sd.csv", "similar_sd", columns, rows=len(totals))
    _write_similar_primary(folder / "dfe_similar_primary_values_2024_25.csv", years[2024])


def _spread(values: Floats) -> str:
    """Population standard deviation, from whole millionths so that the order of adding cannot matter."""
    scaled = [round(v * 1e6) for v in values.tolist()]
    n, total = len(scaled), sum(scaled)
    squares = n * sum(v * v for v in scaled) - total * total
    return f"{(squares**0.5) / n / 1e6:.10g}"


def _secondary_inputs(year: Year) -> tuple[Ints, dict[str, Floats]]:
    sector, ks4 = year.sector, year.sector.ks4
    column = EXAM_YEARS.index(year.start)
    rows = np.flatnonzero((sector.schools.phase[ks4.school] == SECONDARY) & year.is_open(ks4.school))
    rows = rows[ks4.cohort[rows, column] > TOO_FEW]
    school = ks4.school[rows]
    bands = load_fitted()["secondary"]["prior_bands"]
    rng = sector.seed.stream("similar")
    gap = (bands["reading_gap_mean"] + bands["reading_gap_sd"] * rng.standard_normal(sector.schools.n))[school] / 2
    prior = mean_prior(sector.schools)[school]
    shared = _shared_inputs(year, school)
    attainment = np.floor(ks4.figures["a8"][rows, column] * 10 + 0.5) / 10
    priors = {"KS2RP": prior + gap, "KS2MP": prior - gap, "KS2AVG": prior} if year.start == 2022 else {"KS2MRP": prior}
    inputs = priors | {
        ("PercentageStatementOrEHP" if n == "PercentageStatementOrEhp" else n): v for n, v in shared.items()
    }
    inputs["Att8Scr"] = attainment
    return school, {name: np.floor(values * 1e6 + 0.5) / 1e6 for name, values in inputs.items()}


def _shared_inputs(year: Year, school: Ints) -> dict[str, Floats]:
    sector, scores = year.sector, year.sector.schools.scores
    context = {name: values[school, year.column] for name, values in sector.panel.context.items()}
    marginal, primary = load_fitted()["context"]["secondary"]["marginal"], load_fitted()["primary"]
    is_primary = sector.schools.phase[school] == PRIMARY

    def drawn(name: str) -> Floats:
        z = scores[name][school]
        of_primary = np.clip(primary[name]["mean"] + primary[name]["sd"] * z, 0.01, 100.0)
        return np.where(is_primary, of_primary, from_scores(z, marginal[name]))

    return {
        "PPPerc": context["fsm"],
        "PercentEAL": context["eal"],
        "Polar4QuintilePupils": np.clip(drawn("polar"), 1.0, 5.0),
        "PStability": np.clip(drawn("stability"), 30.0, 100.0),
        "IdaciPupils": np.clip(drawn("idaci"), 0.01, 0.9),
        "PercentSchSupport": context["sen_support"],
        "PercentageStatementOrEhp": context["ehc"],
        "NumberOfPupils": sector.panel.pupils[school, year.column].astype(np.float64),
    }


def _write_similar_primary(path: Path, year: Year) -> None:
    sector, ks2 = year.sector, year.sector.ks2
    column = EXAM_YEARS.index(year.start)
    open_now: Bools = year.is_open(ks2.school) & (ks2.cohort[:, column] > TOO_FEW)
    rows = np.flatnonzero((sector.schools.phase[ks2.school] == PRIMARY) & open_now)
    school = ks2.school[rows]
    told = load_fitted()["primary"]["ks1"]
    both = (ks2.figures["read"][rows, column] + ks2.figures["mat"][rows, column]) / 2
    columns: Columns = {
        "URN": whole(year.urn(school)),
        **{name: number(values, 6) for name, values in _shared_inputs(year, school).items()},
        "ReadMatAverage": number(both, 6),
        "Ks1PriorRwmAverage": number(
            np.clip(told["mean"] + told["sd"] * sector.schools.scores["prior"][school], 1.5, 4.0), 6
        ),
    }
    write_table(path, "similar_primary", columns, rows=len(rows))
