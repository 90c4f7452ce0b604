"""Each school's change since it joined, against its statistical neighbours over the same years."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.trajectory import yardsticks as learnt
from plait.stats.trajectory.answers import Caution, Change, Joining, Point, Rules, Verdict
from plait.stats.trajectory.contrasts import Contrast, Peers, contrast, list_compared
from plait.stats.trajectory.panel import Bools, Floats, Ints, Panel
from plait.stats.trajectory.placebo import Placebo
from plait.stats.trajectory.yardsticks import Yardsticks

_ODD = 0.10  # a year before joining lower than nine in ten placebos is worth a caution


def follow(
    panel: Panel,
    *,
    joinings: Sequence[Joining],
    orders: Sequence[Ints],
    trusts: Ints,
    moved: Bools,
    rules: Rules,
    rng: np.random.Generator,
    paths: bool = True,
    yardsticks: Sequence[Yardsticks] | None = None,
) -> tuple[Change, ...]:
    """Follow schools that joined a trust.

    Estimand: for each school, its mean level after joining less its level before, less the same for schools in like
    circumstances over the same years: what happened beside what would have been expected. It is a description, not
    proof of a cause.

    Parameters
    ----------
    panel
        n schools, T years; see `panel_of`.
    joinings
        Who joined when.
    orders
        Neighbour orders, each of shape (n, m), fixed on circumstances before joining; a joining names its own.
    trusts
        Shape (n,): trust of each school, −1 for none; a school is not compared with others of its trust.
    moved
        Shape (n, T): schools that joined any trust in a year are nobody's neighbours over that year; those that are
        followed need not be marked.
    rules
        See `Rules`.
    rng
        Chooses placebos where there are more than needed.
    paths
        Whether to work out each year, which takes most of the time.
    yardsticks
        One for each order, over the same panel and rules, for who follows many trusts: what schools that did not join
        show is then learnt once for all of them. Without it, it is learnt here.

    Returns
    -------
    tuple of Change
        One for each joining, in their order. A school that cannot be followed is there, with the reason.

    Raises
    ------
    BadInput
        A joining names a row, year or order that is not there.

    References
    ----------
    Chabé-Ferret, S. (2015). Analysis of the bias of matching and difference-in-difference under alternative earnings
    and selection processes. Journal of Econometrics 185. doi:10.1016/j.jeconom.2014.09.013. Daw, J. R. and Hatfield, L.
    A. (2018). Matching and regression to the mean in difference-in-differences analysis. Health Services Research 53.
    doi:10.1111/1475-6773.12993. Ding, P. and Li, F. (2019). A bracketing relationship between difference-in-differences
    and lagged-dependent-variable adjustment. Political Analysis 27. doi:10.1017/pan.2019.25.
    """
    _check(panel, joinings=joinings, orders=orders, trusts=trusts, moved=moved)
    unsteady = moved.copy()
    for joining in joinings:
        first, last = panel.column(joining.last_before) + 1, panel.column(joining.first_after) + 1
        unsteady[joining.row, max(0, first) : max(0, last)] = True
    peers = tuple(Peers(order, trusts, unsteady) for order in orders)
    if yardsticks is None:
        yardsticks = [Yardsticks(panel, peers=each, rules=rules, rng_for=lambda _: rng) for each in peers]
    bench = _Bench(panel, peers, tuple(yardsticks), rules)
    found: dict[int, Change] = {}
    groups: dict[tuple[int, tuple[int, ...], tuple[int, ...], int], list[int]] = defaultdict(list)
    for at, joining in enumerate(joinings):
        base, after = choose_years(panel, joining, rules=rules)
        if base and after:
            groups[joining.basis, base, after, joining.last_before].append(at)
        else:
            missing = Verdict.NOTHING_AFTER if base else Verdict.NOTHING_BEFORE
            found[at] = Change(joining=joining, verdict=missing, base_years=base, after_years=after)
    for (basis, base, after, _), members in groups.items():
        window = _Window(basis, base, after)
        made = _follow_group(bench, window, [joinings[at] for at in members], paths=paths)
        found.update(zip(members, made, strict=True))
    return tuple(found[at] for at in range(len(joinings)))


def choose_years(panel: Panel, joining: Joining, *, rules: Rules) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The years with results that make the level before and the level after."""
    held = {year for year in panel.years if np.isfinite(panel.values[joining.row, panel.column(year)])}
    earlier = sorted(y for y in held if joining.last_before - rules.reach < y <= joining.last_before)
    kept = [y for y in earlier if y <= joining.last_before - rules.lead] or earlier
    until = panel.years[-1] if joining.last_in is None else joining.last_in
    later = sorted(y for y in held if joining.first_after <= y <= until)
    return tuple(kept[-rules.before :]), tuple(later[: rules.after])


