"""A definition of quality goes out as tables and comes back in as it was; each bad cell is named."""

import dataclasses
import io
import zipfile
from dataclasses import replace

import pytest

from plait.core.spreadsheets import write_csv
from plait.goals.quality import ExemplarKind
from plait.goals.quality_reading import BadCells, Known, read_whole
from plait.goals.quality_sheets import NotATable, read_day, read_sheets
from plait.goals.quality_starters import begin_blank, begin_from_text, read_starter
from plait.goals.quality_tables import write_sheets, write_statements
from plait.goals.quality_text import ExemplarSaid, ShownSaid, StatementSaid, Whole
from plait.goals.queries import quality as reading
from plait.goals.queries import versions
from plait.goals.services import quality_exchange, quality_parts
from plait.organisations.services.authority import scope_of
from plait.web.quality.workbook import write_workbook
from tests.goals.definitions import WHOLE, make_definition
from tests.people import make_member, make_trust

KNOWN = Known({"quality-and-goals": "Conception of quality"}, {"indicator:fsm_ever6", "own:12"})
PLAN = ExemplarSaid(
    ExemplarKind.DOCUMENT,
    "A plan",
    file="0" * 64 + ".pdf",
    file_name="plan.pdf",
    media_type="application/pdf",
    size_n=9,
    key="plan",
)
# Everything that a spreadsheet likes to break: formulas, quotes, line ends, commas, leading zeros, dates, letters.
AWKWARD = StatementSaid(
    '=1+1, “said” "she"; it’s 007',
    why="+44 is a number\nand -5 another\n\n@here",
    looks_like={"one": "1/2", "two": "Ł ö 漢"},
    exemplars=(
        PLAN,
        ExemplarSaid(ExemplarKind.LINK, "Elsewhere", url="https://example.org/a?b=c&d", credit="Mill Road", key="web"),
    ),
    shown=(ShownSaid("indicator:fsm_ever6", "Why not"), ShownSaid("own:12")),
    key="awkward",
)
FULL = replace(WHOLE, domains=(*WHOLE.domains, replace(WHOLE.domains[1], name="Odd", statements=(AWKWARD,), key="odd")))


def as_csv(whole: Whole) -> bytes:
    sheet = write_statements(whole)
    return ("\ufeff" + write_csv(sheet.heading, sheet.rows)).encode()


def as_table(*rows: tuple[str, ...]) -> bytes:
    return write_csv(rows[0], rows[1:]).encode()


def test_a_workbook_comes_back_as_it_went_out():
    sheets = read_sheets(write_workbook(write_sheets(FULL)), name="quality.xlsx")
    # Files stay here, and all else comes back into a definition that has nothing but them.
    bare = StatementSaid("", exemplars=(PLAN,), key="awkward")
    before = Whole("Other", domains=(replace(WHOLE.domains[0], statements=(bare,)),))
    assert read_whole(sheets, before=before, known=KNOWN) == FULL


def test_csv_of_the_statements_comes_back_and_leaves_the_rest_alone():
    assert read_whole(read_sheets(as_csv(FULL), name="quality.csv"), before=FULL, known=KNOWN) == FULL


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_pasted_from_a_sheet_needs_two_columns_alone(separator):
    text = "\n".join(
        separator.join(row) for row in [("Domain", "Statement"), ("Reading", "Read."), ("reading", "Books.")]
    )
    whole = read_whole(read_sheets(text.encode(), name="pasted"), before=begin_blank(), known=KNOWN)
    assert [(each.name, [one.text for one in each.statements]) for each in whole.domains] == [
        ("Reading", ["Read.", "Books."])
    ]
    assert [each.name for each in whole.levels] == ["Beginning", "Secure", "Secure and shared"]


def test_levels_are_made_from_the_columns_where_there_are_none():
    content = as_table(("Domain", "Statement", "Looks like: Good"), ("Reading", "Read.", "Daily."))
    whole = read_whole(read_sheets(content, name="a.csv"), before=Whole("New"), known=KNOWN)
    (level,) = whole.levels
    assert level.name == "Good"
    assert next(iter(whole.statements)).looks_like == {level.key: "Daily."}


@pytest.mark.parametrize(
    ("heading", "row", "column", "mend"),
    [
        (("Domain",), ("Reading",), "Statement", "Add a column"),
        (("Domain", "Statement", "Colour"), ("a", "b", "red"), "Colour", "Take it out"),
        (("Domain", "Statement", "Looks like: Gold"), ("a", "b", "c"), "Looks like: Gold", "No level has this name"),
        (("Domain", "Statement"), ("", "b"), "Domain", "Write a few words"),
        (("Domain", "Statement", "Key"), ("a", "", "daily"), "Statement", "Write a few words"),
        (("Domain", "Statement"), ("a", "b" * 601), "Statement", "Shorten it to 600"),
        (("Domain", "Statement", "Key"), ("a", "b", "no/slash"), "Key", "Leave it as it was given"),
        (("Domain", "Statement", "Component"), ("a", "b", "Nonsense"), "Component", "name of a component"),
        (("Domain", "Statement", "What would show it"), ("a", "b", "ks9"), "What would show it", "is no indicator"),
        (("Domain", "Statement"), ("a", "Ask about A123456789017"), "Statement", "unique pupil number"),
    ],
)
def test_a_bad_cell_is_named_with_its_place_and_what_to_do(heading, row, column, mend):
    from plait.core.pupils import check_letter

    row = tuple(each.replace("A123456789017", f"{check_letter('123456789012')}123456789012") for each in row)
    with pytest.raises(BadCells) as caught:
        read_whole(read_sheets(as_table(heading, row), name="a.csv"), before=WHOLE, known=KNOWN)
    (cell,) = caught.value.cells
    assert (cell.sheet, cell.column) == ("Statements", column)
    assert cell.row == (1 if mend in {"Add a column", "Take it out", "No level has this name"} else 2)
    assert mend in cell.mend


