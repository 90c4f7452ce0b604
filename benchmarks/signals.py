"""Signals: all English schools in 40 outcomes over 8 years; and the plain school-effects model beside its peers.

Every third outcome is a percentage of pupils, and every twelfth one near 100 %, where expectations bend.

Each contender runs in a process of its own. Synthetic schools; the seeds are fixed. BLAS is kept to one thread in each
process, because the outcomes themselves are shared out over the cores. Peak memory is that of all processes together.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import platform
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.special import ndtr, ndtri

CORES = 2
# Exam years without 2019/20 and 2020/21.
YEARS = np.array([2015, 2016, 2017, 2018, 2021, 2022, 2023, 2024])
# Schools of each phase, the trusts they may belong to, and how many of the 40 outcomes they have: 18 of primary, 16 of
# secondary, 6 (absence and the like) of all.
PHASES = {"primary": (16_800, 1_200, 24), "secondary": (3_450, 900, 22), "special": (1_400, 400, 6)}
CHARACTERISTICS, REGIONS = 8, 9
SCHOOLS, YEARS_EACH, FIXED = 22_000, 5, 8
REPEATS = 5


@dataclass(frozen=True)
class Took:
    """Wall and processor seconds, and peak memory in MB."""

    seconds: float
    processor: float
    peak_mb: float


def circumstances(phase: str) -> tuple[np.ndarray, np.ndarray]:
    schools, _, _ = PHASES[phase]
    rng = np.random.default_rng([2026, schools])
    values = rng.normal(size=(schools, CHARACTERISTICS)) + 0.6 * rng.normal(size=(schools, 1))
    values[:, :3] = np.exp(0.5 * values[:, :3])
    values[rng.random(values.shape) < 0.02] = np.nan
    return values, rng.integers(0, REGIONS, schools)


def outcome_of(phase: str, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Figures and sampling variances, (schools, years), and trusts, (schools,)."""
    schools, trusts, _ = PHASES[phase]
    rng = np.random.default_rng([2027, schools, number])
    cohort = np.clip(np.exp(np.log(38 if phase == "primary" else 160) + 0.6 * rng.standard_normal(schools)), 6, 400)
    values = np.nan_to_num(circumstances(phase)[0])
    moving = np.empty((schools, len(YEARS)))
    moving[:, 0] = rng.standard_normal(schools)
    for t in range(1, len(YEARS)):
        kept = 0.9 ** (YEARS[t] - YEARS[t - 1])
        moving[:, t] = kept * moving[:, t - 1] + np.sqrt(1 - kept**2) * rng.standard_normal(schools)
    # Trusts differ in size as they do: a few large, many small.
    trust = np.where(rng.random(schools) < 0.5, (trusts * rng.random(schools) ** 2).astype(int), -1)
    level = 0.15 * (np.sqrt(0.6) * rng.standard_normal((schools, 1)) + np.sqrt(0.4) * moving)
    level = level + np.where(trust >= 0, 0.03 * rng.standard_normal(trusts)[trust], 0.0)[:, None]
    expected = 0.2 * values[:, 3] + 0.1 * np.tanh(values[:, 0]) - 0.03 * values[:, 4] ** 2
    chance = np.repeat((1.0 / cohort)[:, None], len(YEARS), axis=1)
    figures = expected[:, None] + level + 0.08 * rng.standard_normal(level.shape)
    figures += np.sqrt(chance) * rng.standard_normal(level.shape)
    figures[rng.random(level.shape) < 0.05] = np.nan
    return figures, chance, trust


def as_percentages(figures: np.ndarray, pupils: np.ndarray, *, middle: float, number: int) -> np.ndarray:
    """Of so many pupils, the share (0–100) whose own result, figure and all, passes a bar that `middle` of all pass."""
    rng = np.random.default_rng([2029, number])
    reached = ndtr(ndtri(middle) + np.nan_to_num(figures))
    counted = 100.0 * rng.binomial(pupils.astype(np.int64), reached) / pupils
    return np.where(np.isnan(figures), np.nan, counted)


