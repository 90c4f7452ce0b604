"""One year of the sector as the files of that year see it: the record of each school, and columns all tables share."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plait.simulation import kinds
from plait.simulation.draws import Bools, Ints
from plait.simulation.effects import FIRST_YEAR
from plait.simulation.fitted import REGIONS
from plait.simulation.schools import INDEPENDENT, SECONDARY, SPECIAL
from plait.simulation.sector import Records, Sector, census_day
from plait.simulation.tables import Column, choose, whole

TOO_FEW = 5  # pupils: figures of as many or fewer are withheld


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year named by the year in which it starts; `record` is (schools,) of index, −1 for not open."""

    start: int
    sector: Sector
    records: Records
    record: Ints

    @property
    def column(self) -> int:
        """Its place among all years."""
        return self.start - FIRST_YEAR

    @property
    def label(self) -> str:
        """The year as the performance tables write it: 2022-2023."""
        return f"{self.start}-{self.start + 1}"

    def path(self, folder: Path, name: str) -> Path:
        """Where a table of this year goes."""
        return folder / self.label / f"{self.label}_{name}.csv"

    @property
    def period(self) -> str:
        """The year as the statistical releases write it: 202223."""
        return f"{self.start}{(self.start + 1) % 100:02d}"

    @property
    def stem(self) -> str:
        """The year as the end of a file's name: 2022_23."""
        return f"{self.period[:4]}_{self.period[4:]}"

    def urn(self, school: Ints) -> Ints:
        """The URNs under which open schools stand in this year."""
        return np.asarray(self.records.urn[self.record[school]])

    def open_rows(self, school: Ints) -> Ints:
        """Places of the open schools among these, in order of URN."""
        rows = np.flatnonzero(self.is_open(school))
        return rows[np.argsort(self.urn(school[rows]), kind="stable")]

    def is_open(self, school: Ints) -> Bools:
        """Which of these schools have a record in this year."""
        return self.record[school] >= 0


def open_year(sector: Sector, records: Records, start: int) -> Year:
    """See the sector as on census day of a year."""
    return Year(
        start=start, sector=sector, records=records, record=records.in_force(sector.schools.n, census_day(start))
    )


def table_columns(year: Year, school: Ints) -> dict[str, Column]:
    """The columns that the tables of Key Stages 2, 4 and 5 have in common."""
    sector, schools, at = year.sector, year.sector.schools, year.record[school]
    codes = [year.records.type_code[k] for k in at]
    renamed = _converts_soon(year, school)
    special = (schools.phase[school] == SPECIAL).astype(np.int64)
    names = [year.records.name[k] for k in at]
    pupils = sector.panel.pupils[school, year.column]
    boys = np.where(schools.gender[school] == 2, pupils, np.where(schools.gender[school] == 1, 0, pupils * 51 // 100))
    return {
        "RECTYPE": choose(("1", "2"), special),
        "ALPHAIND": whole(np.argsort(np.argsort(np.array(names), kind="stable"), kind="stable") + 1),
        "LEA": whole(sector.la_code(school)),
        "ESTAB": whole(sector.estab[school]),
        "URN": whole(year.urn(school)),
        "SCHNAME": names,
        "SCHNAME_AC": [f"{name} (academy)" if soon else "" for name, soon in zip(names, renamed, strict=True)],
        "ADDRESS1": [schools.street[i] for i in school],
        "TOWN": [sector.places.name[p] for p in schools.place[school]],
        "PCODE": [schools.postcode[i] for i in school],
        "CONTFLAG": "0",
        "ICLOSE": choose(("0", "1"), renamed.astype(np.int64)),
        "NFTYPE": [kinds.TABLE_TYPES[c] for c in codes],
        "NFTYPE/FESITYPE": [kinds.TABLE_TYPES[c] for c in codes],
        "RELDENOM": choose([name for _, name in kinds.FAITHS], schools.faith[school]),
        "ADMPOL": choose(("Not applicable", "Non-selective", "Selective"), _admissions(sector, school)),
        "ADMPOL_PT": choose(("NA", "OTHER NON SEL", "SEL"), _admissions(sector, school)),
        "EGENDER": choose(("MIXED", "GIRLS", "BOYS"), schools.gender[school]),
        "GEND1618": choose(("MIXED", "GIRLS", "BOYS"), schools.gender[school]),
        "FEEDER": "0",
        "TABKS2": choose(("0", "1"), schools.all_through[school].astype(np.int64)),
        "TAB15": choose(("0", "1"), (schools.age_high[school] >= 16).astype(np.int64)),
        "TAB1618": choose(("0", "1"), (schools.age_high[school] >= 18).astype(np.int64)),
        "AGERANGE": [f"{a}-{b}" for a, b in zip(schools.age_low[school], schools.age_high[school], strict=True)],
        "TOTPUPS": whole(pupils),
        "NUMBOYS": whole(boys),
        "NUMGIRLS": whole(pupils - boys),
    }


def _admissions(sector: Sector, school: Ints) -> Ints:
    secondary = np.isin(sector.schools.phase[school], (SECONDARY, INDEPENDENT))
    return np.where(secondary, 1 + sector.schools.selective[school], 0)


def _converts_soon(year: Year, school: Ints) -> Bools:
    """Whether the record closes before the tables of the year are published."""
    closes = year.records.closed[year.record[school]]
    return (closes > 0) & (closes < census_day(year.start) + 330)


def pupil_weighted(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], pupils: Ints, where: Bools) -> float:
    """A national figure: the mean over schools weighted by pupils, added up in fixed order."""
    total = float(sum(int(n) for n in pupils[where].tolist()))
    scaled = np.rint(values[where] * 1e4).astype(np.int64) * pupils[where]
    return sum(scaled.tolist()) / 1e4 / total if total else 0.0


def release_columns(year: Year, school: Ints | None = None) -> dict[str, Column]:
    """When and where, as the files of a statistical release begin: of schools, or of the country."""
    columns: dict[str, Column] = {
        "time_period": year.period,
        "time_identifier": "Academic year",
        "geographic_level": "National" if school is None else "School",
        "country_code": "E92000001",
        "country_name": "England",
    }
    if school is None:
        return columns
    sector, region = year.sector, year.sector.schools.region[school]
    authority = sector.places.authority[sector.schools.place[school]]
    return columns | {
        "region_name": choose(REGIONS, region),
        "region_code": choose(kinds.REGION_GSS, region),
        "old_la_code": whole(sector.la_code(school)),
        "la_name": choose(sector.authorities.name, authority),
        "new_la_code": choose(sector.authorities.gss, authority),
    }
