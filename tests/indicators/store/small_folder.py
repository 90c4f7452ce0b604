"""A folder of three small official-shaped files, for tests of the import itself."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

SCHOOLS = "edubasealldata20260901.csv"
ABSENCE = "2022-2023/england_abs.csv"
RESULTS = "2022-2023/england_ks4provisional.csv"
SCHOOL_HEADINGS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "PhaseOfEducation (name)", "OpenDate", "CloseDate",
    "StatutoryLowAge", "StatutoryHighAge", "Postcode", "Town", "Easting", "Northing", "HeadLastName", "TelephoneNum",
)  # fmt: skip
ABSENCE_HEADINGS = ("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10")
RESULT_HEADINGS = (
    "RECTYPE", "LEA", "ESTAB", "URN", "SCHNAME", "ICLOSE", "NFTYPE", "TPUP", "ATT8SCR", "PTL2BASICS_95", "EBACCAPS",
)  # fmt: skip
URNS = range(100001, 100007)


def school(urn: int, name: str | None = None) -> list[str]:
    """One row of the schools file."""
    return [
        str(urn), "201", "City of London", str(4000 + urn % 1000), name or f"School {urn}", "Community school",
        "Local authority maintained schools", "Open", "Secondary", "01-09-1990", "", "11", "18", "EC1A 1AA", "London",
        "532000", "181000", "Person", "02000000000",
    ]  # fmt: skip


def absence_rows() -> list[list[str]]:
    """The rows of the absence file: six schools and the three national rows."""
    figures = ["5.2", "6.1", "SUPP", "4.4", "7.0", "5.5"]
    rows = [
        ["201", str(4000 + urn % 1000), str(urn), figure, "12.5"] for urn, figure in zip(URNS, figures, strict=True)
    ]
    return rows + [["NAT", kind, "", "5.0", "10.0"] for kind in ("PRI", "SEC", "SPE")]


def result_rows() -> list[list[str]]:
    """The rows of the results file: six schools, an authority and the country."""
    rows = [
        ["1", "201", str(4000 + urn % 1000), str(urn), f"School {urn}", "0", "CY", "120", "48.5", "51%", "4.1"]
        for urn in URNS
    ]
    return [
        *rows,
        ["4", "201", *[""] * 5, "720", "47.0", "50%", "4.0"],
        ["5", *[""] * 6, "600000", "46.3", "45%", "4.0"],
    ]


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def write_folder(folder: Path) -> Path:
    """Write the three files; gives the folder."""
    (folder / "2022-2023").mkdir(parents=True)
    (folder / SCHOOLS).write_text(as_csv(SCHOOL_HEADINGS, [school(urn) for urn in URNS]), encoding="utf-8")
    (folder / ABSENCE).write_text("\ufeff" + as_csv(ABSENCE_HEADINGS, absence_rows()), encoding="utf-8")
    (folder / RESULTS).write_text(as_csv(RESULT_HEADINGS, result_rows()), encoding="utf-8")
    return folder
