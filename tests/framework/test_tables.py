"""What leaves as a table comes back to the same; what cannot be read is named, cell by cell."""

from dataclasses import replace

import pytest

from plait.core.tables_in import BadTable
from plait.framework import tables
from plait.framework.answers import Content, Part
from plait.framework.domain import Link, LinkText, describe_changes, name_components
from plait.framework.files import MAIN, read_shipped
from plait.web.framework import sheets

SHIPPED = {each.key: each for each in read_shipped()}
CONTENT = Content(
    "Small steps.",
    {"evidence-use": Part("=1+1", "We read.\nThen we ask.", "", "“Quoted”, and more", "", "-2", version=3)},
)
LONGEST = {"words": 120, "how": 2000, "common": 2000, "open": 2000, "evidence": 2000, "working_out": 2000}


def rows_of(heading: tuple[str, ...], rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", [".toml", ".csv", ".xlsx"])
@pytest.mark.parametrize("key", list(SHIPPED))
def test_a_framework_comes_back_to_the_same(key: str, ending: str):
    content = sheets.write_framework(SHIPPED[key], ending=ending)
    assert sheets.read_framework(content, name=f"f{ending}") == SHIPPED[key]


def test_an_improvement_model_comes_back_to_the_same_through_a_spreadsheet():
    from plait.core.spreadsheets import write_csv

    components = name_components(SHIPPED[MAIN])
    content = write_csv(tables.MODEL, tables.model_rows(CONTENT, components)).encode("utf-8-sig")
    rows = sheets.read_rows(content, name="m.csv", heading=tables.MODEL)
    parts = tables.read_model(rows, now=CONTENT, known={each.key for each in components}, longest=LONGEST)
    assert parts["evidence-use"] == CONTENT.parts["evidence-use"]
    assert sum(part.begun for part in parts.values()) == 1
    assert len(parts) == 12


def test_a_crosswalk_comes_back_to_the_same():
    links = (LinkText("evaluation", Link.OVERLAPS, "leadership", "Both look"), LinkText("networks", Link.SAME, "areas"))
    rows = rows_of(tables.CROSSWALK, tables.crosswalk_rows(links, first={}, other={}))
    assert tables.read_crosswalk(rows, first={"evaluation", "networks"}, other={"leadership", "areas"}) == links


def test_every_bad_cell_is_named_with_its_row_its_column_and_what_to_do():
    rows = rows_of(
        tables.MODEL,
        [
            ["nonsense", "", "", "", "", "", "", ""],
            ["evaluation", "", "x" * 121, "", "", "", "", ""],
            ["evaluation", "", "", "We followed H801200001001.", "", "", "", ""],
        ],
    )
    with pytest.raises(tables.BadCells) as told:
        tables.read_model(rows, now=CONTENT, known={"evaluation"}, longest=LONGEST)
    assert [(each.row, each.column) for each in told.value.cells] == [
        (2, "Component key"),
        (3, "In a few words"),
        (4, "Component key"),
        (4, "How we do it here"),
    ]
    assert "Row 2, “Component key” holds “nonsense”" in told.value.why
    assert "It looks like a unique pupil number (UPN); leave it out." in told.value.why
    assert "Keep it to 120 characters; it has 121." in told.value.why


def test_a_crosswalk_with_unknown_words_is_refused():
    rows = rows_of(tables.CROSSWALK, [["evaluation", "", "equals", "nowhere", "", ""]])
    with pytest.raises(tables.BadCells) as told:
        tables.read_crosswalk(rows, first={"evaluation"}, other={"leadership"})
    assert [each.column for each in told.value.cells] == ["Is", "Other component key"]


def test_a_table_without_one_of_its_columns_is_refused():
    with pytest.raises(BadTable, match="Add a column with the heading “Component key”"):
        sheets.read_rows(b"Component\r\nEvaluation\r\n", name="m.csv", heading=tables.MODEL)


def test_what_differs_between_two_editions_is_told_in_words():
    before = SHIPPED[MAIN]
    goals, capability, initiatives = before.strands
    renamed = replace(goals.components[0], name="Quality", prompts=goals.components[0].prompts[1:])
    moved = replace(capability, components=(*capability.components[:3], goals.components[3]))
    after = replace(
        before,
        strands=(replace(goals, components=(renamed, *goals.components[1:3])), moved, initiatives),
    )
    told = [(each.where, each.what) for each in describe_changes(before, after)]
    assert told == [
        ("Quality", "Name changed"),
        ("Quality", "Question taken out"),
        ("Evaluation", "Moved to another strand"),
        ("Networks and collective expertise", "Component taken out of “Build capability & capacity”"),
    ]
    assert describe_changes(before, before) == ()


def test_an_order_that_changed_is_told():
    before = SHIPPED[MAIN]
    first = before.strands[0]
    turned = replace(first, components=first.components[::-1])
    after = replace(before, strands=(turned, *before.strands[1:]))
    assert [each.what for each in describe_changes(before, after)] == ["Components stand in another order"]
    swapped = replace(before, strands=before.strands[::-1])
    assert [each.what for each in describe_changes(before, swapped)] == ["Strands stand in another order"]