def model_for(phase: str, number: int, figures: np.ndarray, pupils: np.ndarray, trust: np.ndarray):
    """Expected results, spreads and the model of what remains, of averages or of percentages."""
    from plait.stats import signals

    basis, ids = basis_for(phase), np.arange(len(figures)) + 100_000
    names, folds = [str(year) for year in YEARS], signals.folds_of(ids)
    about = {"ids": ids, "years": YEARS, "trust": trust}
    if number % 3 == 2:
        told = signals.expect_percentages(basis, figures, names=names, pupils_n=pupils, folds=folds)
        panel, shares = signals.panel_of_percentages(
            figures, expected_pct=told.expected, pupils_n=pupils, doubt_pct=told.doubt, **about
        )
        return signals.model_of_percentages(panel, signals.fit_spreads(panel), shares=shares)
    chance = 1.0 / pupils
    told = signals.expect(basis, figures, names=names, chance=chance, folds=folds)
    panel = signals.panel_of(figures - told.expected, chance=chance, doubt=told.doubt, **about)
    return signals.model_of(panel, signals.fit_spreads(panel))


def refresh(phase: str, number: int) -> tuple[float, float]:
    """Everything a build needs of one outcome in one phase; returns wall and processor seconds without the drawing."""
    from plait.stats import signals

    figures, chance, trust = outcome_of(phase, number)
    pupils, margin = np.rint(1.0 / chance), 0.1
    if number % 3 == 2:
        margin, middle = 5.0, 0.93 if number % 12 == 11 else 0.6
        figures = as_percentages(figures, pupils, middle=middle, number=number)
    basis_for(phase)
    wall, used = time.perf_counter(), time.process_time()
    model = model_for(phase, number, figures, pupils, trust)
    now = signals.underlying(model, prior=signals.fit_prior(model))
    now.interval(0.9)
    for probability in (now.above(margin), now.below(margin)):
        signals.find_signals(probability, label="benchmark", margin=margin)
    signals.word(now, margin=margin)
    signals.change(model, since=int(YEARS[-2]))
    signals.change(model, since=int(YEARS[-4]))
    signals.trust_level(model)
    signals.trust_change(model, since=int(YEARS[-2]))
    return time.perf_counter() - wall, time.process_time() - used


_BASES: dict[str, object] = {}


def basis_for(phase: str):
    """The terms of a phase, once in each process: outcomes share their circumstances."""
    from plait.stats.signals import Category, basis_of

    if phase not in _BASES:
        values, regions = circumstances(phase)
        category = Category("region", tuple(f"region {r}" for r in range(REGIONS)), regions)
        names = [f"characteristic {j}" for j in range(CHARACTERISTICS)]
        _BASES[phase] = basis_of(values, names=names, categories=[category])
    return _BASES[phase]


def _work(tasks: list[tuple[str, int]]) -> tuple[float, float, float]:
    from plait.core.memory import keep_freed_memory

    keep_freed_memory()  # as `plait signals build` does
    wall, used = 0.0, 0.0
    for phase, number in tasks:
        basis_for(phase)
        seconds, processor = refresh(phase, number)
        wall, used = wall + seconds, used + processor
    return wall, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def refresh_all(cores: int = CORES) -> Took:
    """Share the outcomes out over the cores, the long ones first; drawing the schools is not timed."""
    tasks = [(phase, number) for phase, (_, _, outcomes) in PHASES.items() for number in range(outcomes)]
    shares = [tasks[core::cores] for core in range(cores)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as processes:
        done = list(processes.map(_work, shares))
    return Took(
        seconds=max(wall for wall, _, _ in done),
        processor=sum(used for _, used, _ in done),
        peak_mb=sum(memory for _, _, memory in done),
    )


def rows_of_schools() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """22,000 schools in five years with eight fixed effects: lasting SD 0.15, yearly SD 0.20."""
    rng = np.random.default_rng(2028)
    school = np.repeat(np.arange(SCHOOLS), YEARS_EACH)
    context = np.column_stack([np.ones(len(school)), rng.normal(size=(len(school), FIXED - 1))])
    figures = context @ rng.normal(size=FIXED) + 0.15 * rng.standard_normal(SCHOOLS)[school]
    return figures + 0.20 * rng.standard_normal(len(school)), context, school


def ours() -> dict[str, float]:
    from plait.stats.multilevel import fit_school_effects

    figures, context, school = rows_of_schools()
    took, used = [], []
    for _ in range(REPEATS):
        start, processor = time.perf_counter(), time.process_time()
        fitted = fit_school_effects(figures, context=context, school=school)
        took.append(time.perf_counter() - start)
        used.append(time.process_time() - processor)
    return {"seconds": min(took), "processor": min(used), "between": fitted.between, "within": fitted.within}


def statsmodels_mixed() -> dict[str, float]:
    import statsmodels.api as sm

    figures, context, school = rows_of_schools()
    start, used = time.perf_counter(), time.process_time()
    fitted = sm.MixedLM(figures, context, groups=school).fit(reml=True)
    _ = fitted.random_effects
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - used,
        "between": float(np.asarray(fitted.cov_re)[0, 0]),
        "within": float(fitted.scale),
    }


