"""Definitions: what they must say, what is refused, and that the columns they name exist."""

import csv
import re
from pathlib import Path

import pytest

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.definition_files import FAMILIES
from plait.indicators.store.definitions import (
    BadDefinition,
    are_comparable,
    find_gap,
    find_span,
    gap_reason,
    load_definitions,
)
from plait.indicators.store.register import load_register
from tests.indicators.store.real_files import read_real

DEFINITIONS = load_definitions()
ORIGINS = [(d, origin) for d in DEFINITIONS.values() for origin in (*d.origins, *d.trust_origins)]

CALENDAR = """
[[calendar]]
id = "always"
[[calendar.span]]
first = 2015
because = "One test."
"""
ENTRY = """
[[indicator]]
id = "share"
name = "A share"
short = "Share"
unit = "percent"
decimals = 0
polarity = "higher"
kind = "outcome"
family = "attainment"
component = "Evaluation"
phases = ["primary"]
plausible = [0, 100]
cohort = "pupils"
calendar = "always"
owner = "Somebody"
next_review = 2027-01-01
[[indicator.from]]
source = "a"
column = "B"
"""


def write(folder: Path, entry: str = ENTRY, calendar: str = CALENDAR) -> Path:
    (folder / "calendars.toml").write_text(calendar, encoding="utf-8")
    (folder / "some.toml").write_text(entry, encoding="utf-8")
    return folder


def test_there_are_more_than_sixty_indicators_over_nine_families():
    assert len(DEFINITIONS) >= 60
    families = {d.family for d in DEFINITIONS.values()}
    assert families == set(FAMILIES) - {"inspection"}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda d: d.id)
def test_a_definition_says_all_that_a_reader_needs(definition):
    assert len(definition.name) >= len(definition.short) > 2
    assert definition.name[0].isupper()
    assert definition.spans
    assert definition.phases
    assert definition.owner
    assert all(caveat.endswith(".") for caveat in definition.caveats)
    assert all(gap.sentence.endswith(".") for gap in definition.gaps)
    assert all(span.because.endswith(".") for span in definition.spans)
    assert bool(definition.origins) != bool(definition.derived)


def test_short_names_are_told_apart():
    shorts = [d.short for d in DEFINITIONS.values()]
    assert [short for short in shorts if shorts.count(short) > 1] == []


def test_only_the_sectors_words_are_used():
    avoided = re.compile(r"\b(best|top|league|underperform\w*|intervention)\b", re.IGNORECASE)
    words = [text for d in DEFINITIONS.values() for text in (d.name, d.short, *d.caveats)]
    assert [text for text in words if avoided.search(text)] == []


def test_every_source_stands_in_the_register():
    assert {origin.source for _, origin in ORIGINS} - set(load_register().entries) == set()


def test_every_column_of_the_simplest_form_is_kept_on_reading():
    lost = []
    for definition, origin in ORIGINS:
        patterns = load_register().entries[origin.source].read.keep
        needed = [*origin.columns, origin.cohort, origin.lo, origin.hi, origin.schools, *origin.where]
        lost += [
            (definition.id, column)
            for column in needed
            if column and patterns and not any(re.search(pattern, column) for pattern in patterns)
        ]
    assert lost == []


@pytest.mark.parametrize(
    ("indicator", "year", "reason"),
    [
        ("attainment8", 2018, None),
        ("attainment8", 2019, Reason.NOT_COLLECTED),
        ("attainment8", 2020, Reason.NOT_COLLECTED),
        ("attainment8", 2021, None),
        ("progress8", 2023, None),
        ("progress8", 2024, Reason.NOT_COLLECTED),
        ("progress8", 2025, Reason.NOT_COLLECTED),
        ("progress8", 2026, None),
        ("ks2_reading_progress", 2022, None),
        ("ks2_reading_progress", 2023, Reason.NOT_COLLECTED),
        ("ks2_reading_progress", 2030, Reason.NOT_COLLECTED),
        ("ks2_rwm_expected", 2021, Reason.NOT_PUBLISHED),
        ("ks2_rwm_expected", 2022, None),
        ("absence_overall", 2019, Reason.NOT_COLLECTED),
        ("a_level_value_added", 2022, Reason.NOT_COLLECTED),
        ("roll", 2019, None),
    ],
)
def test_a_year_without_figures_for_anyone_has_its_reason(indicator, year, reason):
    assert gap_reason(DEFINITIONS[indicator], year) == reason
    assert gap_reason(DEFINITIONS[indicator], AcademicYear(year)) == reason
    assert (find_gap(DEFINITIONS[indicator], year) is None) == (reason is None)


