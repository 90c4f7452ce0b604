"""Control charts of a million series of twelve points; and beside charting them one at a time, in Python and in R.

The packages that PyPI has for control charts (pyspc 0.4, spc 0.3) no longer install, so the peers are what an analyst
writes: the same limits and rules for one series, in plain Python, with numpy, and in base R; answers are compared. Each
contender runs in a process of its own. Synthetic series; the seed is fixed. Drawing them is not timed, and the array
that holds them (92 MB for figures, twice that for counts) is part of peak memory.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import itertools
import math
import platform
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

SERIES, POINTS = 1_000_000, 12
# One at a time takes minutes for a million: so many are timed.
TIMED = 20_000
REPEATS = 3


@dataclass(frozen=True)
class Took:
    """Wall and processor seconds (the best of the repeats), peak memory in MB, and a sum of what was found."""

    seconds: float
    processor: float
    peak_mb: float
    limits: float
    signals: int


def figures_of(k: int) -> np.ndarray:
    return np.random.default_rng(2026).normal(94.0, 1.5, size=(k, POINTS))


def ours(k: int, kind: str = "XmR", gaps: float = 0.0) -> Took:
    """Centre lines, limits, all rules for points, Anhøj's rules, cautions."""
    from plait.stats.spc import Chart, chart

    rng = np.random.default_rng(2027)
    figures, sizes = figures_of(k), None
    if kind != "XmR":
        sizes = rng.integers(8_000, 12_000, figures.shape).astype(float)
        figures = np.rint(np.clip(figures, 0.0, 100.0) / 100.0 * sizes)
    if gaps:
        figures[rng.random(figures.shape) < gaps] = np.nan
    took = []
    for _ in range(REPEATS):
        wall, used = time.perf_counter(), time.process_time()
        found = chart(figures, kind=Chart(kind), denominators=sizes)
        took.append((time.perf_counter() - wall, time.process_time() - used))
    broken = (found.signals > 0).any(axis=1) | found.few_crossings[:, 0]
    upper = found.centres[:TIMED, 0] + 3.0 * found.unit_sigmas[:TIMED, 0]
    return Took(*min(took), _peak(), float(np.nansum(upper)), int(broken[:TIMED].sum()))


def one_at_a_time(k: int, how: str) -> Took:
    """The same for k series, each by itself."""
    judge = {"python": judge_in_python, "numpy": judge_with_numpy}[how]
    figures = figures_of(k)
    rows = figures.tolist() if how == "python" else list(figures)
    wall, used = time.perf_counter(), time.process_time()
    found = [judge(row) for row in rows]
    seconds, processor = time.perf_counter() - wall, time.process_time() - used
    return Took(seconds, processor, _peak(), sum(upper for upper, _ in found), sum(broken for _, broken in found))


def judge_in_python(y: list[float]) -> tuple[float, bool]:
    """Upper limit, and whether any rule is broken: beyond, shift, trend, two of three, Anhøj's two."""
    n, mean = len(y), statistics.fmean(y)
    ranges = [abs(b - a) for a, b in itertools.pairwise(y)]
    large = 3.267 * statistics.fmean(ranges)
    sigma = statistics.fmean([each for each in ranges if each < large]) * 2.66 / 3
    z = [(each - mean) / sigma for each in y]
    above = [each > 0 for each in z]
    runs = [len(list(run)) for _, run in itertools.groupby(above)]
    steps = [b > a for a, b in itertools.pairwise(y)]
    trend = max(len(list(run)) for _, run in itertools.groupby(steps)) + 1
    near = any(
        len(set(above[i : i + 3])) == 1 and sum(2 < abs(each) <= 3 for each in z[i : i + 3]) >= 2 for i in range(n - 2)
    )
    beyond = any(abs(each) > 3 for each in z)
    anhoej = max(runs) > round(math.log2(n)) + 3 or len(runs) - 1 < fewest_crossings(n)
    return mean + 3 * sigma, beyond or max(runs) >= 7 or trend >= 7 or near or anhoej


