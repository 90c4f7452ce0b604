"""Comparative judgement beside choix and statsmodels: 500 exemplars, 20,000 judgements, and the next pair for a judge.

Each contender runs in a process of its own. Judgements are drawn; the seed is fixed, and under it maximum likelihood is
finite, so that all answer the same question.
"""

import os

# One thread: small matrices, and the contenders are compared core for core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import importlib.util
import platform
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

EXEMPLARS, JUDGES, JUDGEMENTS = 500, 50, 20_000
REPEATS = 3
FIT_BAR, PAIR_BAR = 0.5, 0.020

Row = dict[str, float | str]


def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Judge, left, right, and whether the left won."""
    rng = np.random.default_rng(2030)
    truth = rng.normal(size=EXEMPLARS)
    left = rng.integers(0, EXEMPLARS, JUDGEMENTS)
    right = (left + rng.integers(1, EXEMPLARS, JUDGEMENTS)) % EXEMPLARS
    won = rng.random(JUDGEMENTS) < 1.0 / (1.0 + np.exp(truth[right] - truth[left]))
    return rng.integers(0, JUDGES, JUDGEMENTS), left, right, won


def best_of(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Wall and processor seconds, the best of the repeats."""
    wall, used = [], []
    for _ in range(repeats):
        start, processor = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        used.append(time.process_time() - processor)
    return min(wall), min(used)


def timed(work: Callable[[], np.ndarray], repeats: int = REPEATS) -> Row:
    """Seconds, and how far the measures are from those of Plait's maximum likelihood."""
    from plait.stats.judgement import fit

    wall, used = best_of(work, repeats)
    theirs = work()
    apart = np.abs(theirs - theirs.mean() - fit(judgements(), method="likelihood").measure).max()
    return {"seconds": wall, "processor": used, "apart": float(apart)}


def judgements():
    from plait.stats.judgement import judgements_of

    judge, left, right, won = drawn()
    return judgements_of(judge, winner=np.where(won, left, right), loser=np.where(won, right, left), winner_left=won)


def plait(method: str) -> Row:
    from plait.stats.judgement import fit

    made = judgements()
    return timed(lambda: fit(made, method=method).measure)


def plait_likelihood() -> Row:
    return plait("likelihood")


def plait_reduced() -> Row:
    return plait("reduced")


def plait_drawn() -> Row:
    return plait("drawn")


def choix_newton() -> Row:
    """The optimiser of choix: measures alone, as it gives no standard errors."""
    import choix

    made = judgements()
    pairs = list(zip(made.winner.tolist(), made.loser.tolist(), strict=True))
    return timed(lambda: choix.opt_pairwise(EXEMPLARS, pairs, alpha=0.0, method="Newton-CG"), 1)


def choix_mm() -> Row:
    import choix

    made = judgements()
    pairs = list(zip(made.winner.tolist(), made.loser.tolist(), strict=True))
    return timed(lambda: choix.mm_pairwise(EXEMPLARS, pairs, max_iter=50_000, tol=1e-9), 1)


def statsmodels_logit() -> Row:
    """A logit model with a column for each exemplar but the first: measures and standard errors."""
    import statsmodels.api as sm

    made = judgements()
    design = np.zeros((JUDGEMENTS, EXEMPLARS))
    design[np.arange(JUDGEMENTS), made.winner] = 1.0
    design[np.arange(JUDGEMENTS), made.loser] -= 1.0
    # Half of the pairs are turned round, as a response that is always 1 is refused.
    turned = np.arange(JUDGEMENTS) % 2 == 1
    design[turned] *= -1.0

    def work() -> np.ndarray:
        model = sm.GLM(np.where(turned, 0.0, 1.0), design[:, 1:], family=sm.families.Binomial())
        return np.concatenate([[0.0], model.fit().params])

    return timed(work, 1)


def next_pairs() -> dict[str, tuple[float, float]]:
    """Wall and processor milliseconds for a pair, with all judgements read anew."""
    from plait.stats.judgement import Pairing, Rules, judgements_of, next_pair

    judge, left, right, won = drawn()
    winner, loser = np.where(won, left, right), np.where(won, right, left)
    rng, found = np.random.default_rng(1), {}

    def work(pairing: Pairing) -> None:
        made = judgements_of(judge, winner=winner, loser=loser, winner_left=won, exemplars=range(EXEMPLARS))
        next_pair(made, judge=3, rng=rng, own=[1, 2], pairing=pairing, rules=Rules(exploration=0.0))

    for pairing in (Pairing.BALANCED, Pairing.ADAPTIVE):
        wall, used = best_of(lambda pairing=pairing: work(pairing), 20)
        found[pairing.value] = 1000.0 * wall, 1000.0 * used
    return found


def run_apart(contender: Callable[[], dict]) -> dict:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(contender).result()


def main() -> None:
    print(f"Comparative judgement — {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(f"{EXEMPLARS} exemplars, {JUDGEMENTS:,} judgements, one thread; bar for Plait {FIT_BAR} s.")
    print("| | wall s | processor s | ratio (processor) | largest difference from Plait's likelihood, logits |")
    print("|---|---|---|---|---|")
    mine = run_apart(plait_likelihood)
    _print_row("Plait, likelihood, with standard errors", mine, mine)
    _print_row("Plait, bias reduced", run_apart(plait_reduced), mine)
    _print_row("Plait, drawn together", run_apart(plait_drawn), mine)
    if importlib.util.find_spec("choix"):
        _print_row("choix, Newton-CG, no standard errors", run_apart(choix_newton), mine)
        _print_row("choix, MM, no standard errors", run_apart(choix_mm), mine)
    else:
        print("\nchoix is not installed (`pip install choix`), so it is left out.\n")
    if importlib.util.find_spec("statsmodels"):
        _print_row("statsmodels, GLM", run_apart(statsmodels_logit), mine)
    else:
        print("\nstatsmodels is not installed (`make bench` brings it), so it is left out.\n")
    print(f"\nNext pair, everything read anew; bar {1000 * PAIR_BAR:.0f} ms.")
    for name, (wall, used) in run_apart(next_pairs).items():
        print(f"- {name}: {wall:.1f} ms (processor {used:.1f})")


def _print_row(name: str, row: dict[str, float], mine: dict[str, float]) -> None:
    print(
        f"| {name} | {row['seconds']:.3f} | {row['processor']:.3f} | {row['processor'] / mine['processor']:,.1f} "
        f"| {row['apart']:.1e} |"
    )


if __name__ == "__main__":
    main()
