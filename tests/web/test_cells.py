"""The cells of a table: every text escaped, a gap with its reason, notes and pills where they are told."""

import pytest
from django.template import Context, Template

from plait.core.missing import Reason
from plait.web.cells import write_cell, write_rows
from plait.web.parts import Cell, Column, Row, Table


@pytest.mark.parametrize("part", ["text", "url", "note", "pill", "label"])
def test_nothing_that_a_file_holds_becomes_markup(part: str):
    cell = Cell(**{"text": "a", "url": "/b", part: '<img src=x onerror="alert(1)">'})
    row = write_rows([Row((Cell("heading"), cell))])
    assert "<img" not in row
    assert "&lt;img src=x onerror=&quot;" in row


def test_a_gap_says_its_reason_in_a_word_and_in_a_sentence():
    written = write_cell(Cell("not shown", gap=Reason.SUPPRESSED))
    assert written == (
        '<span class="pl-gap" title="Withheld by the publisher because few pupils are involved.">withheld</span>'
    )


def test_a_cell_has_its_link_its_pill_and_its_note():
    assert write_cell(Cell("Elm", url="/e", pill="own", note="URN 1")) == (
        '<a href="/e">Elm</a> <span class="pl-pill pl-pill--own">own</span><small>URN 1</small>'
    )


def test_the_first_cell_heads_the_row_and_the_others_say_what_they_are():
    row = Row((Cell("Elm"), Cell("3", number=True, label="Pupils"), Cell("x", wide_only=True), Cell("y")))
    assert write_rows([row]) == (
        '\n<tr><th scope="row">Elm</th><td class="pl-num" data-label="Pupils">3</td>'
        '<td class="pl-wide-only">x</td><td>y</td></tr>'
    )


def test_the_table_of_the_components_holds_its_rows():
    table = Table("Schools", (Column("School"), Column("Pupils")), (Row((Cell("Elm & Oak"), Cell("12"))),))
    written = Template('{% include "components/table.html" %}').render(Context({"table": table}))
    assert '<th scope="row">Elm &amp; Oak</th><td>12</td>' in written
    assert written.count("<tr>") == 2