_R = """
suppressMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1])
start <- proc.time()
m <- lmer(y ~ 0 + . - school + (1 | school), data = d, REML = TRUE)
r <- ranef(m, condVar = TRUE)
took <- proc.time() - start
v <- as.data.frame(VarCorr(m))$vcov
cat(sprintf('{"seconds": %.6f, "processor": %.6f, "between": %.12f, "within": %.12f, "version": "%s"}',
            took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], v[1], v[2], packageVersion("lme4")))
"""


def lme4() -> dict[str, float] | str:
    """lme4's fit, or the sentence that says why there is none."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "R is not installed (Debian: r-cran-lme4), so lme4 is left out."
    found = subprocess.run(
        [rscript, "-e", "cat(requireNamespace('lme4', quietly = TRUE))"], capture_output=True, text=True, check=False
    )
    if found.stdout.strip() != "TRUE":
        return "R has no lme4 (Debian: r-cran-lme4), so it is left out."
    figures, context, school = rows_of_schools()
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "schools.csv", Path(folder) / "fit.R"
        head = ",".join(["y", *(f"x{j}" for j in range(FIXED)), "school"])
        np.savetxt(
            data, np.column_stack([figures, context, school]), delimiter=",", header=head, comments="", fmt="%.17g"
        )
        script.write_text(_R, encoding="utf-8")
        run = subprocess.run([rscript, str(script), str(data)], capture_output=True, text=True, check=True)
    return json.loads(run.stdout[run.stdout.index("{") :])


def run_apart(contender):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(contender).result()


def main() -> None:
    schools = sum(n for n, _, _ in PHASES.values())
    print(f"Signals — {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    took = refresh_all()
    print(f"All {schools:,} schools, 40 outcomes, {len(YEARS)} years, on {CORES} cores: expected results, underlying")
    print("differences, words, flags, changes over one and three years, trusts.")
    print("| wall s (bar 15) | processor s | processor s ÷ cores | peak MB (bar 2,048) |")
    print("|---|---|---|---|")
    print(f"| {took.seconds:.1f} | {took.processor:.1f} | {took.processor / CORES:.1f} | {took.peak_mb:,.0f} |\n")
    print(f"School effects, {SCHOOLS:,} schools × {YEARS_EACH} years, {FIXED} fixed effects, REML, with predictions.")
    print("| | wall s | processor s | ratio (processor) | between | within | largest difference |")
    print("|---|---|---|---|---|---|---|")
    mine = run_apart(ours)
    _print_row("Plait", mine, mine)
    _print_row("statsmodels MixedLM (bar 300)", run_apart(statsmodels_mixed), mine)
    peer = run_apart(lme4)
    if isinstance(peer, str):
        print(f"\n{peer}")
    else:
        _print_row(f"lme4 {peer['version']} (bar 40)", peer, mine)


def _print_row(name: str, row: dict[str, float], mine: dict[str, float]) -> None:
    apart = max(abs(row[part] / mine[part] - 1.0) for part in ("between", "within"))
    print(
        f"| {name} | {row['seconds']:.4f} | {row['processor']:.4f} | {row['processor'] / mine['processor']:,.0f} "
        f"| {row['between']:.7f} | {row['within']:.7f} | {apart:.1e} |"
    )


if __name__ == "__main__":
    main()