def judge_with_numpy(y: np.ndarray) -> tuple[float, bool]:
    """The same with array operations."""
    n, mean, ranges = len(y), y.mean(), np.abs(np.diff(y))
    sigma = ranges[ranges < 3.267 * ranges.mean()].mean() * 2.66 / 3
    z = (y - mean) / sigma
    side = z > 0
    edges = np.flatnonzero(np.diff(side))
    runs = np.diff(np.concatenate([[-1], edges, [n - 1]]))
    turns = np.flatnonzero(np.diff(np.diff(y) > 0))
    trend = np.diff(np.concatenate([[-1], turns, [n - 2]])).max() + 1
    near = (np.abs(z) > 2) & (np.abs(z) <= 3)
    three = near[:-2].astype(int) + near[1:-1] + near[2:] >= 2
    together = (side[:-2] == side[1:-1]) & (side[1:-1] == side[2:])
    anhoej = runs.max() > round(math.log2(n)) + 3 or len(edges) < fewest_crossings(n)
    broken = (np.abs(z) > 3).any() or runs.max() >= 7 or trend >= 7 or (three & together).any() or anhoej
    return float(mean + 3 * sigma), bool(broken)


def fewest_crossings(n: int, table: dict[int, int] = {}) -> int:  # noqa: B006 - a table that is filled once
    if n not in table:
        from scipy.stats import binom

        table[n] = int(binom.ppf(0.05, n - 1, 0.5))
    return table[n]


_R = """
x <- matrix(readBin(commandArgs(TRUE)[1], "double", %d * %d), nrow = %d, byrow = TRUE)
n <- ncol(x); few <- qbinom(0.05, n - 1, 0.5); long <- round(log2(n)) + 3
judge <- function(y) {
  m <- mean(y); r <- abs(diff(y)); s <- mean(r[r < 3.267 * mean(r)]) * 2.66 / 3; z <- (y - m) / s; side <- sign(z)
  runs <- rle(side)$lengths; trend <- max(rle(sign(diff(y)))$lengths) + 1
  near <- abs(z) > 2 & abs(z) <= 3; i <- seq_len(n - 2)
  three <- near[i] + near[i + 1] + near[i + 2] >= 2 & abs(side[i] + side[i + 1] + side[i + 2]) == 3
  c(m + 3 * s, any(abs(z) > 3) || max(runs) >= 7 || trend >= 7 || any(three) || max(runs) > long ||
      length(runs) - 1 < few)
}
start <- proc.time(); out <- apply(x, 1, judge); took <- proc.time() - start
cat(sprintf("%%.6f %%.6f %%.9f %%d", took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], sum(out[1, ]),
            as.integer(sum(out[2, ]))))
"""


def base_r(k: int) -> Took | str:
    """One series at a time in R, or the sentence that says why not."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "R is not installed (Debian: r-base-core), so it is left out."
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "series.bin", Path(folder) / "charts.R"
        figures_of(k).tofile(data)
        script.write_text(_R % (k, POINTS, k), encoding="utf-8")
        run = subprocess.run([rscript, str(script), str(data)], capture_output=True, text=True, check=True)
    seconds, processor, limits, signals = run.stdout.split()
    return Took(float(seconds), float(processor), math.nan, float(limits), int(signals))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_apart(contender, *arguments):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(contender, *arguments).result()


def main() -> None:
    print(f"Trends — {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(f"{SERIES:,} series of {POINTS} points: limits, points beyond, shifts, trends, two of three, Anhøj's rules.")
    print("| | wall s (bar 3) | processor s | peak MB |")
    print("|---|---|---|---|")
    mine = run_apart(ours, SERIES)
    for name, took in (
        ("XmR", mine),
        ("XmR, 5 % of points missing", run_apart(ours, SERIES, "XmR", 0.05)),
        ("p′, denominators of about 10,000", run_apart(ours, SERIES, "p′")),
    ):
        print(f"| {name} | {took.seconds:.2f} | {took.processor:.2f} | {took.peak_mb:,.0f} |")
    print(f"\nOne series at a time ({TIMED:,} timed); limits and series with signals are the same.")
    print("| | processor µs a series | ratio | difference of limits | series with signals |")
    print("|---|---|---|---|---|")
    alone = mine.processor / SERIES
    print(f"| Plait | {1e6 * alone:.2f} | 1 | 0 | {mine.signals} |")
    for name, took in (
        ("plain Python (bar 20)", run_apart(one_at_a_time, TIMED, "python")),
        ("numpy (bar 50)", run_apart(one_at_a_time, TIMED, "numpy")),
        ("base R (bar 50)", run_apart(base_r, TIMED)),
    ):
        if isinstance(took, str):
            print(f"\n{took}")
            continue
        each, apart = took.processor / TIMED, abs(took.limits / mine.limits - 1.0)
        print(f"| {name} | {1e6 * each:.1f} | {each / alone:,.0f} | {apart:.0e} | {took.signals} |")


if __name__ == "__main__":
    main()
