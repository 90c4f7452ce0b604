"""One run of the lab: every design, every case of joining, many sectors each, and the sums of their scores."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from plait import __version__
from plait.insight.lab import designs, families, joinings, pipeline, scores, whole
from plait.insight.lab.families import FamilyRun
from plait.insight.lab.joinings import JoiningRun
from plait.insight.lab.scores import Scores
from plait.insight.lab.sectors import draw_sector
from plait.stats import signals, trajectory

SEED: Final = 20261121
QUICK_SCHOOLS: Final = 2_000
QUICK_FAMILY: Final = 500
JOINING_SCHOOLS: Final = 8_000
_WHOLE_SHARE: Final = 5  # one whole sector for so many others: the simulator takes its time

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: so many sectors of each kind, full size or quick."""

    sectors: int
    quick: bool = False
    seed: int = SEED
    workers: int = 1


@dataclass(frozen=True, slots=True)
class _Task:
    kind: str  # signals, whole, joining, family or pipeline
    name: str
    number: int
    quick: bool
    seed: int


def run(order: Order, *, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Run the lab; the same order gives the same figures, whatever the number of workers."""
    tasks = list(_list_tasks(order))
    found: dict[tuple[str, str], list[Any]] = {}
    for at, (task, made) in enumerate(zip(tasks, _map(order, tasks), strict=True), start=1):
        found.setdefault((task.kind, task.name), []).append(made)
        tell(f"{at} of {len(tasks)}: {task.name}")
    titles = {name: each.title for name, each in designs.DESIGNS.items()}
    titles |= {name: kind.title for name, kind in whole.KINDS.items()}
    cases = {case.name: case for case in joinings.CASES}
    return {
        "run": {
            "sectors": order.sectors,
            "schools": QUICK_SCHOOLS if order.quick else designs.PLAIN.schools,
            "joining_schools": QUICK_SCHOOLS if order.quick else JOINING_SCHOOLS,
            "quick": order.quick,
            "seed": order.seed,
            "plait_version": __version__,
            "signals_version": signals.METHOD_VERSION,
            "trajectory_version": trajectory.METHOD_VERSION,
            "probe": probe(),
        },
        "designs": {
            name: {"title": titles[name], "sectors": len(runs)} | sum_scores(runs)
            for (kind, name), runs in found.items()
            if kind in {"signals", "whole"}
        },
        "power": sum_power(found["signals", "plain"]),
        "joining": {
            name: {"title": cases[name].title} | sum_joinings(runs)
            for (kind, name), runs in found.items()
            if kind == "joining"
        },
        "families": {
            design.name: {"title": design.title} | sum_families(found["family", design.name])
            for design in families.FAMILIES
            if ("family", design.name) in found
        },
        "pipeline": [asdict(each) for runs in found.get(("pipeline", "pipeline"), []) for each in runs],
    }


def probe() -> list[float]:
    """Figures of one small fixed sector: when they move, the method has changed and the lab must be run again."""
    made = scores.score_sector(draw_sector(designs.PLAIN.sized(1_000), rng=np.random.default_rng(7)))
    case = joinings.run_case(joinings.CASES[0], schools=1_000, rng=np.random.default_rng(7))
    told = [made.promised, made.claimed, made.kept, made.covered[0, 2], case.bias, case.rmse, case.bias_alike]
    return [float(f"{each:.5g}") for each in told]


def _list_tasks(order: Order) -> Iterator[_Task]:
    for number in range(order.sectors):
        for name in designs.DESIGNS:
            yield _Task("signals", name, number, order.quick, order.seed)
        for case in joinings.CASES:
            yield _Task("joining", case.name, number, order.quick, order.seed)
        if number % _WHOLE_SHARE == 0:
            for design in families.FAMILIES:
                yield _Task("family", design.name, number, order.quick, order.seed)
        if number == 0 and not order.quick:
            yield _Task("pipeline", "pipeline", number, order.quick, order.seed)
        if number % _WHOLE_SHARE == 0 and not order.quick:
            for name in whole.KINDS:
                yield _Task("whole", name, number, order.quick, order.seed)


def _map(order: Order, tasks: Sequence[_Task]) -> Iterator[Any]:
    if order.workers <= 1:
        yield from map(_do, tasks)
        return
    with ProcessPoolExecutor(order.workers) as pool:
        yield from pool.map(_do, tasks)


def _do(task: _Task) -> Scores | JoiningRun | FamilyRun | list[pipeline.PipelineRun]:
    if task.kind == "pipeline":
        return pipeline.run_pipeline(seed=task.seed)
    if task.kind == "family":
        at, family = next((at, each) for at, each in enumerate(families.FAMILIES) if each.name == task.name)
        drawn_family = replace(family, schools=QUICK_FAMILY) if task.quick else family
        return families.run_family(drawn_family, rng=np.random.default_rng((task.seed, 1_000 + at, task.number)))
    if task.kind == "whole":
        return scores.score_sector(whole.draw_whole(whole.KINDS[task.name], seed=task.seed + task.number))
    place = [*designs.DESIGNS, *(case.name for case in joinings.CASES)].index(task.name)
    if task.kind == "joining":
        # The cases of one number share their draw, so that they differ by why schools joined and by nothing else.
        case = next(each for each in joinings.CASES if each.name == task.name)
        rng = np.random.default_rng((task.seed, len(designs.DESIGNS), task.number))
        return joinings.run_case(case, schools=QUICK_SCHOOLS if task.quick else JOINING_SCHOOLS, rng=rng)
    design = designs.DESIGNS[task.name]
    drawn = design.sized(QUICK_SCHOOLS) if task.quick else design
    return scores.score_sector(draw_sector(drawn, rng=np.random.default_rng((task.seed, place, task.number))))


def sum_scores(runs: Sequence[Scores]) -> Figures:
    """The scores of one design over its sectors: shares with their Monte Carlo standard errors."""

    def told(name: str, over: Callable[[Scores], float], of: Callable[[Scores], float]) -> Figures:
        value, error = scores.share(runs, over, of)
        return {name: _round(value), f"{name}_se": _round(error)}

    figures: Figures = {"flags_n": int(sum(each.flagged_n + each.below_n for each in runs))}
    for row, name in enumerate(("all", "flagged", "small")):
        shares = [
            scores.share(runs, lambda r, row=row, c=c: r.covered[row, c], lambda r, row=row: r.of[row])[0]  # type: ignore[misc]
            for c in range(len(scores.LEVELS))
        ]
        figures[f"covered_{name}"] = [_round(each) for each in shares]
    figures |= told("flagged", lambda r: r.flagged_n, lambda r: r.schools_n)
    figures |= told("false", lambda r: r.false_n, lambda r: r.flagged_n)
    figures |= told("promised_false", lambda r: r.flagged_n - r.promised, lambda r: r.flagged_n)
    figures |= told("wrong_sign", lambda r: r.wrong_sign_n, lambda r: r.flagged_n)
    figures |= told("small", lambda r: r.small_n, lambda r: r.flagged_n)
    figures |= told("false_below", lambda r: r.below_false_n, lambda r: r.below_n)
    figures |= told("keeps", lambda r: r.kept, lambda r: r.claimed)
    figures |= told("raw_false", lambda r: r.raw[1], lambda r: r.raw[0])
    figures |= told("raw_small", lambda r: r.raw[2], lambda r: r.raw[0])
    figures |= told("raw_keeps", lambda r: r.raw_claimed[1], lambda r: r.raw_claimed[0])
    figures |= told("plain_false", lambda r: r.plain[1], lambda r: r.plain[0])
    for at, word in enumerate(("possible", "likely", "clear")):
        figures |= told(word, lambda r, at=at: r.words[0, at], lambda r, at=at: r.words[1, at])  # type: ignore[misc]
    return figures


def sum_families(runs: Sequence[FamilyRun]) -> Figures:
    """Flags of one list over its sectors, and how the share of false ones goes from list to list."""
    flagged, below = sum(r.flagged_n for r in runs), sum(r.below_n for r in runs)
    shares = np.array([r.false_share for r in runs])
    return {
        "lists": len(runs),
        "asked_n": int(np.mean([r.asked_n for r in runs])),
        "flagged_n": int(flagged / len(runs)),
        "false": _round(sum(r.false_n for r in runs) / max(flagged, 1)),
        "false_below": _round(sum(r.below_false_n for r in runs) / max(below, 1)),
        "worst": _round(shares.max()),
        "bad_pages": _round(float(np.mean(shares > families.BAD_PAGE))),
        "covered": _round(sum(r.covered_n for r in runs) / sum(r.schools_n for r in runs)),
    }


def sum_power(runs: Sequence[Scores]) -> Figures:
    """Share of schools that are flagged, by true effect and cohort."""
    flagged, there = (sum(each.power[side] for each in runs) for side in (0, 1))
    rate = np.divide(flagged, there, out=np.full(np.shape(there), np.nan), where=np.asarray(there) > 0)
    return {
        "effects": list(scores.EFFECTS[:-1]),
        **{part.replace(" ", "_"): [_round(each) for each in rate[j]] for j, part in enumerate(scores.PARTS)},
    }


def sum_joinings(runs: Sequence[JoiningRun]) -> Figures:
    """The means of one case over its sectors, with Monte Carlo standard errors of the biases."""
    figures: Figures = {"schools_n": int(sum(each.schools_n for each in runs))}
    for name in ("bias", "bias_alike", "bias_with_lead", "bias_naive"):
        values = np.array([getattr(each, name) for each in runs])
        figures[name] = _round(values.mean())
        figures[f"{name}_se"] = _round(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")
    for name in ("rmse", "rejected", "trust_rejected", "warned"):
        figures[name] = _round(np.mean([getattr(each, name) for each in runs]))
    for name in ("covered", "trust_covered"):
        figures[name] = [_round(each) for each in np.mean([getattr(run, name) for run in runs], axis=0)]
    return figures


def _round(value: float) -> float:
    return round(float(value), 4)
