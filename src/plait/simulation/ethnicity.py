"""The ethnic mix of each school: that of its region's pupils, by first language, coloured by its area and its own."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, settle
from plait.simulation.fitted import REGIONS, load_fitted
from plait.simulation.places import Places
from plait.simulation.schools import PHASES, Schools

_AREA_SD, _SCHOOL_SD = 0.8, 0.6  # of the logarithm of a group's share; not fitted: only means are taken from the files
UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Ethnicity:
    """Shares (schools, groups) among pupils with English as first language and among the others; rows add up to 1.

    `groups` are the names of the published headings, the pupils without a record last. `fraction` (schools,) in 0–1
    decides how the parts of a school are rounded to whole pupils, in the same way every year.
    """

    groups: tuple[str, ...]
    english: Floats
    other: Floats
    fraction: Floats

    def count(self, school: Ints, other: Ints, pupils: Ints) -> Ints:
        """Whole pupils of each group.

        Parameters
        ----------
        school : (k,) of index
        other : (k,) pupils whose first language is not English
        pupils : (k,) pupils on roll

        Returns
        -------
        (k, groups) of int64; each row adds up to the pupils on roll.

        Notes
        -----
        Expected numbers are added up along the groups and cut at whole pupils from a fixed fraction on, so that every
        group is right on average, however small.
        """
        expected = self.english[school] * (pupils - other)[:, None] + self.other[school] * other[:, None]
        edges = np.floor(settle(np.cumsum(expected, axis=1)) + self.fraction[school][:, None])
        edges[:, -1] = pupils
        edges = np.minimum(np.maximum.accumulate(edges, axis=1), pupils[:, None])
        return np.diff(edges, axis=1, prepend=0).astype(np.int64)


def mix_pupils(seed: Seed, schools: Schools, places: Places) -> Ethnicity:
    """Draw the mixes of every school.

    Parameters
    ----------
    schools, places
        Where the schools stand: those of one authority differ from their region in the same direction.
    """
    told = load_fitted()["ethnicity"]
    rng = seed.stream("ethnicity")
    groups: list[str] = told["groups"].split("|")
    authority = places.authority[schools.place]
    areas = int(places.authority.max()) + 1
    missing = np.array([load_fitted()["pupils"].get(p, {"unclassified": 0.0})["unclassified"] for p in PHASES])
    mixes = {}
    for language in ("english", "other"):
        means = np.array([told[f"{language}_{name.lower().replace(' ', '_')}"] for name in REGIONS])
        tilt = _AREA_SD * rng.standard_normal((areas, len(groups)))[authority]
        tilt = tilt + _SCHOOL_SD * rng.standard_normal((schools.n, len(groups)))
        tilt[:, 0] = 0.0  # the largest group takes what the others leave
        shares = means[schools.region] * np.exp(tilt - (_AREA_SD**2 + _SCHOOL_SD**2) / 2 * (tilt != 0))
        shares = shares / _add_up(shares)[:, None] * (1 - missing[schools.phase])[:, None]
        mixes[language] = settle(np.column_stack([shares, missing[schools.phase]]))
    fraction = settle(rng.random(schools.n))
    return Ethnicity(groups=(*groups, UNCLASSIFIED), english=mixes["english"], other=mixes["other"], fraction=fraction)


def _add_up(shares: Floats) -> Floats:
    """Sums of rows, added from the left so that every machine adds in the same order."""
    return np.cumsum(shares, axis=1)[:, -1]
