"""Every page: nothing that axe objects to, as wide as the window, and no complaint in the console."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Example, Tab, check_accessibility, check_width

PAGES = [
    "/",
    "/search?q=school",
    "/search?q=nothing+is+called+this",
    "/schools",
    "/schools/{urn}",
    "/schools/{urn}/print",
    "/schools/{urn}/page",
    "/schools/{urn}/neighbours",
    "/trusts",
    "/trusts/{uid}",
    "/trusts/{uid}/neighbours",
    "/trusts/{uid}/signals",
    "/trusts/{uid}/since-joining",
    "/trusts/{uid}/summit",
    "/schools/{urn}/since-joining",
    "/schools/{urn}/trends",
    "/bright-spots",
    "/bright-spots?outcome=primary.ks2_maths_score",
    "/bright-spots?outcome=primary.ks2_maths_score&near={urn}",
    "/bright-spots?outcome=secondary.attainment8",
    "/bright-spots/changed",
    "/bright-spots/changed?outcome=primary.ks2_maths_score",
    "/bright-spots/funnel",
    "/bright-spots/funnel?outcome=primary.ks2_maths_score",
    "/how-sure",
    "/roles",
    "/roles/addresses",
    "/methods",
    "/methods/signals",
    "/methods/signals/primary.ks2_rwm_expected",
    "/methods/signals/secondary.attainment8",
    "/methods/open-secondary",
    "/methods/dfe-secondary",
    "/data",
    "/data/coverage",
    "/data/rejected",
    "/data/indicators",
    "/data/indicators/attainment8",
    "/framework",
    "/framework/trust-led",
    "/framework/trust-led/changes",
    "/framework/trust-led/beside/trust-quality",
    "/style",
    "/accessibility",
]


@pytest.fixture(scope="module")
def tab(chromium: Browser, site: str) -> Iterator[Tab]:
    """One tab for all: as for a reader, what a page shares with the one before is loaded once."""
    with chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB") as window:
        yield Tab.of(window)


@pytest.fixture(scope="module")
def tab_without_scripts(chromium: Browser, site: str) -> Iterator[Tab]:
    """The same where no JavaScript runs."""
    size = {"width": 1280, "height": 900}
    with chromium.new_context(base_url=site, viewport=size, locale="en-GB", java_script_enabled=False) as window:
        yield Tab.of(window)


@pytest.fixture
def page(tab: Tab) -> Iterator[Page]:
    yield from tab.use()


@pytest.fixture
def page_without_scripts(tab_without_scripts: Tab) -> Iterator[Page]:
    yield from tab_without_scripts.use()


def fill(path: str, example: Example) -> str:
    return path.format(urn=example.urn, uid=example.trust_uid)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits_a_desk_and_a_phone(page: Page, example: Example, path: str):
    """Axe looks at the desk's page, which shows the most; journeys on a phone have it look there too."""
    answer = page.goto(fill(path, example))
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    check_accessibility(page)
    check_width(page)
    page.set_viewport_size({"width": 390, "height": 844})
    check_width(page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_without_scripts(page_without_scripts: Page, example: Example, path: str):
    answer = page_without_scripts.goto(fill(path, example))
    assert answer is not None
    assert answer.status == 200
    assert page_without_scripts.locator("main").inner_text().strip() != ""
