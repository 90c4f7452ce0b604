"""How long the server takes for a page, on the build that PLAIT_HOME holds: `python -m benchmarks pages`.

The peer is the smallest page of the same site, `/robots.txt`: what a page costs is what it takes beyond that.
"""

import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plait.indicators.store.reader import Store

LIMIT_MS = 100.0  # server time of a page, 95th percentile, on national data (issue: a page may take no longer)
PAGES_EACH = 120
LARGEST = 60  # trusts with the most schools: the heaviest pages there are
SEED = 2026


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PLAIT_SHOW_NEEDS", "on")  # the pages of pairs are measured too
    import django
    from django.test import Client

    django.setup()
    from plait.cli.serve import migrate
    from plait.core.home import find_home
    from plait.indicators.store.reader import NoBuild, open_current

    migrate()
    try:
        store = open_current(find_home())
    except NoBuild as error:
        print(f"pages: left out. {error}")
        return
    from plait.insight.queries import trajectories
    from plait.organisations.domain import Scope

    trajectories.learn_usual(Scope(open_data=True), store=store)  # as `plait serve` does when it starts
    client = Client(headers={"host": "127.0.0.1"})
    kinds = choose_pages(store)
    print(f"Server time of a page, build {store.name} ({store.table('schools').height:,} schools)")
    floor = None
    for kind, paths in kinds.items():
        floor = (
            report(kind, paths, ask=client.get, floor=floor)
            if floor is not None
            else report(kind, paths, ask=client.get)
        )


def choose_pages(store: "Store") -> dict[str, Sequence[str]]:
    """The addresses to ask for, by kind; the same for the same build."""
    rng = random.Random(SEED)
    schools = store.table("schools").filter(is_shown()).sample(PAGES_EACH, seed=SEED).to_dicts()
    trusts = rng.choices(store.table("trusts")["uid"].to_list(), k=PAGES_EACH)
    largest = store.table("trusts").sort("schools_n", descending=True, nulls_last=True)["uid"].head(LARGEST).to_list()
    return {
        "/robots.txt": ["/robots.txt"] * PAGES_EACH,
        "home": ["/"] * PAGES_EACH,
        "suggestions": [f"/suggest?q={misspell(row['name'])}" for row in schools],
        "school": [f"/schools/{row['urn']}" for row in schools],
        "neighbours": [f"/schools/{row['urn']}/neighbours" for row in schools],
        "compare": [f"/schools/compare?urn={a['urn']}&urn={b['urn']}" for a, b in itertools.pairwise(schools)],
        "trust": [f"/trusts/{uid}" for uid in trusts],
        "largest trusts": [f"/trusts/{uid}" for uid in largest],
        "their neighbours": [f"/trusts/{uid}/neighbours" for uid in largest],
        "data": ["/data"] * 20,
        **choose_signal_pages(rng, schools=schools, trusts=trusts, largest=largest),
    }


def choose_signal_pages(
    rng: random.Random, *, schools: list[dict[str, "object"]], trusts: Sequence[int], largest: Sequence[int]
) -> dict[str, Sequence[str]]:
    """Pages of signals: each school asks about an outcome of its own phase."""
    outcomes = {"primary": "primary.ks2_rwm_expected", "secondary": "secondary.attainment8"}
    asked = [f"outcome={outcomes[str(row['phase'])]}&near={row['urn']}" for row in schools]
    return {
        "on a page": [f"/schools/{row['urn']}/page" for row in schools],
        "school, joining": [f"/schools/{row['urn']}/since-joining" for row in schools],
        "bright spots": [f"/bright-spots?{each}" for each in asked],
        "what changed": [f"/bright-spots/changed?{each}" for each in asked],
        "funnel": [f"/bright-spots/funnel?{each}" for each in asked],
        "trust, signals": [f"/trusts/{uid}/signals" for uid in trusts],
        "largest, signals": [f"/trusts/{uid}/signals" for uid in largest],
        "largest, pairs": [f"/trusts/{uid}/pairs" for uid in largest],
        "largest, joining": [f"/trusts/{uid}/since-joining" for uid in largest],
        "largest, summit": [f"/trusts/{uid}/summit" for uid in largest],
        "how sure": ["/how-sure"] * 20,
        "method cards": [f"/methods/signals/{rng.choice(list(outcomes.values()))}" for _ in range(20)],
    }


def is_shown() -> "object":
    """Open primary and secondary schools: the pages people read."""
    import polars as pl

    return (pl.col("status") == "open") & pl.col("phase").is_in(["primary", "secondary"])


def misspell(name: str) -> str:
    """The name with its third letter left out."""
    return (name[:2] + name[3:]).replace(" ", "+").replace("&", "and").replace("#", "")


def report(kind: str, paths: Sequence[str], *, ask: Callable[[str], object], floor: float | None = None) -> float:
    """Print one line; return the median."""
    for path in paths[:3]:
        ask(path)  # warm: the build's tables are read once per process
    taken, sizes = [], []
    for path in paths:
        start = time.perf_counter()
        answer = ask(path)
        taken.append((time.perf_counter() - start) * 1000)
        sizes.append(len(getattr(answer, "content", b"")))
    middle, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    ratio = "" if floor is None else f"  {middle / floor:6.1f} × /robots.txt"
    verdict = "" if late <= LIMIT_MS else f"  over {LIMIT_MS:.0f} ms"
    size = f"{max(sizes) / 1000:6.0f} kB at most, unpacked"
    print(f"  {kind:<16} median {middle:7.1f} ms  p95 {late:7.1f} ms  {size}{ratio}{verdict}")
    return middle if floor is None else floor


if __name__ == "__main__":
    main()
