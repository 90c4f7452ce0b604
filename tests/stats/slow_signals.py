"""The model of signals as dense matrices over all figures of all schools: slow, and hard to get wrong."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Answer:
    """What the dense model says."""

    log_likelihood: float
    year_effect: np.ndarray
    mean: np.ndarray
    sd: np.ndarray


def lasting(variances, persistence, apart):
    return variances.constant + variances.moving * persistence**apart


def together(panel, spreads, i, s, j, t):
    """Covariance of the figure of school i in year s with that of school j in year t."""
    apart = abs(int(panel.years[s]) - int(panel.years[t]))
    scale = spreads.scale[panel.segment[s]] * spreads.scale[panel.segment[t]]
    covariance = 0.0
    if i == j:
        covariance += scale * (lasting(spreads.school, spreads.persistence, apart) + spreads.school.yearly * (s == t))
        covariance += panel.doubt[i, s] * panel.doubt[i, t] + panel.chance[i, s] * (s == t)
    if panel.trust[i] >= 0 and panel.trust[i] == panel.trust[j] and panel.inside[i, s] and panel.inside[j, t]:
        covariance += scale * (lasting(spreads.trust, spreads.persistence, apart) + spreads.trust.yearly * (s == t))
    return covariance


def belongs(panel, i, year):
    """In its trust in the nearest year of the panel that is not later, else in the first."""
    before = [c for c, each in enumerate(panel.years) if each <= year]
    return panel.trust[i] >= 0 and bool(panel.inside[i, before[-1] if before else 0])


def with_level(panel, spreads, i, year, j, t):
    """Covariance of the level of school i in any year with the figure of school j in year t."""
    apart, scale = abs(year - int(panel.years[t])), spreads.scale[panel.segment[t]]
    covariance = scale * lasting(spreads.school, spreads.persistence, apart) if i == j else 0.0
    if belongs(panel, i, year) and panel.trust[i] == panel.trust[j] and panel.inside[j, t]:
        covariance += scale * lasting(spreads.trust, spreads.persistence, apart)
    return covariance


def of_levels(panel, spreads, i, year, j, other):
    apart = abs(year - other)
    covariance = lasting(spreads.school, spreads.persistence, apart) if i == j else 0.0
    if belongs(panel, i, year) and belongs(panel, j, other) and panel.trust[i] == panel.trust[j]:
        covariance += lasting(spreads.trust, spreads.persistence, apart)
    return covariance


def answer(panel, spreads, sought, groups=None):
    """Solve for the weighted sum of levels (year → weight) of every school, or of `groups` (g, n) of schools."""
    cells = [
        (i, t)
        for i in range(panel.schools_n)
        for t in range(len(panel.years))
        if panel.residual[i, t] == panel.residual[i, t]
    ]
    figures = np.array([panel.residual[cell] for cell in cells])
    design = np.array([[float(t == year) for year in range(len(panel.years))] for _, t in cells])
    covariance = np.array([[together(panel, spreads, *a, *b) for b in cells] for a in cells])
    inverse = np.linalg.inv(covariance)
    information = design.T @ inverse @ design
    effect = np.linalg.solve(information, design.T @ inverse @ figures)
    project = inverse - inverse @ design @ np.linalg.solve(information, design.T @ inverse)
    deviance = (
        np.linalg.slogdet(covariance)[1]
        + np.linalg.slogdet(information)[1]
        + figures @ project @ figures
        + (len(figures) - len(panel.years)) * np.log(2 * np.pi)
    )
    schools = range(panel.schools_n)
    with_figures = np.array(
        [
            [sum(w * with_level(panel, spreads, i, y, *cell) for y, w in sought.items()) for cell in cells]
            for i in schools
        ]
    )
    before = np.array(
        [
            [
                sum(w * v * of_levels(panel, spreads, i, y, j, z) for y, w in sought.items() for z, v in sought.items())
                for j in schools
            ]
            for i in schools
        ]
    )
    groups = np.eye(panel.schools_n) if groups is None else groups
    after = groups @ (before - with_figures @ project @ with_figures.T) @ groups.T
    return Answer(-deviance / 2, effect, groups @ with_figures @ project @ figures, np.sqrt(np.diag(after)))