@dataclass(frozen=True, slots=True)
class _Window:
    basis: int
    base: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Bench:
    panel: Panel
    peers: tuple[Peers, ...]
    yardsticks: tuple[Yardsticks, ...]
    rules: Rules

    def weigh(self, later: tuple[int, ...], base: tuple[int, ...]) -> Floats:
        """The mean of some years less the mean of others."""
        weights = np.zeros(len(self.panel.years))
        for years, sign in ((later, 1.0), (base, -1.0)):
            weights[[self.panel.column(y) for y in years]] += sign / max(1, len(years))
        return weights

    def compare(self, weights: Floats, *, basis: int, rows: Ints) -> Contrast:
        """Some schools against their neighbours, from among those that joined nothing in the years compared."""
        peers = self.peers[basis]
        fit = learnt.fit_for(self.panel, peers, needed=weights != 0)
        return contrast(self.panel, weights=weights, rows=rows, peers=peers, fit=fit, k=self.rules.k)

    def measure(self, weights: Floats, *, basis: int, rows: Ints) -> tuple[Contrast, Placebo | None]:
        """The contrast of some schools, and the yardstick from those that joined nothing in its years."""
        return self.compare(weights, basis=basis, rows=rows), self.yardsticks[basis].of_change(weights)

    def list_compared(self, weights: Floats, *, basis: int, rows: Ints) -> list[Ints]:
        """The neighbours behind `compare`."""
        peers = self.peers[basis]
        fit = learnt.fit_for(self.panel, peers, needed=weights != 0)
        return list_compared(self.panel, weights=weights, rows=rows, peers=peers, fit=fit, k=self.rules.k)


def _follow_group(bench: _Bench, window: _Window, joinings: list[Joining], *, paths: bool) -> list[Change]:
    """Follow schools whose change is made of the same years."""
    rows = np.array([joining.row for joining in joinings], dtype=np.int64)
    base, after = window.base, window.after
    weights = bench.weigh(after, base)
    main, placebo = bench.measure(weights, basis=window.basis, rows=rows)
    compared = bench.list_compared(weights, basis=window.basis, rows=rows)
    lead = joinings[0].last_before
    dip: tuple[Contrast, Placebo | None] | None = None
    if lead not in base and lead >= bench.panel.years[0]:
        dip = bench.measure(bench.weigh((lead,), base), basis=window.basis, rows=rows)
        fuller = bench.compare(bench.weigh(after, (*base, lead)), basis=window.basis, rows=rows)
    alike = _compare_alike(bench, window, rows=rows, lead=None if dip is None else lead)
    made = []
    for at, joining in enumerate(joinings):
        change = _judge(bench, window, joining, main=main, placebo=placebo, at=at)
        if change.verdict is Verdict.COUNTED:
            change = replace(change, compared=tuple(compared[at].tolist()))
        if change.verdict is Verdict.COUNTED and alike is not None and np.isfinite(alike[0][at]):
            change = replace(change, alike=float(alike[0][at]), alike_noise=float(alike[1][at]), alike_placebo=alike[2])
        if change.verdict is Verdict.COUNTED and dip is not None:
            change = _add_dip(change, dip, fuller=float(fuller.difference[at]), at=at)
        made.append(change)
    return _add_paths(bench, window, made, rows=rows) if paths else made


def _compare_alike(
    bench: _Bench, window: _Window, *, rows: Ints, lead: int | None
) -> tuple[Floats, Floats, Placebo] | None:
    """The level after less what schools with the same results before reached; None where too few can tell.

    A regression over schools that did not join, of the gap to neighbours after on the gaps of each year before.
    """
    years = window.base if lead is None else (*window.base, lead)
    columns = [bench.panel.column(year) for year in years]
    later = bench.weigh(window.after, ())
    known = bench.yardsticks[window.basis].of_alike(later, columns)
    if known is None:
        return None
    needed = later > 0
    needed[columns] = True
    peers, k = bench.peers[window.basis], bench.rules.k
    fit = learnt.fit_for(bench.panel, peers, needed=needed)
    parts = learnt.gaps_of(bench.panel, peers, later=later, columns=columns, rows=rows, fit=fit, k=k)
    told = learnt.usable(parts, fewest=bench.rules.fewest_neighbours)
    reached = learnt.lay_out(parts, usual=known.usual) @ known.fitted
    noise = learnt.noise_left(parts, fitted=known.fitted, usual=known.usual)
    return np.where(told, parts[0].difference - reached, np.nan), noise, known.placebo


