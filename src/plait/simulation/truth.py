"""The truth beside the files: what later methods are judged against. The import never reads it."""

from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import effects as drawn
from plait.simulation.draws import Bools, Floats
from plait.simulation.effects import EXAM_YEARS, OUTCOMES, YEARS, find_spreads
from plait.simulation.fitted import load_fitted
from plait.simulation.schools import INFANT, PHASES, PRIMARY, SECONDARY
from plait.simulation.sector import Records, Sector, census_day
from plait.simulation.trusts import JOINING_SIZE, JOINING_YEARS

_NOW = len(YEARS) - 1


def write_truth(folder: Path, sector: Sector, records: Records) -> None:
    """Write `schools.csv`, `school_years.csv`, `trusts.csv`, `years.csv` and `parameters.toml`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_schools(folder / "schools.csv", sector, records)
    _write_school_years(folder / "school_years.csv", sector, records)
    _write_trusts(folder / "trusts.csv", sector)
    _write_years(folder / "years.csv")
    (folder / "parameters.toml").write_bytes(_describe_parameters(sector).encode())


def _save(path: Path, frame: pl.DataFrame) -> None:
    path.write_bytes(frame.write_csv(float_precision=5, line_terminator="\n").encode())


def _write_schools(path: Path, sector: Sector, records: Records) -> None:
    """One row for each school under its last URN."""
    last = np.full(sector.schools.n, -1, dtype=np.int64)
    for k in np.flatnonzero(records.stage < 2):
        last[records.school[k]] = k if last[records.school[k]] < 0 or records.stage[k] == 1 else last[records.school[k]]
    trust = sector.member_of
    none = pl.Series(trust < 0)
    uid = pl.Series(sector.trusts.uid[np.maximum(trust, 0)])
    joined = pl.Series(sector.history.joined_year)
    columns: dict[str, pl.Series] = {
        "urn": pl.Series(records.urn[last]),
        "phase": pl.Series([PHASES[p] for p in sector.schools.phase]),
        "trust_uid": pl.select(pl.when(~none).then(uid)).to_series(),
        "joined_year": pl.select(pl.when(~none).then(joined)).to_series(),
        "bright_spot": pl.Series(sector.effects.bright),
        "planted_year": pl.select(
            pl.when(pl.Series(sector.effects.planted_year > 0)).then(pl.Series(sector.effects.planted_year))
        ).to_series(),
        "planted_size": pl.Series(sector.effects.planted_size),
    }
    for outcome in OUTCOMES:
        effect = sector.panel.effect[outcome]
        lacking = pl.Series(~_sits(sector, outcome))
        for name, values in (("effect", effect[:, _NOW]), ("effect_mean", _mean_over_years(effect))):
            columns[f"{outcome}_{name}"] = pl.select(pl.when(~lacking).then(pl.Series(values))).to_series()
    _save(path, pl.DataFrame(columns).sort("urn"))


def _sits(sector: Sector, outcome: str) -> Bools:
    """Schools whose results of an outcome come from their effect."""
    if outcome == "ks4":
        return np.asarray(sector.schools.phase == SECONDARY)
    primary = (sector.schools.phase == PRIMARY) & (sector.schools.span != INFANT)
    return np.asarray(primary | sector.schools.all_through)


def _mean_over_years(values: Floats) -> Floats:
    columns = [YEARS.index(year) for year in EXAM_YEARS]
    total = np.zeros(len(values))
    for column in columns:
        total = total + values[:, column]
    return total / len(columns)


def _write_school_years(path: Path, sector: Sector, records: Records) -> None:
    """One row for each school and examination year, under the URN of that year; effects and noise in pupil SD."""
    frames = []
    for start in EXAM_YEARS:
        column = YEARS.index(start)
        record = records.in_force(sector.schools.n, census_day(start))
        here = np.flatnonzero((record >= 0) & (_sits(sector, "ks4") | _sits(sector, "ks2")))
        data = {
            "urn": pl.Series(records.urn[record[here]]),
            "year": pl.Series(np.full(len(here), start, dtype=np.int64)),
            "joining": pl.Series(sector.panel.joining_part[here, column]),
        }
        for outcome in OUTCOMES:
            sits = pl.Series(_sits(sector, outcome)[here])
            panel = sector.panel
            for name, part in (("effect", panel.effect), ("trust", panel.trust_part), ("noise", panel.noise)):
                values = pl.Series(part[outcome][here, column])
                data[f"{outcome}_{name}"] = pl.select(pl.when(sits).then(values)).to_series()
        frames.append(pl.DataFrame(data))
    _save(path, pl.concat(frames).sort("urn", "year"))


def _write_trusts(path: Path, sector: Sector) -> None:
    trusts = sector.trusts
    frame = pl.DataFrame(
        {
            "trust_uid": pl.Series(trusts.uid),
            "name": pl.Series(list(trusts.name)),
            "multi": pl.Series(trusts.multi),
            "ks4_standing": pl.Series(trusts.standing["ks4"]),
            "ks2_standing": pl.Series(trusts.standing["ks2"]),
            "joining_effect": pl.Series(trusts.joining),
            "takes_on_after_bad_year": pl.Series(trusts.after_bad_year),
        }
    )
    _save(path, frame)


def _write_years(path: Path) -> None:
    from plait.simulation import ks2, ks4

    frame = pl.DataFrame(
        {
            "year": pl.Series(list(EXAM_YEARS)),
            "attainment_8_mean": pl.Series([ks4.mean_of_year(y) for y in EXAM_YEARS]),
            "rwm_expected_mean": pl.Series([ks2.mean_of_year(y) for y in EXAM_YEARS]),
        }
    )
    _save(path, frame)


def _describe_parameters(sector: Sector) -> str:
    told = load_fitted()
    lines = [
        "# What was put into this sector. Effects are in standard deviations of pupils.",
        f"seed = {sector.seed.number}",
        f"schools = {int((sector.schools.closed == 0).sum())}",
        f"trusts = {sector.trusts.n}",
        f"ar_share = {told['scale']['ar_share']}",
        f"ar_rho = {told['scale']['ar_rho']}",
        f"bright_share = {drawn.BRIGHT_SHARE}",
        f"bright_size = {drawn.BRIGHT_SIZE}",
        f"planted_share = {drawn.PLANTED_SHARE}",
        f"joining_size = {JOINING_SIZE}",
        f"joining_years = {JOINING_YEARS}",
    ]
    for outcome, unit in (("ks4", told["secondary"]["persistence"]["pupil_sd"]), ("ks2", 1.0)):
        spreads = find_spreads(outcome)
        lines += [
            "",
            f"[{outcome}]",
            f"pupil_sd = {unit}",
            f"school_sd = {spreads.school}",
            f"trust_sd = {spreads.trust}",
            f"year_sd = {spreads.year}",
        ]
    return "\n".join(lines) + "\n"
