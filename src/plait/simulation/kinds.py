"""What the official files call things: types, phases, faiths, regions, each with its code."""

import numpy as np

from plait.simulation.fitted import REGIONS

TYPES = {
    "01": "Community school", "02": "Voluntary aided school", "03": "Voluntary controlled school",
    "05": "Foundation school",
    "07": "Community special school", "11": "Other independent school", "14": "Pupil referral unit",
    "15": "Local authority nursery school", "28": "Academy sponsor led", "33": "Academy special sponsor led",
    "34": "Academy converter", "35": "Free schools", "36": "Free schools special",
    "38": "Free schools alternative provision", "42": "Academy alternative provision converter",
    "43": "Academy alternative provision sponsor led", "44": "Academy special converter",
}  # fmt: skip
ACADEMIES = frozenset(("28", "33", "34", "42", "43", "44"))
FREE_SCHOOLS = frozenset(("35", "36", "38"))
SPONSORED = frozenset(("28", "33", "43"))
TABLE_TYPES = {
    "01": "CY", "02": "VA", "03": "VC", "05": "FD", "07": "CYS", "11": "IND", "14": "PRU", "15": "LANS", "28": "AC",
    "33": "ACS",
    "34": "ACC", "35": "F", "36": "FS", "38": "FSAP", "42": "ACCAP", "43": "ACAP", "44": "ACCS",
}  # fmt: skip
GROUPS = {
    "Independent schools": "3", "Local authority maintained schools": "4", "Special schools": "5",
    "Academies": "10", "Free Schools": "11",
}  # fmt: skip
CENSUS_TYPES = (
    "State-funded primary", "State-funded secondary", "Special school", "State-funded AP school",
    "State-funded nursery", "Independent school",
)  # fmt: skip
CENSUS_TYPES_NEW = (*CENSUS_TYPES[:2], "State-funded special school", *CENSUS_TYPES[3:])  # as spelt from 2021/22
REGION_CODES = ("A", "B", "D", "E", "F", "G", "H", "J", "K")
REGION_GSS = tuple(f"E1200000{k}" for k in range(1, 10))
DENOMINATIONS = ("Church of England", "Roman Catholic")
FAITHS = (("00", "Does not apply"), ("02", DENOMINATIONS[0]), ("03", DENOMINATIONS[1]))
GENDERS = (("3", "Mixed"), ("2", "Girls"), ("1", "Boys"))
RURALITY = (
    ("UN1", "Urban: Nearer to a major town or city"), ("UF1", "Urban: Further from a major town or city"),
    ("RLN1", "Larger rural: Nearer to a major town or city"), ("RSN1", "Smaller rural: Nearer to a major town or city"),
)  # fmt: skip
RURALITY_2011 = tuple(
    f"(England/Wales) {name}"
    for name in ("Urban city and town", "Urban city and town", "Rural town and fringe", "Rural village")
)  # in the order of RURALITY
CONURBATION_2011 = "(England/Wales) Urban major conurbation"


def group_of(type_code: str) -> str:
    """The group of a type of establishment."""
    if type_code in ACADEMIES:
        return "Academies"
    if type_code in FREE_SCHOOLS:
        return "Free Schools"
    return {"07": "Special schools", "11": "Independent schools"}.get(type_code, "Local authority maintained schools")


def region_name(index: int) -> str:
    """The name of a region as the register spells it."""
    return REGIONS[index].replace(" and The ", " and the ")


PHASE_CODES = np.array(["2", "4", "0", "0", "1", "0"])  # of the register, by phase of the sector
PHASE_NAMES = ("Primary", "Secondary", "Not applicable", "Not applicable", "Nursery", "Not applicable")
