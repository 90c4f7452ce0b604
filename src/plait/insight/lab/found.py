"""The handful of the lab's figures that the site quotes: picked from those of the documentation, never typed in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from plait.insight.lab import scores
from plait.insight.lab.records import Figures

PATH: Final = Path(__file__).with_name("found.toml")
LEVEL: Final = 0.9  # of the intervals that the pages show
PLAIN: Final = "plain"
NULL: Final = "null"
OUTCOMES: Final = ("ks2_rwm_expected", "attainment8")  # whose real years are quoted
METHODS: Final = ("Plait", "raw residual")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of made-up sector: shares 0 to 1. `keeps` and `words` (possible, likely, clear) are of flags above."""

    name: str
    title: str
    covered: float
    covered_flagged: float
    covered_small: float
    false: float
    false_below: float
    keeps: float
    words: tuple[float, float, float]
    raw_false: float
    raw_keeps: float
    raw_small: float


@dataclass(frozen=True, slots=True)
class RealYear:
    """A real year foretold: of the schools listed, the share that next lay beyond the margin, and what was kept."""

    outcome: str
    year: int
    method: str
    listed_n: int
    beyond: float
    kept: float


@dataclass(frozen=True, slots=True)
class Joining:
    """One reason for joining: the bias of the first reading in pupil SD, and its Monte Carlo error."""

    name: str
    title: str
    bias: float
    bias_se: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the lab found. `power`: for each true difference from (pupil SD), the share flagged of small and large."""

    sectors: int
    schools: int
    seed: int
    null_flags_n: int
    plain: Kind
    stresses: tuple[Kind, ...]
    power: tuple[tuple[float, float, float], ...]
    joining: tuple[Joining, ...]
    real: tuple[RealYear, ...]


def pick(figures: Figures) -> Figures:
    """The figures that the site quotes, out of all."""
    designs = figures["designs"]
    run = {name: figures["run"][name] for name in ("sectors", "schools", "seed")}
    power = {name: figures["power"][name] for name in ("effects", "smallest_quarter", "largest_quarter")}
    return {
        "run": run | {"null_flags_n": designs[NULL]["flags_n"]},
        "power": power,
        "kind": [_pick_kind(name, each) for name, each in designs.items() if name != NULL],
        "joining": [
            {"name": name} | {each: case[each] for each in ("title", "bias", "bias_se")}
            for name, case in figures["joining"].items()
        ],
        "real": [_pick_real(figures["real"], outcome=outcome, method=each) for outcome in OUTCOMES for each in METHODS],
    }


def _pick_kind(name: str, figures: dict[str, Any]) -> Figures:
    at = scores.LEVELS.index(LEVEL)
    return {
        "name": name,
        "title": figures["title"],
        "covered": figures["covered_all"][at],
        "covered_flagged": figures["covered_flagged"][at],
        "covered_small": figures["covered_small"][at],
        "words": [figures[word] for word in ("possible", "likely", "clear")],
        **{each: figures[each] for each in ("false", "false_below", "keeps", "raw_false", "raw_keeps", "raw_small")},
    }


def _pick_real(rows: list[dict[str, Any]], *, outcome: str, method: str) -> Figures:
    """The newest year in which anything was listed."""
    mine = [row for row in rows if row["outcome"] == outcome and row["method"] == method and row["listed_n"] > 1]
    newest = max(mine, key=lambda row: int(row["year"]))
    return {name: newest[name] for name in ("outcome", "year", "method", "listed_n", "beyond", "kept")}


@cache
def read() -> Found:
    """The figures as they are packaged."""
    told = tomllib.loads(PATH.read_text(encoding="utf-8"))
    kinds = {each["name"]: Kind(**each | {"words": tuple(each["words"])}) for each in told["kind"]}
    power = told["power"]
    return Found(
        **told["run"],
        plain=kinds.pop(PLAIN),
        stresses=tuple(kinds.values()),
        power=tuple(zip(power["effects"], power["smallest_quarter"], power["largest_quarter"], strict=True)),
        joining=tuple(Joining(**each) for each in told["joining"]),
        real=tuple(RealYear(**each) for each in told["real"]),
    )
