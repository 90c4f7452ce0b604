"""Work out the signals of a build and keep them with it, outcome by outcome; only what changed is worked out again.

Files are written beside their place and put there under a name that did not exist, the card last: a kill at any moment
leaves the runs before it whole, and nothing that stands there is ever changed.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from plait import __version__
from plait.core.files import write_whole
from plait.core.home import Home, find_home
from plait.indicators.store.fingerprint import hash_files
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals_inputs as inputs
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_inputs import Circle, Context, Figures, Sources
from plait.insight.services import signals_estimates as estimates
from plait.insight.services import signals_upkeep as upkeep
from plait.stats import signals as statistics
from plait.stats.errors import StatsError
from plait.stats.signals import Basis

# Nothing is drawn at random: folds follow from the number of the school. Kept because every result states its seed.
SEED: Final = 0
# Outcomes worked out at once: most of the time is spent in numpy, which lets the other thread run.
WORKERS: Final = 2


class NotHeld(StatsError):
    """The build has no figures of an outcome."""


@dataclass(frozen=True, slots=True)
class KeptSignals:
    """What was done for one outcome: `done` is "worked out", "as before", "linked" or "refused"."""

    outcome: str
    done: str
    schools_n: int
    listed_n: int
    seconds: float
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """One outcome with all that it is worked out from."""

    outcome: Outcome
    figures: Figures | None
    contexts: dict[int, Context]
    fingerprint: str


def build(
    store: Store,
    *,
    home: Home | None = None,
    outcomes: Iterable[Outcome] | None = None,
    tell: Callable[[KeptSignals], None] | None = None,
) -> list[KeptSignals]:
    """Judge every outcome that this build can feed, and keep the results; a rerun supersedes and never overwrites.

    Raises
    ------
    SignalsRunning
        If another process is at it.
    """
    at = home or find_home()
    every = outcomes is None
    chosen = shelf.list_outcomes() if outcomes is None else list(outcomes)
    if every and upkeep.is_whole(store.name, home=at):
        newest = kept.find_newest(kept.folder_of(store.name, home=at))
        if all(outcome.key in newest for outcome in chosen):
            return _tell_all((_as_before(newest[outcome.key]) for outcome in chosen), tell=tell)
    with upkeep.hold(at):
        upkeep.clean_leftovers(store.name, home=at)
        done = _tell_all(_keep_all(store, chosen, home=at), tell=tell)
        if every:
            upkeep.mark_whole(store.name, home=at)
    return done


def _tell_all(made: Iterable[KeptSignals], *, tell: Callable[[KeptSignals], None] | None) -> list[KeptSignals]:
    done = []
    for one in made:
        done.append(one)
        if tell is not None:
            tell(one)
    return done


def _as_before(one: kept.Kept) -> KeptSignals:
    return _report(one.card, one.key, done="as before", started=time.perf_counter())


def _keep_all(store: Store, chosen: list[Outcome], *, home: Home) -> Iterator[KeptSignals]:
    folder = kept.folder_of(store.name, home=home)
    folder.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(home)
    sources = inputs.gather_sources(store, chosen)
    circles: dict[tuple[str, bool], Circle] = {}
    contexts: dict[tuple[str, int], Context] = {}
    jobs = [_prepare(sources, outcome, circles=circles, contexts=contexts) for outcome in chosen]
    bases: dict[int, Basis] = {}
    with ThreadPoolExecutor(max_workers=WORKERS) as workers:
        yield from workers.map(lambda job: _keep(job, store=store, folder=folder, earlier=earlier, bases=bases), jobs)


def _prepare(
    sources: Sources,
    outcome: Outcome,
    *,
    circles: dict[tuple[str, bool], Circle],
    contexts: dict[tuple[str, int], Context],
) -> _Job:
    pool = (outcome.phase.value, outcome.all_through)
    if pool not in circles:
        circles[pool] = inputs.get_circle(sources.store, outcome)
    figures = inputs.get_figures(sources, outcome, circle=circles[pool])
    mine: dict[int, Context] = {}
    for year in [] if figures is None else figures.years.tolist():
        if (outcome.group, year) not in contexts:
            made = inputs.get_context(sources, outcome, circle=circles[pool], year=year)
            # Years that take the same figures share one context, and so one set of terms.
            twins = (
                each for (group, _), each in contexts.items() if group == outcome.group and each.years == made.years
            )
            contexts[outcome.group, year] = next((each for each in twins if each.names == made.names), made)
        mine[year] = contexts[outcome.group, year]
    text = f"{kept.METHOD} {_hash_code()} {outcome.as_text()}"
    fingerprint = "" if figures is None else figures.fingerprint(mine, text=text)
    return _Job(outcome, figures, mine, fingerprint or hashlib.sha256(text.encode()).hexdigest())


@cache
def _hash_code() -> str:
    """The code that turns figures into signals: results of other code are not taken for its own."""
    folder = Path(statistics.__file__).parent
    services = Path(estimates.__file__).parent
    named = [services / name for name in ("signals_expected.py", "signals_estimates.py")]
    return hash_files([*folder.glob("*.py"), folder.parent / "multiplicity.py", *named])


def _earlier(home: Home) -> dict[tuple[str, str], kept.Kept]:
    """Every kept result by outcome and fingerprint, the newest where there are several."""
    found: dict[tuple[str, str], kept.Kept] = {}
    for folder in kept.list_folders(home):
        for each in kept.find_newest(folder).values():
            found.setdefault((each.key, each.card["fingerprint"]), each)
    return found


def _keep(
    job: _Job,
    *,
    store: Store,
    folder: Path,
    earlier: dict[tuple[str, str], kept.Kept],
    bases: dict[int, Basis],
) -> KeptSignals:
    started = time.perf_counter()
    key = job.outcome.key
    runs = kept.list_runs(folder).get(key, [])
    newest = kept.read(folder, key, runs[-1]) if runs else None
    if newest is not None and newest.card["fingerprint"] == job.fingerprint:
        return _report(newest.card, key, done="as before", started=started)
    place = kept.Kept(folder, key, runs[-1] + 1 if runs else 1, {})
    before = earlier.get((key, job.fingerprint))
    if before is not None:
        card = before.card | {"build": store.name, "supersedes": runs[-1] if runs else None}
        if before.refusal is None:
            for table in kept.TABLES:
                _link(before.path(table), place.path(table))
        _place_card(place, card)
        return _report(card, key, done="linked", started=started)
    provenance = _provenance(job, store=store, supersedes=runs[-1] if runs else None)
    try:
        made = _estimate(job, bases=bases)
    except StatsError as error:
        refusal = {"name": type(error).__name__, "what": error.what, "why": error.why, "mend": error.mend}
        card = provenance | {"refusal": refusal}
        _place_card(place, card)
        return _report(card, key, done="refused", started=started)
    for table in kept.TABLES:
        frame: pl.DataFrame = getattr(made, table)
        write_whole(place.path(table), frame.write_parquet)
    card = provenance | made.card
    _place_card(place, card)
    return _report(card, key, done="worked out", started=started)


def _estimate(job: _Job, *, bases: dict[int, Basis]) -> estimates.Estimated:
    if job.figures is None:
        raise _not_held(job.outcome)

    def basis_for(context: Context) -> Basis:
        if id(context) not in bases:
            bases[id(context)] = statistics.basis_of(
                context.values, names=list(context.names), categories=context.categories
            )
        return bases[id(context)]

    return estimates.estimate(job.outcome, job.figures, contexts=job.contexts, basis_for=basis_for)


def _not_held(outcome: Outcome) -> NotHeld:
    return NotHeld(
        f"“{outcome.definition.short}” cannot be judged with this build.",
        why=f"It holds no figures of it for {outcome.phase.label.lower()}s.",
        mend="Import the files that hold it (see its definition).",
    )


def _provenance(job: _Job, *, store: Store, supersedes: int | None) -> dict[str, Any]:
    return {
        "outcome": job.outcome.key,
        "build": store.name,
        "computed_in": store.name,
        "content_hash": store.manifest.content_hash,
        "method": kept.METHOD,
        "code": _hash_code(),
        "plait_version": __version__,
        "fingerprint": job.fingerprint,
        "parameters": json.loads(job.outcome.as_text()),
        "seed": SEED,
        "supersedes": supersedes,
    }


def _report(card: dict[str, Any], key: str, *, done: str, started: float) -> KeptSignals:
    refusal = card.get("refusal")
    return KeptSignals(
        outcome=key,
        done=done,
        schools_n=int(card.get("schools_n", 0)),
        listed_n=int(card.get("family", {}).get("listed_n", 0)),
        seconds=time.perf_counter() - started,
        why="" if refusal is None else f"{refusal['what']} {refusal['why']}",
    )


def _place_card(place: kept.Kept, card: dict[str, Any]) -> None:
    text = json.dumps(card, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path = place.folder / f"{place.key}.{place.run:04d}.json"
    write_whole(path, lambda beside: beside.write_text(text, encoding="utf-8"))


def _link(there: Path, here: Path) -> None:
    """The same file under a second name, or a copy where the disk knows no links."""
    here.unlink(missing_ok=True)  # left by a run that was killed before its card
    try:
        os.link(there, here)
    except OSError:
        write_whole(here, lambda beside: shutil.copyfile(there, beside))