def test_every_bad_cell_of_a_workbook_is_named_at_once():
    sheets = {each.name: [list(each.heading), *map(list, each.rows)] for each in write_sheets(FULL)}
    sheets["About"][3][1] = "soon"
    sheets["Levels"][2][1] = "Beginning"
    sheets["Examples"][1][2] = "song"
    sheets["Examples"][2][0] = "nowhere"
    sheets["Examples"][3][6] = "javascript:alert(1)"
    with pytest.raises(BadCells) as caught:
        read_whole(sheets, before=FULL, known=KNOWN)
    told = {(each.sheet, each.row, each.column) for each in caught.value.cells}
    assert {
        ("About", 4, "Words"),
        ("Levels", 3, "Level"),
        ("Examples", 2, "Kind"),
        ("Examples", 3, "Statement key"),
        ("Examples", 4, "Link"),
    } <= told


def test_a_file_that_is_not_here_does_not_come_in_by_a_table():
    sheets = {each.name: [list(each.heading), *map(list, each.rows)] for each in write_sheets(FULL)}
    with pytest.raises(BadCells, match="cannot be taken") as caught:
        read_whole(sheets, before=WHOLE, known=KNOWN)
    assert [each.mend[:22] for each in caught.value.cells] == ["A file is uploaded on "]


def make_packed(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/"), text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"x" * 6_000_000, "larger than 5 MB"),
        (b"PK\x03\x04 nothing", "damaged"),
        (make_packed(a="b"), "no workbook"),
        (make_packed(**{"xl__workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "no workbook"),
        (b'Domain,Statement\n"a,b', "not closed"),
        (b"Domain,Statement\nReading,=A1+1", "Statements, row 2, column B"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content, why):
    with pytest.raises(NotATable, match=why):
        read_sheets(content, name="a.xlsx")


def test_days_are_read_as_people_write_them():
    assert {str(read_day(text)) for text in ("2027-01-31", "31/01/2027", "31 January 2027")} == {"2027-01-31"}
    assert read_day("") is None
    with pytest.raises(ValueError, match="Write a day"):
        read_day("soon")


def test_pasted_text_becomes_domains_and_statements():
    whole = begin_from_text("# Reading\n- Read.\n• Books.\n\nMaths:\n1. Count.\nReading\n* Again.")
    assert [(each.name, len(each.statements)) for each in whole.domains] == [("Reading", 3), ("Maths", 1)]
    plain = begin_from_text("Reading\nRead.\nBooks.\n\nMaths\nCount.")
    assert [(each.name, len(each.statements)) for each in plain.domains] == [("Reading", 2), ("Maths", 1)]


def test_the_starter_is_whole_and_in_our_own_words():
    whole = read_starter()
    assert len(list(whole.statements)) == 12
    assert all(set(each.looks_like) == {"beginning", "secure", "shared"} for each in whole.statements)
    banned = ("best practice", "intervention", "underperform", "league table")
    assert not [word for word in banned if word in str(dataclasses.asdict(whole)).casefold()]


def test_what_is_taken_in_takes_the_place_and_can_be_brought_back(db):
    trust = make_trust()
    director = make_member(trust, "director")
    made = make_definition(trust, director)
    content = as_table(("Domain", "Statement", "Key"), ("Reading", "Every child reads.", "daily"))
    quality_exchange.take_in(made, content=content, name="a.csv", version=1, by=director)
    scope = scope_of(director)
    (statement,) = reading.build_whole(scope, definition=made).statements
    assert (statement.text, statement.exemplars[0].title) == ("Every child reads.", "A morning in Year 2")
    quality_exchange.bring_back(made, number=1, version=2, by=director)
    assert reading.build_whole(scope, definition=made) == WHOLE
    assert [each.note for each in versions.list_kept(scope, record=made)] == [
        "Before: version 1 was brought back",
        "Before: “a.csv” was taken in",
    ]


def test_a_bad_table_changes_nothing(db):
    trust = make_trust()
    director = make_member(trust, "director")
    made = make_definition(trust, director)
    domain = made.domains.get(key="reading")
    quality_parts.change_domain(domain, said=WHOLE.domains[0], version=1, by=director)
    with pytest.raises(BadCells):
        quality_exchange.take_in(made, content=b"Domain,Statement\n,x\nMaths,Count.", name="a", version=1, by=director)
    assert reading.build_whole(scope_of(director), definition=made) == WHOLE
    assert versions.list_kept(scope_of(director), record=made) == []
