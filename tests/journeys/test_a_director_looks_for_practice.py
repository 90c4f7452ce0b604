"""A director of school improvement looks for somebody to learn from."""

import re

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from tests.journeys.conftest import check_accessibility, check_width

OUTCOME = "Average scaled score in maths"
LIST = "/bright-spots?outcome=primary.ks2_maths_score"


@pytest.fixture(scope="session")
def primary(fictional_home: Home) -> tuple[int, str]:
    """An open primary school of a trust, with a name that no other school has: URN and name."""
    schools = open_current(fictional_home).table("schools")
    alone = schools.filter(pl.len().over("name") == 1, pl.col("status") == "open", pl.col("phase") == "primary")
    row = alone.filter(pl.col("trust_uid").is_not_null()).sort("urn").row(0, named=True)
    return int(row["urn"]), str(row["name"])


def test_finds_schools_like_theirs_that_do_something_worth_learning_from(page: Page, primary: tuple[int, str]):
    urn, name = primary
    # Given a director at the first page
    page.goto("/")
    # When they look for bright spots, and choose what they care about
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Bright spots").click()
    expect(page.locator("h1")).to_have_text("Who is doing something worth learning from?")
    page.get_by_label("What you care about").select_option(label=OUTCOME)
    expect(page.locator("h1")).to_contain_text("Bright spots: ")
    # Then they are told how many of the flags are expected to be false
    expect(page.locator("main")).to_contain_text("of these flags are expected to be false")
    # When they type the name of their school and walk down to it by keyboard
    page.get_by_label("Your school").press_sequentially(name[:14])
    suggestion = page.locator(f'#your-school-suggestions a[href*="near={urn}"]')
    expect(suggestion).to_be_visible()
    page.get_by_label("Your school").press("ArrowDown")
    suggestion.focus()
    suggestion.press("Enter")
    # Then the schools most like theirs come first, and the page says in what
    expect(page.locator("h1")).to_contain_text(f"for {name}")
    expect(page.locator(".pl-spot").first).to_contain_text("yours in circumstances")
    expect(page.locator(".pl-spot").first).to_contain_text("such flags hold")
    check_accessibility(page)
    # When they keep to other trusts
    page.get_by_label("Trust", exact=True).select_option("other")
    expect(page).to_have_url(re.compile("trust=other"))
    expect(page.locator("h1")).to_contain_text(f"for {name}")
    # Then the next step is a school's own page
    page.locator(".pl-spot h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/schools/\d+$"))


def test_sees_the_same_without_scripts(page_without_scripts: Page, primary: tuple[int, str]):
    page, (urn, name) = page_without_scripts, primary
    # Given the list of an outcome in a browser without scripts
    page.goto(LIST)
    # When the director types their school's number and sends the form
    page.get_by_label("Your school").fill(str(urn))
    page.get_by_role("button", name="Show").click()
    # Then the list is theirs
    expect(page.locator("h1")).to_contain_text(f"for {name}")
    expect(page.get_by_label("Your school")).to_have_value(name)
    # When they ask what changed, and for the funnel, their school goes with them
    page.get_by_role("link", name="What changed").click()
    expect(page).to_have_url(re.compile(f"changed.*near={urn}"))
    page.get_by_role("link", name="The funnel", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("The funnel looks at one year")
    expect(page.locator("main")).to_contain_text(name)


def test_reads_it_on_the_way_home(phone: Page, primary: tuple[int, str]):
    # Given the list on a telephone
    for path in (LIST, "/bright-spots/changed", "/bright-spots/funnel"):
        address = path if "?" in path else f"{path}?outcome=primary.ks2_maths_score"
        phone.goto(f"{address}&near={primary[0]}")
        # Then nothing has to be pushed sideways, and nothing is out of reach
        check_width(phone)
        check_accessibility(phone)
