"""Reading published files, and the few statistics that the fits share."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

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
INTAKE = (*CONTEXT, "prior", "polar", "stability", "idaci")  # with the similar-schools inputs of secondaries


def read(path: Path) -> pl.DataFrame:
    """Read a published file with every column as text."""
    frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    return frame.rename({name: name.lstrip("\ufeff") for name in frame.columns})


def number(column: str) -> pl.Expr:
    """Take a column's figures, without percent signs; codes become null."""
    return pl.col(column).str.strip_chars().str.strip_suffix("%").cast(pl.Float64, strict=False)


def urn(column: str = "URN") -> pl.Expr:
    """Take a column as URNs."""
    return number(column).cast(pl.Int32).alias("URN")


def vector(frame: pl.DataFrame, column: str) -> Array:
    """A column as a vector, without its gaps."""
    return frame[column].drop_nulls().to_numpy().astype(np.float64)


def matrix(frame: pl.DataFrame, columns: Sequence[str]) -> Array:
    """Normal scores of columns, side by side."""
    return np.column_stack([scores(frame[column].to_numpy().astype(np.float64)) for column in columns])


def probit(percentages: Array, least: float | Array = 0.01) -> Array:
    """Normal deviates of percentages, kept off the ends."""
    return np.asarray(ndtri(np.clip(percentages / 100, least, 1 - least)), dtype=np.float64)


def correlate(one: Array, other: Array) -> float:
    """The correlation of two vectors."""
    return float(np.corrcoef(one, other)[0, 1])


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
    beta = np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], dtype=np.float64)
    residual = np.asarray(y - design @ beta, dtype=np.float64)
    return beta, residual, 1 - float(np.var(residual) / np.var(y))


class Report:
    """The TOML under construction, printed as it is written."""

    def __init__(self) -> None:
        self.lines: list[str] = [
            "# Estimated by tools/fit_simulation.py from published files",
            "# (Department for Education, Ofsted; Open Government Licence v3.0).",
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


def load_schools(folder: Path) -> pl.DataFrame:
    """One row per open school in January 2023: phase, region, size, context, trust."""
    spine = read(folder / "spine/spc_school_level_2022_23.csv.gz").select(
        urn("urn"), pl.col("region_name").alias("region"), "phase_type_grouping", "academy_flag", "trust",
        "urban_rural", "denomination", number("headcount of pupils").alias("headcount"),
    )  # fmt: skip
    census = read(folder / "census/england_census_2022_23.csv.gz").select(
        urn(), *(number(key).alias(new) for key, new in CENSUS.items())
    )
    return spine.join(census.drop_nulls("URN"), on="URN", how="left")


def load_ks4(folder: Path) -> pl.DataFrame:
    """The 2022/23 mainstream secondary file as figures."""
    raw = read(folder / "ks4/ks4_mainstream_context_2022_23.csv.gz")
    figures = (
        "ATT8SCR", "P8MEA", "PTPRIORLO", "PTPRIORHI", "ATT8SCR_FSM6CLA1A", "ATT8SCR_NFSM6CLA1A", "ATT8SCR_GIRLS",
        "ATT8SCR_BOYS", "PNUMFSMEVER",
    )  # fmt: skip
    return raw.select(urn(), "ADMPOL_PT", "gender_name", *(number(name).alias(name) for name in figures))


def load_similar(folder: Path) -> pl.DataFrame:
    """The similar-schools inputs of secondaries that no other file holds."""
    return read(folder / "similar_schools/dfe_similar_secondary_values_2022_23.csv.gz").select(
        urn(),
        ((number("KS2RP") + number("KS2MP")) / 2).alias("prior"),
        (number("KS2RP") - number("KS2MP")).alias("reading_gap"),
        number("Polar4QuintilePupils").alias("polar"),
        number("PStability").alias("stability"),
        number("IdaciPupils").alias("idaci"),
    )


def load_core_ks4(folder: Path, year: int) -> pl.DataFrame:
    """Attainment 8 and its companions of 2024 or 2025."""
    raw = read(folder / f"ks4/ks4_core_{year - 1}_{year % 100}_linked.csv.gz").filter(pl.col("INDEPENDENT") != "True")
    names = {"ATT8SCR": "a8", "PTL2BASICS_95": "basics", "EBACCAPS": "aps", "PTEBACC_E_PTQ_EE": "entry"}
    frame = raw.select(urn(), *(number(key).alias(f"{new}_{year}") for key, new in names.items()))
    return frame.drop_nulls("URN").unique("URN", keep="first", maintain_order=True)
