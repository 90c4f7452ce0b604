"""A director of school improvement, and a trust analyst."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Example, check_accessibility


def test_reads_the_trust_without_meeting_a_ranking(page: Page, example: Example):
    # Given a director at their trust's page
    page.goto(f"/trusts/{example.trust_uid}")
    expect(page.locator("h1")).to_have_text(example.trust_name)
    # Then its schools are listed by name, not by result
    names = page.locator("table").first.locator("tbody tr").locator("th, td").first
    expect(names).not_to_be_empty()
    listed = [
        text.split("\n")[0] for text in page.locator("table").first.locator("tbody tr > :first-child").all_inner_texts()
    ]
    assert listed == sorted(listed, key=str.casefold)
    # When they open one of the schools
    page.get_by_role("link", name=example.name).first.click()
    # Then they see since when it has been in the trust
    expect(page.locator("main")).to_contain_text("in the trust since")
    check_accessibility(page)


def test_sets_schools_side_by_side(page: Page, example: Example):
    # Given the neighbours of a school
    page.goto(f"/schools/{example.urn}/neighbours")
    # When the reader ticks two of them and asks to compare
    boxes = page.locator("table input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare side by side").first.click()
    # Then the schools stand beside each other, the school itself among them
    expect(page).to_have_url(re.compile("/schools/compare"))
    expect(page.locator("main")).to_contain_text(example.name)
    check_accessibility(page)


def test_reads_how_neighbours_are_chosen(page: Page, example: Example):
    # Given an analyst at a school's neighbours
    page.goto(f"/schools/{example.urn}/neighbours")
    # When they ask how they were chosen
    page.get_by_role("link", name="Method card").or_(page.get_by_role("link", name="method card")).first.click()
    # Then inputs and weights are there, and the recipe can be read as it is
    expect(page.locator("main")).to_contain_text("weight")
    expect(page.locator("h1")).to_be_visible()
    check_accessibility(page)


def test_traces_a_gap_to_its_reason(page: Page):
    # Given an analyst who misses a year
    page.goto("/data")
    # When they look at what is there and what is not
    page.goto("/data/coverage")
    # Then the years without results say that none were collected
    expect(page.locator("main")).to_contain_text("collected")
    check_accessibility(page)


def test_narrows_the_pool_and_the_page_follows(page: Page, example: Example):
    # Given an analyst at a school's neighbours
    page.goto(f"/schools/{example.urn}/neighbours")
    # When they look for neighbours in the region only
    page.goto(f"/schools/{example.urn}/neighbours?pool=region")
    # Then the page says so, and so do its links
    expect(page.locator("main .pl-lede").first).not_to_contain_text("in England")
    assert "pool=region" in (page.get_by_role("link", name="CSV").first.get_attribute("href") or "")
    check_accessibility(page)
