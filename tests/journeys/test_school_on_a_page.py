"""A headteacher prints one side of A4 for the governors."""

import re

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from tests.journeys.conftest import check_accessibility, check_width
from tests.web import full_sheet

_A4 = (595, 842)  # points


@pytest.fixture(scope="session")
def schools(fictional_home: Home) -> dict[str, int]:
    """A primary and a secondary with as much as any school of theirs, and one about which little is published."""
    store = open_current(fictional_home)
    held = store.table("values").filter(pl.col("value").is_not_null()).group_by("urn").agg(pl.len().alias("held_n"))
    register = store.table("schools").filter(pl.col("status") == "open").join(held, on="urn", how="left")
    known = register.with_columns(pl.col("held_n").fill_null(0)).sort("held_n", "urn")
    most = {
        phase: int(known.filter((pl.col("phase") == phase) & pl.col("trust_uid").is_not_null())["urn"][-1])
        for phase in ("primary", "secondary")
    }
    return most | {"little": int(known["urn"][0])}


def sheets_of(page: Page) -> tuple[int, tuple[int, int]]:
    """How many sides a page takes on paper, and the size of the first in points."""
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf)), (round(float(boxes[0][0])), round(float(boxes[0][1])))


@pytest.mark.parametrize("which", ["primary", "secondary", "little"])
def test_prints_exactly_one_side(page: Page, schools: dict[str, int], which: str):
    # Given a headteacher at the sheet of the school
    page.goto(f"/schools/{schools[which]}/page")
    expect(page.get_by_role("heading", name="What is not known")).to_be_visible()
    # When it is printed
    sides, size = sheets_of(page)
    # Then it is one side of A4
    assert sides == 1
    assert (abs(size[0] - _A4[0]), abs(size[1] - _A4[1])) <= (1, 1)


def test_holds_all_that_a_school_can_have_in_the_longest_words(page: Page, schools: dict[str, int]):
    # Given the sheet of a school with a sixth form that is judged in everything, all of it said at length
    page.goto(f"/schools/{schools['secondary']}/page")
    full = full_sheet.make_full_sheet()
    page.evaluate("html => { document.querySelector('.pl-sheet').outerHTML = html }", full_sheet.render_article(full))
    expect(page.locator(".pl-row--sheet")).to_have_count(5)
    # Then it is one side all the same
    assert sheets_of(page)[0] == 1


@pytest.mark.parametrize("which", ["primary", "secondary", "little"])
def test_is_good_on_a_phone_too(phone: Page, schools: dict[str, int], which: str):
    phone.goto(f"/schools/{schools[which]}/page")
    check_width(phone)
    check_accessibility(phone)


def test_goes_from_the_school_to_the_sheet_and_back(page: Page, schools: dict[str, int]):
    # Given a headteacher at the page of the school
    page.goto(f"/schools/{schools['primary']}")
    expect(page.get_by_role("heading", name="How we are doing, in our circumstances")).to_be_visible()
    expect(page.locator(".pl-row--signal").first).to_contain_text(re.compile(r"expected"))
    # When they open the page to print
    tabs = page.get_by_role("navigation", name="Pages about this school")
    tabs.get_by_role("link", name="School on a page").click()
    # Then it says how the school does, what changed, and what is not known
    for heading in ("How we are doing, in our circumstances", "Who is in like circumstances", "What is not known"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    # And one link leads back
    page.get_by_role("navigation", name="Pages about this school").get_by_role("link", name="At a glance").click()
    expect(page).to_have_url(re.compile(rf"/schools/{schools['primary']}$"))


def test_reads_what_an_outcome_is_judged_by_from_its_row(page: Page, schools: dict[str, int]):
    # Given the rows of a primary school
    page.goto(f"/schools/{schools['primary']}")
    # When the reader follows the name of an outcome
    page.locator(".pl-row--signal h3 a").first.click()
    # Then its method card opens
    expect(page).to_have_url(re.compile(r"/methods/signals/primary\."))
    check_accessibility(page)