def _judge(
    bench: _Bench, window: _Window, joining: Joining, *, main: Contrast, placebo: Placebo | None, at: int
) -> Change:
    blank = Change(
        joining=joining,
        verdict=Verdict.COUNTED,
        base_years=window.base,
        after_years=window.after,
        used=int(main.used[at]),
    )
    if blank.used < bench.rules.fewest_neighbours:
        return replace(blank, verdict=Verdict.TOO_FEW_NEIGHBOURS)
    if placebo is None:
        return replace(blank, verdict=Verdict.TOO_FEW_PLACEBOS)
    return replace(
        blank,
        cautions=_warn(bench, blank, noise=float(main.noise[at]), placebo=placebo),
        own=float(main.own[at]),
        neighbours=float(main.neighbours[at]),
        difference=float(main.difference[at]),
        noise=float(main.noise[at]),
        placebo=placebo,
    )


def _warn(bench: _Bench, change: Change, *, noise: float, placebo: Placebo) -> tuple[Caution, ...]:
    panel, rules, row = bench.panel, bench.rules, change.joining.row
    span = slice(panel.column(change.base_years[0]), panel.column(change.after_years[-1]) + 1)
    told = {
        Caution.SMALL_COHORTS: placebo.sampling_share(noise) > 0.5,
        Caution.COHORT_NOT_KNOWN: not panel.noise_known[row],
        Caution.MISSING_YEARS: not np.isfinite(panel.values[row, span]).all(),
        Caution.ONE_YEAR_BEFORE: len(change.base_years) == 1,
        Caution.LEAD_COUNTED: rules.lead > 0 and change.joining.last_before in change.base_years,
        Caution.FEW_NEIGHBOURS: change.used < rules.k / 2,
    }
    return tuple(each for each, so in told.items() if so)


def _add_dip(change: Change, dip: tuple[Contrast, Placebo | None], *, fuller: float, at: int) -> Change:
    """How odd the year before joining was; it is not in the baseline, because what is odd tends to pass."""
    found, placebo = dip
    low = float(found.difference[at])
    if placebo is None or not np.isfinite(low):
        return change
    told = replace(change, dip=low, dip_noise=float(found.noise[at]), dip_placebo=placebo, with_lead=fuller)
    if told.dip_chance > _ODD:
        return told
    return replace(told, cautions=(*told.cautions, Caution.LOW_YEAR_BEFORE if low < 0 else Caution.HIGH_YEAR_BEFORE))


def _add_paths(bench: _Bench, window: _Window, changes: list[Change], *, rows: Ints) -> list[Change]:
    """Every year with results, as far from the baseline as it lies."""
    points: list[list[Point]] = [[] for _ in changes]
    for year in bench.panel.years:
        others = tuple(each for each in window.base if each != year)
        if not others or not np.isfinite(bench.panel.values[rows, bench.panel.column(year)]).any():
            continue
        # A year of the baseline is shown against the rest of it: against a mean that holds it, it would look too near.
        found, placebo = bench.measure(bench.weigh((year,), others), basis=window.basis, rows=rows)
        if placebo is None:
            continue
        for at, change in enumerate(changes):
            inside = change.joining.last_in is None or year <= change.joining.last_in
            if np.isfinite(found.difference[at]) and found.used[at] >= bench.rules.fewest_neighbours and inside:
                points[at].append(
                    Point(
                        year=year,
                        event=year - change.joining.first_after,
                        difference=float(found.difference[at]),
                        noise=float(found.noise[at]),
                        used=int(found.used[at]),
                        counted_before=year in window.base,
                        placebo=placebo,
                    )
                )
    return [replace(change, path=tuple(own)) for change, own in zip(changes, points, strict=True)]


def _check(panel: Panel, *, joinings: Sequence[Joining], orders: Sequence[Ints], trusts: Ints, moved: Bools) -> None:
    n, years = panel.values.shape
    shapes = [order.shape[0] for order in orders] + [trusts.shape[0], moved.shape[0]]
    if any(each != n for each in shapes) or moved.shape[1] != years:
        raise BadInput("The schools were not followed.", why="Neighbours, trusts or moves do not fit the panel.")
    for each in joinings:
        if not (0 <= each.row < n and 0 <= each.basis < len(orders) and each.last_before < each.first_after):
            raise BadInput(
                "The schools were not followed.",
                why=f"The joining of row {each.row} names something that is not there.",
            )
