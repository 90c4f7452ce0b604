"""A director of improvement: reads what is known of a trust, opens an outcome, and looks who could visit whom."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from plait.core.home import Home
from tests.journeys.conftest import (
    Example,
    check_accessibility,
    check_width,
    new_page,
    open_page,
    start_site,
    stop_site,
)


@pytest.fixture(scope="module")
def entitled_site(fictional_home: Home) -> Iterator[str]:
    """The site as a trust runs it for its own people: everybody may read which schools may need support."""
    settings = {"PLAIT_HOME": str(fictional_home.root), "PATH": os.environ["PATH"], "PLAIT_SHOW_NEEDS": "on"}
    server, address = start_site(settings, fictional_home.root / "serve-entitled.log")
    try:
        yield address
    finally:
        stop_site(server)


@pytest.fixture(params=[1280, 390], ids=["at a desk", "on a phone"])
def window(request: pytest.FixtureRequest, chromium: Browser, entitled_site: str) -> Iterator[Page]:
    size = {"width": request.param, "height": 900}
    yield from open_page(chromium.new_context(base_url=entitled_site, viewport=size, locale="en-GB"))


def test_it_reads_what_is_known_and_opens_an_outcome(window: Page, example: Example):
    # Given the page of its trust
    window.goto(f"/trusts/{example.trust_uid}")
    # When it follows the tab
    window.get_by_role("navigation", name="Pages about this trust").get_by_role("link", name="Signals").click()
    # Then the four lines say what is known, whom to visit, what changed and what is not known
    terms = window.locator(".pl-brief dt")
    expect(terms).to_have_text(["Known", "To visit", "Changed", "Not known"])
    # When it chooses another outcome
    window.wait_for_load_state()
    outcomes = window.get_by_label("Outcome", exact=True)
    last = outcomes.locator("option").last
    outcomes.select_option(last.get_attribute("value"))
    # Then that outcome is open, with a line for each school, and the address can be sent to somebody
    expect(window).to_have_url(re.compile("outcome="))
    expect(window.locator(".ch-cat > li").first).to_be_visible()
    check_accessibility(window)
    check_width(window)


def test_it_looks_who_could_visit_whom(window: Page, example: Example):
    # Given the page of pairs, for a reader who is entitled
    answer = window.goto(f"/trusts/{example.trust_uid}/pairs")
    # Then it is shown, with how pairs are made
    assert answer is not None
    assert answer.status == 200
    assert window.get_by_role("heading", level=1).inner_text() == "Who could visit whom?"
    assert window.get_by_text("As many needs as can be are answered first").is_visible()
    check_accessibility(window)
    check_width(window)


def test_a_stranger_is_shown_the_bright_spots_instead(chromium: Browser, site: str, example: Example):
    # Given a site that is open to everyone, and a reader without an account
    context = chromium.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="en-GB")
    page = new_page(context)
    # When they ask for the pairs
    answer = page.goto(f"/trusts/{example.trust_uid}/pairs")
    # Then the page says why not, and shows what is open
    assert answer is not None
    assert answer.status == 403
    assert page.get_by_role("heading", name="What everyone can see: its bright spots").is_visible()
    check_accessibility(page)
    check_width(page)
    context.close()
