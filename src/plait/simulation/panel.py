"""Every school in every year: its size and context as published, and its true effect with trust and joining in it."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, settle
from plait.simulation.effects import OUTCOMES, YEARS, Effects
from plait.simulation.fitted import from_scores, load_fitted
from plait.simulation.schools import ALTERNATIVE, INFANT, JUNIOR, NURSERY, PRIMARY, SECONDARY, Schools
from plait.simulation.trusts import JOINING_YEARS, Trusts

_RHO = 0.5  # memory, a year, of what wanders
_BASIS = 2022  # the year of the census from which the marginals are fitted
_DRIFTING = ("fsm", "eal", "sen_support", "ehc")
_SHAKEN = 0.2  # of the variance of a nursery's context, from year to year; not fitted
_MEALS_FROM = 2018  # the year of the first census at hand
_MOST_NOW = 0.95  # of those eligible in six years, once the growth since 2018 has run out; not fitted
_LIMITS = {"fsm": 100.0, "eal": 100.0, "sen_support": 100.0, "ehc": 100.0}


@dataclass(frozen=True, slots=True)
class Panel:
    """(schools, years) arrays. `context` holds percentages 0–100; `effect` is without noise, in pupil SD.

    `fsm` is eligibility for free meals at any time in six years (of nurseries: now), `fsm_now` that of census day.
    """

    pupils: Ints
    context: dict[str, Floats]
    effect: dict[str, Floats]
    noise: dict[str, Floats]
    trust_part: dict[str, Floats]
    joining_part: Floats


def follow_schools(
    seed: Seed, schools: Schools, effects: Effects, *, trusts: Trusts, member_of: Ints, joined_year: Ints
) -> Panel:
    """Follow all schools over all years."""
    rng = seed.stream("panel")
    pupils = _follow_size(rng, schools)
    context = {name: _follow_context(rng, schools, name) for name in _DRIFTING}
    _follow_nurseries(seed.stream("nurseries"), schools, context)
    over = np.maximum(context["sen_support"] + context["ehc"] - 100, 0)
    context["sen_support"] = context["sen_support"] - over
    context["fsm_now"] = _follow_meals(seed.stream("meals"), schools, context["fsm"])
    joining = _follow_joining(trusts, member_of, joined_year)
    inside = member_of >= 0
    trust_part, total = {}, {}
    for outcome in OUTCOMES:
        standing = np.where(inside, trusts.standing[outcome][np.maximum(member_of, 0)], 0.0)
        trust_part[outcome] = np.repeat(standing[:, None], len(YEARS), axis=1)
        total[outcome] = settle(effects.lasting[outcome] + trust_part[outcome] + joining)
    return Panel(
        pupils=pupils, context=context, effect=total, noise=effects.noise, trust_part=trust_part, joining_part=joining
    )


def _follow_joining(trusts: Trusts, member_of: Ints, joined_year: Ints) -> Floats:
    """What joining adds: a third of it in the first full year, two thirds in the second, all of it from the third."""
    size = np.where(member_of >= 0, trusts.joining[np.maximum(member_of, 0)], 0.0)
    full_years = np.array(YEARS)[None, :] - joined_year[:, None] + 1
    share = np.clip(full_years, 0, JOINING_YEARS) / JOINING_YEARS
    return settle(size[:, None] * np.where(joined_year[:, None] > 0, share, 0.0))


def _follow_size(rng: np.random.Generator, schools: Schools) -> Ints:
    told = load_fitted()["phase"]
    base = np.zeros(schools.n)
    for p, label in enumerate(("primary", "secondary", "special", "alternative", "nursery", "independent")):
        here = schools.phase == p
        base[here] = from_scores(schools.scores["pupils"][here], told[label]["pupils"])
    part = np.where(schools.span == INFANT, 0.62, np.where(schools.span == JUNIOR, 0.85, 1.0))
    growth = 0.012 * rng.standard_normal(schools.n)
    wobble = 0.02 * rng.standard_normal((schools.n, len(YEARS)))
    since = np.array(YEARS) - _BASIS
    size = (base * part)[:, None] * (1 + growth[:, None] * since[None, :] + wobble)
    floor = np.where(schools.phase == ALTERNATIVE, 1, 12)
    return np.maximum(np.rint(settle(size)), floor[:, None]).astype(np.int64)


def _follow_context(rng: np.random.Generator, schools: Schools, name: str) -> Floats:
    """Normal scores that wander as from the census of 2019 to that of 2023, with the national drift of those years."""
    told = load_fitted()
    column = told["change"]["primary"]["variables"].split("|").index(name)
    values = np.zeros((schools.n, len(YEARS)))
    for p, label in enumerate(("primary", "secondary", "special", "alternative")):
        here = np.flatnonzero(schools.phase == p)
        change = told["change"]["primary" if p == PRIMARY else "secondary"]
        memory = _RHO**4
        kept = (change["r_four_years"][column] - memory) / (1 - memory)
        wander = _draw_wander(rng, len(here))
        scores = np.sqrt(kept) * schools.scores[name][here][:, None] + np.sqrt(1 - kept) * wander
        marginal = told["context"][label]["marginal"][name]
        drift = np.ones(len(YEARS))
        if p in (PRIMARY, SECONDARY):
            yearly = change["ratio_four_years"][column] ** 0.25
            drift = np.power(yearly, np.array(YEARS) - _BASIS)
        values[here] = from_scores(scores, marginal) * drift[None, :]
    return settle(np.clip(values, 0.0, _LIMITS[name]))


def _follow_nurseries(rng: np.random.Generator, schools: Schools, context: dict[str, Floats]) -> None:
    """Nursery schools keep their context; new children every year only shake it."""
    here = np.flatnonzero(schools.phase == NURSERY)
    marginal = load_fitted()["context"]["nursery"]["marginal"]
    for name, values in context.items():
        own = schools.scores[name][here][:, None]
        scores = np.sqrt(1 - _SHAKEN) * own + np.sqrt(_SHAKEN) * rng.standard_normal((len(here), len(YEARS)))
        values[here] = settle(from_scores(scores, marginal[name]))


def _follow_meals(rng: np.random.Generator, schools: Schools, ever: Floats) -> Floats:
    """Per cent eligible now: a growing part of those eligible at any time in six years, as no award ends since 2018."""
    steady = rng.standard_normal(schools.n)
    now = ever.copy()
    since = np.clip((np.array(YEARS) - _MEALS_FROM) / (_BASIS - _MEALS_FROM), 0.0, None)
    for p, label in enumerate(("primary", "secondary", "special", "alternative")):
        here = np.flatnonzero(schools.phase == p)
        told = load_fitted()["meals"][label]
        first, basis = told[f"ratio_{_MEALS_FROM}"], told[f"ratio_{_BASIS}"]
        ratio = np.minimum(first + (basis - first) * since, max(_MOST_NOW, basis))
        own = ratio[None, :] + told["sd"] * steady[here][:, None]
        now[here] = ever[here] * np.clip(own, 0.2, 1.0)
    return settle(now)


def _draw_wander(rng: np.random.Generator, n: int) -> Floats:
    """A stationary first-order autoregressive part with variance 1."""
    state = rng.standard_normal(n)
    columns = []
    for _ in YEARS:
        columns.append(state)
        state = _RHO * state + np.sqrt(1 - _RHO * _RHO) * rng.standard_normal(n)
    return np.column_stack(columns)
