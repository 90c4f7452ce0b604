"""Write a fictional sector: official files in `files/`, the truth in `truth/`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plait.simulation.absence_files import write_school_absence
from plait.simulation.destination_files import DESTINATION_YEARS, write_destinations
from plait.simulation.effects import EXAM_YEARS, YEARS
from plait.simulation.ks2_files import write_ks2
from plait.simulation.ks4_files import write_ks4
from plait.simulation.ks5_files import write_ks5
from plait.simulation.register_files import write_register
from plait.simulation.resource_files import FINANCE_YEARS, write_finance, write_similar, write_workforce
from plait.simulation.school_files import write_deprivation, write_school_tables
from plait.simulation.sector import Sector, list_records
from plait.simulation.trust_files import KS2_YEARS, KS4_YEARS, write_ks2_trusts, write_ks4_trusts
from plait.simulation.truth import write_truth
from plait.simulation.yearly import Year, open_year

_NO_KS2 = 2021  # key stage 2 results of 2021/22 were never published school by school


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the two folders, and how many files and bytes of official shape."""

    files: Path
    truth: Path
    files_n: int
    bytes_n: int


def write_sector(folder: Path, sector: Sector, *, tell: Callable[[str], None] | None = None) -> Written:
    """Write a sector under a folder.

    Parameters
    ----------
    folder : where `files/` and `truth/` go; files that are there already under the same names are replaced
    tell : is told what is being written, for a progress line

    Returns
    -------
    Written
    """
    say = tell or (lambda _: None)
    files, truth = folder / "files", folder / "truth"
    records = list_records(sector)
    say("the register of schools and trusts")
    write_register(files / "gias", sector, records)
    years = {start: open_year(sector, records, start) for start in YEARS}
    for start, year in years.items():
        say(f"the tables of {year.label}")
        write_school_tables(files, year)
        if start in EXAM_YEARS:
            _write_results(files, year)
    say("resources and similar schools")
    for start in FINANCE_YEARS:
        year = years[max(start, YEARS[0])]
        write_finance(files / "finance" / f"school_finance_{start}_{(start + 1) % 100:02d}.csv", year, start)
    write_school_absence(files / "absence" / "absence_3term_school.csv", years)
    write_workforce(files / "workforce" / "pupil_teacher_ratio_2024.csv", years[2024])
    write_similar(files / "similar_schools", years)
    write_deprivation(files / "area" / "iod2019_by_school_postcode.csv", years[YEARS[-1]])
    say("the truth")
    write_truth(truth, sector, records)
    sizes = [path.stat().st_size for path in files.rglob("*.csv")]
    return Written(files=files, truth=truth, files_n=len(sizes), bytes_n=sum(sizes))


def _write_results(files: Path, year: Year) -> None:
    write_ks4(year.path(files, "england_ks4final"), year)
    if year.start != _NO_KS2:
        write_ks2(year.path(files, "england_ks2final"), year)
    write_ks5(year.path(files, "england_ks5final"), year)
    if year.start in DESTINATION_YEARS:
        write_destinations(year.path(files, "england_ks4-pupdest"), year)
    if year.start in KS4_YEARS:
        write_ks4_trusts(year.path(files, "england_ks4-mats-performance"), year)
    if year.start in KS2_YEARS:
        write_ks2_trusts(year.path(files, "england_ks2-mats-performance"), year)
