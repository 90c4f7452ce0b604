"""Where the fictional sector lies: authorities, places, coordinates and postcodes inside an England-like outline."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, pick, settle, share_out
from plait.simulation.errors import NamesRanOut
from plait.simulation.fitted import REGIONS
from plait.simulation.words import NOT_THESE, TOWN_ENDS, TOWN_STARTS, VILLAGE_ENDS, VILLAGE_STARTS

# Centre (easting, northing) and half axes in km, each inside the land of its region; a region may have several.
_LAND: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "North East": ((425, 565, 18, 32), (435, 520, 20, 15)),
    "North West": ((365, 400, 20, 30), (352, 525, 20, 26), (365, 445, 18, 22)),
    "Yorkshire and The Humber": ((432, 430, 26, 24), (470, 475, 28, 30), (500, 425, 18, 14)),
    "East Midlands": ((460, 335, 26, 36), (500, 365, 22, 26), (475, 280, 18, 20)),
    "West Midlands": ((400, 290, 20, 18), (355, 300, 18, 26), (385, 335, 20, 16), (380, 250, 18, 12)),
    "East of England": ((525, 235, 24, 24), (590, 300, 34, 30), (585, 225, 24, 18)),
    "London": ((530, 180, 21, 15),),
    "South East": ((450, 190, 26, 26), (505, 130, 36, 16), (585, 150, 28, 14), (455, 120, 22, 14)),
    "South West": ((370, 180, 22, 26), (300, 105, 28, 22), (205, 60, 16, 10), (380, 110, 24, 10), (335, 130, 18, 10)),
}
_LA_SHARES = (0.055, 0.155, 0.10, 0.075, 0.095, 0.08, 0.215, 0.125, 0.10)  # of the authorities of England
_AREAS = ("ZQ", "QX", "XJ", "QJ", "ZJ", "XQ", "ZX", "ZY", "QZ")  # postcode areas that are not in use, one a region
_FIRST_LA_CODE = 501  # English authorities have 201 to 390, 420 and 800 to 942; Welsh ones 660 on
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # letters that stand in the second half of a postcode
KINDS = ("city", "town", "village")


@dataclass(frozen=True, slots=True)
class Authorities:
    """The fictional local authorities, in order of code."""

    code: Ints
    name: tuple[str, ...]
    region: Ints  # index into REGIONS
    easting: Floats  # metres
    northing: Floats

    @property
    def gss(self) -> tuple[str, ...]:
        """Codes of the kind that the Office for National Statistics gives, beyond those it has given."""
        return tuple(f"E0699{k:04d}" for k in range(len(self.code)))


@dataclass(frozen=True, slots=True)
class Places:
    """The fictional towns and villages."""

    name: tuple[str, ...]
    authority: Ints  # index into Authorities
    region: Ints
    kind: Ints  # index into KINDS
    weight: Floats  # relative number of schools
    easting: Floats
    northing: Floats


def lay_out(seed: Seed, schools: int) -> tuple[Authorities, Places]:
    """Lay out authorities and places for a number of schools.

    Parameters
    ----------
    seed : Seed
    schools : int
        Open schools; England has about 150 to an authority.
    """
    rng = seed.stream("places")
    names = _name_towns(rng)
    counts = [max(1, n) for n in share_out(max(18, min(153, schools // 60 + 8)), _LA_SHARES)]
    region = np.repeat(np.arange(len(REGIONS)), counts)
    easting, northing = _scatter_in_regions(rng, region)
    titles = [_name_authority(rng, names, bool(r == REGIONS.index("London"))) for r in region]
    code = np.arange(_FIRST_LA_CODE, _FIRST_LA_CODE + len(region))
    authorities = Authorities(code=code, name=tuple(titles), region=region, easting=easting, northing=northing)
    return authorities, _lay_out_places(rng, authorities, names, schools)


def _scatter_in_regions(rng: np.random.Generator, region: Ints) -> tuple[Floats, Floats]:
    easting, northing = np.empty(len(region)), np.empty(len(region))
    for i, r in enumerate(region):
        land = _LAND[REGIONS[r]]
        e, n, width, height = land[int(pick(rng, [w * h for _, _, w, h in land], 1)[0])]
        while True:
            x, y = rng.random(2) * 2 - 1
            if x * x + y * y < 0.8:
                break
        easting[i], northing[i] = (e + x * width) * 1000, (n + y * height) * 1000
    return settle(easting), settle(northing)


def _lay_out_places(rng: np.random.Generator, authorities: Authorities, names: list[str], schools: int) -> Places:
    each = max(5, min(26, schools // len(authorities.code) // 5))
    authority = np.repeat(np.arange(len(authorities.code)), each)
    region = authorities.region[authority]
    london = region == REGIONS.index("London")
    first = np.tile(np.arange(each), len(authorities.code)) == 0
    kind = np.where(first | london, 0, np.where(rng.random(len(authority)) < 0.42, 1, 2))
    size = np.exp(0.5 * rng.standard_normal(len(authority)))
    weight = settle(size * np.array([5.0, 2.2, 0.8])[kind])
    spread = np.where(london, 2500.0, np.where(first, 500.0, 8000.0))
    easting = authorities.easting[authority] + spread * rng.standard_normal(len(authority)).clip(-1.8, 1.8)
    northing = authorities.northing[authority] + spread * rng.standard_normal(len(authority)).clip(-1.8, 1.8)
    titles = [_name_place(rng, names, int(k)) for k in kind]
    return Places(
        name=tuple(titles),
        authority=authority,
        region=region,
        kind=kind,
        weight=weight,
        easting=settle(easting),
        northing=settle(northing),
    )


def _name_towns(rng: np.random.Generator) -> list[str]:
    stems = [start + end for start in TOWN_STARTS for end in TOWN_ENDS if start[-1] != end[0] and start.lower() != end]
    return [stems[i] for i in rng.permutation(len(stems)) if stems[i] not in NOT_THESE]


def _take(names: list[str]) -> str:
    if not names:
        raise NamesRanOut("The fictional sector has no place names left.", mend="Ask for fewer schools.")
    return names.pop()


def _name_authority(rng: np.random.Generator, names: list[str], london: bool) -> str:  # noqa: FBT001
    name = _take(names)
    if london:
        return name
    form = int(pick(rng, (0.4, 0.25, 0.15, 0.1, 0.1), 1)[0])
    if form == 3:
        return f"{name} and {_take(names)}"
    return (name, f"{name}shire", f"North {name}shire", "", f"{name}, City of")[form]


def _name_place(rng: np.random.Generator, names: list[str], kind: int) -> str:
    name = _take(names)
    form = float(rng.random())
    if kind == 2 and form < 0.3:
        return f"{VILLAGE_STARTS[int(rng.integers(len(VILLAGE_STARTS)))]} {name}"
    if kind == 2 and form < 0.5:
        return f"{name} {VILLAGE_ENDS[int(rng.integers(len(VILLAGE_ENDS)))]}"
    return name


def write_postcodes(rng: np.random.Generator, place: Ints, places: Places) -> list[str]:
    """Give each school a postcode of an area that is not in use, with its authority's district number."""
    authority = places.authority[place]
    districts = _number_within(places.region, places.authority)
    sector = rng.integers(0, 10, len(place))
    letters = rng.integers(0, len(_INWARD), (len(place), 2))
    regions = places.region[place]
    return [
        f"{_AREAS[r]}{districts[int(a)]} {s}{_INWARD[x]}{_INWARD[y]}"
        for r, a, s, (x, y) in zip(regions, authority, sector, letters, strict=True)
    ]


def _number_within(region: Ints, authority: Ints) -> dict[int, int]:
    numbers: dict[int, int] = {}
    seen: dict[int, int] = {}
    for r, a in zip(region.tolist(), authority.tolist(), strict=True):
        if a not in numbers:
            seen[r] = seen.get(r, 0) + 1
            numbers[a] = seen[r]
    return numbers
