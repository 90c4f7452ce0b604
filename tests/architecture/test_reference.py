"""The reference pages say what the definitions and the register say."""

import pytest
from tools.write_reference import WRITTEN, write_pages

from tests.architecture.floors import CHECKOUT

PAGES = write_pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_what_the_script_writes(name):
    page = CHECKOUT / "docs" / "reference" / name
    assert page.read_text(encoding="utf-8") == PAGES[name], "Run: python tools/write_reference.py"
    assert WRITTEN in PAGES[name]


def test_every_reason_and_its_sentence_stand_in_the_page_on_missing_values():
    from plait.core.missing import Reason

    text = (CHECKOUT / "docs" / "explanation" / "missing-values.md").read_text(encoding="utf-8")
    assert [reason for reason in Reason if f"| `{reason}` | {reason.sentence} |" not in text] == []
