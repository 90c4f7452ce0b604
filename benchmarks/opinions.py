"""Opinion groups: how long they take beside scikit-learn and red-dwarf, and how often they keep their promises.

Made-up consultations; the seeds are fixed. Each contender runs in a process of its own with one thread. red-dwarf is
timed where it is installed: it is no part of the requirements.
"""

import importlib.util
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from functools import partial

import numpy as np

from benchmarks.neighbours import Timing, best_of, machine, run_apart

SIZES = ((200, 40), (2_000, 200))
QUICK = (39, 20)
SEEDS = 200
BAR = 2.0  # seconds for 2,000 × 200, with shuffles and draws


def camps(
    n: int, m: int, *, k: int, strength: float, seen: float = 0.4, shared: float = 0.5, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Votes of k camps that differ on a share of the statements, and the camps."""
    rng = np.random.default_rng([seed, n, m, k])
    camp = rng.integers(0, k, n)
    lean = rng.normal(0.0, strength, (k, m)) * (rng.random(m) >= shared)
    chance = 1.0 / (1.0 + np.exp(-(rng.normal(0.0, 1.0, m) + (lean - lean.mean(axis=0))[camp])))
    return _cast(chance, rng, seen=seen), camp


def line(n: int, m: int, *, slope: float, seen: float = 0.7, seed: int = 0) -> np.ndarray:
    """Votes of people along one line of opinion, thick in the middle, without camps."""
    rng = np.random.default_rng([seed, n, m])
    lean = rng.standard_normal((n, 1)) * rng.normal(0.0, slope, m)
    return _cast(1.0 / (1.0 + np.exp(-(rng.normal(0.0, 1.0, m) + lean))), rng, seen=seen)


def _cast(chance: np.ndarray, rng: np.random.Generator, *, seen: float) -> np.ndarray:
    votes = np.where(rng.random(chance.shape) < chance, 1.0, -1.0)
    votes[rng.random(votes.shape) < 0.1] = 0.0
    votes[rng.random(votes.shape) >= seen] = np.nan
    return votes


def plait_once(n: int, m: int) -> Timing:
    """Time map, groups, statement statistics and priorities, without asking whether the groups are any good."""
    from plait.stats.opinions import consensus, extremity, group_votes, place, priority, telling
    from plait.stats.opinions.parting import choose, ways_to_part

    votes, _ = camps(n, m, k=3, strength=2.0)

    def work() -> object:
        found = place(votes)
        group = np.full(n, -1)
        enough = found.votes_n >= 7
        group[enough] = choose(ways_to_part(found.place[enough], largest_k=5)).group
        return telling(group_votes(votes, group)), consensus(votes), priority(votes, extremity=extremity(found))

    return best_of(work)


def plait_whole(n: int, m: int) -> Timing:
    """Time all that a page needs, with shuffles, draws, and what unites and divides."""
    from plait.stats.opinions import hear

    votes, _ = camps(n, m, k=3, strength=2.0)
    return best_of(lambda: hear(votes, rng=np.random.default_rng(1), effort=QUICK))


def scikit_once(n: int, m: int) -> Timing:
    """Time map and groups alone: mean imputation, PCA, k-means for k = 2 to 5 with ten starts, silhouettes."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.impute import SimpleImputer
    from sklearn.metrics import silhouette_score
    from sklearn.pipeline import make_pipeline

    votes, _ = camps(n, m, k=3, strength=2.0)

    def work() -> object:
        places = make_pipeline(SimpleImputer(), PCA(2)).fit_transform(votes)
        labels = [KMeans(k, n_init=10, random_state=0).fit_predict(places) for k in range(2, 6)]
        return [silhouette_score(places, each) for each in labels]

    return best_of(work)


def red_dwarf_once(n: int, m: int) -> Timing:
    """Time its Pol.is pipeline, the votes given as records as it asks for them."""
    from reddwarf.implementations.polis import run_pipeline

    votes, _ = camps(n, m, k=3, strength=2.0)
    records = [
        {"participant_id": i, "statement_id": j, "vote": votes[i, j], "modified": 0}
        for i, j in np.argwhere(~np.isnan(votes)).tolist()
    ]
    return best_of(lambda: run_pipeline(votes=records, random_state=0), repeats=1)


def compare(n: int, m: int) -> Timing:
    """Print what each takes, and return what the whole of Plait's takes."""
    ours, whole = run_apart(partial(plait_once, n, m)), run_apart(partial(plait_whole, n, m))
    rows = [
        ("Plait, map, groups and statistics once", ours),
        ("scikit-learn, map and groups once", run_apart(partial(scikit_once, n, m))),
    ]
    if importlib.util.find_spec("reddwarf"):
        rows.append(("red-dwarf, map, groups and statistics once", run_apart(partial(red_dwarf_once, n, m))))
    rows.append(("Plait, with 39 shuffles, 20 + 20 draws and cross-fitting (84 times)", whole))
    print(f"\n{n:,} participants × {m} statements, 40 % of votes cast\n\n| method | seconds | ratio |\n|---|---|---|")
    for name, took in rows:
        print(f"| {name} | {took.seconds:.4f} | {took.seconds / ours.seconds:.1f} |", flush=True)
    return whole


def promises() -> None:
    """Print how often groups are shown, and how well they are those that were planted."""
    print("\n| planted | unclear | unstable | shown | of these with a gap | as many as planted | agreement |")
    print("|---|---|---|---|---|---|---|")
    for n, m in ((30, 20), (80, 30), (300, 40)):
        _row(
            f"nothing, {n} × {m}",
            [(camps(n, m, k=2, strength=0.0, seen=0.7, seed=s)[0], None) for s in range(SEEDS)],
            0,
        )
    for slope in (1.0, 2.0):
        _row(
            f"a line, slopes {slope:g}, 80 × 30",
            [(line(80, 30, slope=slope, seed=s), None) for s in range(SEEDS // 2)],
            0,
        )
    for n, m, k, strength in (
        (40, 20, 2, 3.0),
        (40, 20, 2, 6.0),
        (80, 30, 2, 3.0),
        (150, 40, 3, 3.0),
        (150, 40, 3, 6.0),
    ):
        made = [camps(n, m, k=k, strength=strength, seen=0.7, seed=s) for s in range(SEEDS // 2)]
        _row(f"{k} camps, strength {strength:g}, {n} × {m}", made, k)


def _row(name: str, made: list[tuple[np.ndarray, np.ndarray | None]], k: int) -> None:
    from plait.stats.opinions import Groups, GroupsUnstable, NoClearGroups, hear
    from plait.stats.opinions.steadiness import adjusted_rand

    found = [hear(votes, rng=np.random.default_rng(1), effort=QUICK).groups for votes, _ in made]
    shown = [(groups, camp) for groups, (_, camp) in zip(found, made, strict=True) if isinstance(groups, Groups)]
    agreement = [adjusted_rand(g.group[g.group >= 0], camp[g.group >= 0]) for g, camp in shown if camp is not None]
    shares = [np.mean([isinstance(each, kind) for each in found]) for kind in (NoClearGroups, GroupsUnstable, Groups)]
    gap = f"{np.mean([groups.gap.clear for groups, _ in shown]):.0%}" if shown else "–"
    right = f"{np.mean([len(groups.sizes) == k for groups, _ in shown]):.0%}" if agreement else "–"
    alike = f"{np.mean(agreement):.2f}" if agreement else "–"
    print(f"| {name} | {' | '.join(f'{each:.1%}' for each in shares)} | {gap} | {right} | {alike} |", flush=True)


def lists() -> None:
    """Print how many of the statements said to divide do not, by groups found with and without the statement."""
    from plait.stats.opinions import place
    from plait.stats.opinions.ballots import ballots_of
    from plait.stats.opinions.dividing import divides_of, without_each
    from plait.stats.opinions.parting import in_order, part_into

    false, listed = np.zeros((2, 2))
    for seed in range(SEEDS // 2):
        votes, _ = camps(60, 30, k=2, strength=4.0, seen=0.8, seed=seed)
        rng = np.random.default_rng([seed, 9])
        votes[:, ::2] = np.where(rng.random((60, 15)) < 0.6, 1.0, -1.0)
        found = place(votes)
        ballots = ballots_of(votes, found, enough=7, smallest=5, largest_k=5)
        group = in_order(part_into(found.place, k=2)).group
        for way, groups in enumerate((without_each(ballots, group, rng=rng), np.tile(group, (30, 1)))):
            said = divides_of(votes, groups=groups, told=np.ones(30, dtype=np.bool_)).divides
            false[way] += said[::2].sum()
            listed[way] += said.sum()
    print("\nStatements said to divide two camps that do not (15 of 30 divide nobody, list at 5 %):")
    for name, wrong, all_of in zip(
        ("groups found without the statement", "groups found with it"), false, listed, strict=True
    ):
        print(f"- {name}: {wrong:.0f} of {all_of:.0f}, {wrong / all_of:.1%}")


def main() -> None:
    print(f"# Opinion groups\n\n{machine()}")
    whole = [compare(n, m) for n, m in SIZES]
    print(f"\n2,000 × 200 with all checks in {BAR:g} s: {'met' if whole[-1].seconds <= BAR else 'MISSED'}")
    promises()
    lists()


if __name__ == "__main__":
    main()
