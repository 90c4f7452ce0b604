"""Every page that one signs in for: axe objects to nothing, it is as wide as the window, and the console is silent."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import check_accessibility, check_width
from tests.journeys.peopled import Peopled

# Who opens it, and where; a name in braces is a link of the person's own page.
LINKS = {
    "people": "People",
    "leave": "Leave",
    "model": "How it improves its schools",
    "priorities": "Priorities",
    "self-evaluation": "Self-evaluation",
}
PAGES = [
    ("director", "/home"),
    ("analyst", "/home"),
    ("head", "/home"),
    ("visitor", "/home"),
    ("trustee", "/home"),
    ("operator", "/home"),
    ("director", "{people}"),
    ("colleague", "{people}"),
    ("head", "{people}/invite"),
    ("director", "{people}/names-of-roles"),
    ("colleague", "{leave}"),
    ("operator", "/organisations?q=trust"),
    ("operator", "/organisations/files"),
    ("operator", "/account/second-step/"),
    ("head", "/account/password/change/"),
    ("head", "/join"),
    ("head", "/notifications"),
    ("head", "/preferences"),
    ("trustee", "/sharing"),
    ("director", "/alignment"),
    ("director", "/alignment/new?from=4"),
    ("director", "/alignment/matrix"),
    ("director", "/alignment/in"),
    ("director", "/measures"),
    ("director", "/measures/new?from=attendance"),
    ("head", "/measures/enter"),
    ("director", "/quality"),
    ("director", "/quality/start"),
    ("data-protection", "/audit"),
    ("data-protection", "/data-protection"),
    ("data-protection", "/data-protection/people"),
]

# Clear goals, as the demonstration has them: its first definition, consultation and decision have the number 1, and
# the consultation that is open today the number 4.
GOALS = [
    ("director", "/curate"),
    ("director", "/framework/trust-led"),
    ("director", "{model}"),
    ("colleague", "/quality/1"),
    ("director", "/quality/1/domains/1"),
    ("colleague", "/consultations/4/vote"),
    ("colleague", "/consultations/4/comments"),
    ("director", "/consultations/1"),
    ("trustee", "/alignment/1"),
    ("director", "/share/decision/1"),
    ("director", "/goals"),
    ("director", "/priorities/in"),
    ("director", "/framework/carry-forward"),
    ("director", "/goals/1"),
    ("director", "/goals/measures/1/figures"),
    ("head", "{priorities}"),
    ("head", "/self-evaluations/1"),
    ("head", "{self-evaluation}"),
    ("director", "/self-evaluations"),
    ("analyst", "/evidence"),
    ("analyst", "/evidence/1"),
    ("analyst", "/measures/1"),
    ("trustee", "/board-report"),
]


def visit(site: Peopled, chromium: Browser, who: str, path: str, **options) -> None:
    for page in site.tab(chromium, who, **options).use():
        if "{" in path:
            path = find_link(page, path)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("h1").count() == 1
        if options.get("java_script_enabled", True):
            check_accessibility(page)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                check_width(page)
        else:
            assert page.locator("main").inner_text().strip() != ""


def find_link(page: Page, path: str) -> str:
    """The path with the link of the person's own page in it."""
    name = path[1 : path.index("}")]
    page.goto("/home")
    found = page.locator(".pl-places a", has_text=LINKS[name]).first.get_attribute("href")
    return path.replace(f"{{{name}}}", found or "")


@pytest.mark.parametrize(("who", "path"), [*PAGES, *GOALS])
def test_a_page_of_people_is_accessible_and_fits_a_desk_and_a_phone(
    peopled: Peopled, chromium: Browser, who: str, path: str
):
    visit(peopled, chromium, who, path)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_of_people_works_without_scripts(peopled: Peopled, chromium: Browser, who: str, path: str):
    visit(peopled, chromium, who, path, java_script_enabled=False)