@pytest.mark.parametrize(
    ("indicator", "one", "other", "comparable"),
    [
        ("attainment8", 2015, 2016, False),
        ("attainment8", 2016, 2017, False),
        ("attainment8", 2017, 2018, True),
        ("attainment8", 2018, 2022, False),
        ("attainment8", 2022, 2024, True),
        ("absence_overall", 2018, 2022, False),
        ("absence_overall", 2022, 2023, True),
        ("ks2_rwm_expected", 2015, 2024, True),
        ("ks2_writing_progress", 2016, 2017, False),
        ("progress8", 2024, 2024, False),
    ],
)
def test_breaks_in_a_series_are_known(indicator, one, other, comparable):
    assert are_comparable(DEFINITIONS[indicator], one, other) is comparable


def test_no_year_is_both_comparable_and_without_figures():
    both = [
        (d.id, year)
        for d in DEFINITIONS.values()
        for year in range(2000, 2040)
        if find_span(d, year) and find_gap(d, year)
    ]
    known = {indicator for indicator, _ in both}
    # An open-ended span runs through the years of the pandemic where the tests themselves did not change.
    assert all(find_span(DEFINITIONS[indicator], year).last is None for indicator, year in both)
    assert "attainment8" not in known


def test_an_outcome_is_never_called_context():
    assert {d.family for d in DEFINITIONS.values() if d.kind == "outcome"} == {
        "attainment",
        "progress",
        "disadvantage",
        "absence",
        "destinations",
        "16-18",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('unit = "percent"', 'unit = "furlong"', "furlong"),
        ('phases = ["primary"]', 'phases = ["nowhere"]', "nowhere"),
        ("plausible = [0, 100]", "plausible = [100, 0]", "plausible"),
        ('calendar = "always"', 'calendar = "never"', "never"),
        ('owner = "Somebody"\n', "", "owner"),
        ('short = "Share"', 'short = "Share"\nshrt = "x"', "shrt"),
        ('id = "share"', 'id = "Share!"', "id"),
        ('column = "B"', 'colum = "B"', "colum"),
        ('column = "B"', 'column = "B"\nstatus = "rumour"', "rumour"),
        ('[[indicator.from]]\nsource = "a"\ncolumn = "B"\n', "", "from"),
        ('cohort = "pupils"', 'cohort = "pupils"\ncohort_of = "nobody"', "nobody"),
        ("decimals = 0", 'decimals = "none"', "decimals"),
        (ENTRY, ENTRY + ENTRY, "taken"),
        ('unit = "percent"', 'unit = "percent', "some.toml"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path, old, new, said):
    assert old in ENTRY
    with pytest.raises(BadDefinition, match=re.escape(said)):
        load_definitions(write(tmp_path, ENTRY.replace(old, new)))


def test_overlapping_spans_are_refused(tmp_path):
    twice = CALENDAR + '[[calendar.span]]\nfirst = 2017\nbecause = "Another."\n'
    with pytest.raises(BadDefinition, match="overlaps"):
        load_definitions(write(tmp_path, calendar=twice))


def test_a_folder_of_ones_own_is_read(tmp_path):
    assert list(load_definitions(write(tmp_path))) == ["share"]


@pytest.mark.real
@pytest.mark.parametrize(
    ("source", "codebook", "heading"),
    [
        ("ks2_final", "2018_19_ks2_meta.csv", "Field Name"),
        ("ks4_final", "2022_23_ks4_meta.csv", "Metafile heading"),
        ("census", "2022_23_census_meta.csv", "Field Reference"),
        ("absence", "2022_23_abs_meta.csv", "Variable"),
        ("ks4_mats", "2022_23_ks4_mats_performance_meta.csv", "Metafile heading"),
    ],
)
def test_the_columns_of_the_official_files_stand_in_their_codebook(real_data, source, codebook, heading):
    with (real_data / "meta" / codebook).open(encoding="utf-8-sig", newline="") as file:
        told = {row[heading].strip().casefold() for row in csv.DictReader(file)}
    own = [origin for _, origin in ORIGINS if origin.source == source and origin.years != (2015,)]
    named = {c for o in own for c in (*o.columns, o.cohort, o.lo, o.hi, o.schools, o.key_column) if c}
    assert len(named) > 2
    assert {name for name in named if name.casefold() not in told} == set()


@pytest.mark.real
def test_every_other_column_stands_in_a_real_file(real_data):
    held: dict[str, set[str]] = {}
    for raw in read_real(real_data):
        held.setdefault(raw.source.id, set()).update(name.casefold() for name in raw.frame.columns)
    missing = []
    for definition, origin in ORIGINS:
        if origin.source in held and origin.source not in {"ks4_final", "ks2_final"}:
            named = [
                *origin.columns,
                origin.cohort,
                origin.lo,
                origin.hi,
                origin.schools,
                origin.key_column,
                *origin.where,
            ]
            plain = [name.replace("{year}", "202324") for name in named if name]
            missing += [(definition.id, name) for name in plain if name.casefold() not in held[origin.source]]
    assert missing == []
    assert len(held) > 20


def test_definitions_are_read_once(tmp_path):
    folder = write(tmp_path)
    assert load_definitions(folder) is load_definitions(folder)
