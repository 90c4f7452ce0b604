"""A headteacher, with ten minutes."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Example, check_accessibility


def test_finds_the_school_by_a_misspelt_name_and_meets_its_neighbours(page: Page, example: Example):
    # Given a headteacher at the front door
    page.goto("/")
    # When they type their school's name with a slip of the finger
    box = page.get_by_role("searchbox").first
    box.press_sequentially(misspell(example.name), delay=10)
    # Then it is suggested, and one click opens it
    page.locator(".pl-suggestions a", has_text=example.name).first.click()
    expect(page.locator("h1")).to_have_text(example.name)
    # When they ask for schools in like circumstances
    page.get_by_role("link", name="Schools in like circumstances").or_(
        page.get_by_role("link", name="Similar schools")
    ).first.click()
    # Then they read why these schools, and that results play no part
    expect(page.locator("h1")).to_have_text("Schools in like circumstances")
    expect(page.locator("main")).to_contain_text("Results play no part in choosing them")
    expect(page.get_by_role("heading", name="Why these schools")).to_be_visible()
    check_accessibility(page)


def test_reaches_a_school_by_keyboard_alone(page: Page, example: Example):
    # Given a reader without a mouse
    page.goto("/schools")
    # When they press Tab once, the skip link is there
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    # And they tab on to the search box, type, go down to the first suggestion and press Enter
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == "q":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(str(example.urn))
    expect(page.locator(".pl-suggestions a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    # Then the school's page opens
    expect(page.locator("h1")).to_have_text(example.name)
    check_accessibility(page)


def test_what_is_suggested_late_takes_nothing_from_whoever_has_chosen(page: Page, example: Example):
    # Given a reader who types a name, while the site is slow to answer for the whole of it
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(lambda url: parse_qs(urlsplit(url).query).get("q") == [example.name], hold)
    page.goto("/schools")
    box = page.get_by_role("searchbox").first
    box.fill(example.name[:-1])
    first = page.locator(".pl-suggestions a").first
    expect(first).to_be_visible()
    box.press(example.name[-1])
    wait_for(page, late)
    # When they go down to a suggestion, and the answer comes
    box.press("ArrowDown")
    chosen = first.get_attribute("href") or ""
    answer(page, late.pop())
    # Then what they chose is still chosen
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{chosen}$"))
    # When they put the suggestions away before an answer comes
    page.goto("/schools")
    box.fill(example.name)
    wait_for(page, late)
    box.press("Escape")
    answer(page, late.pop())
    # Then they stay away until more is typed
    expect(page.locator(".pl-suggestions a")).to_have_count(0)
    box.fill(example.name[:-1])
    expect(first).to_be_visible()


def wait_for(page: Page, late: list[Route]) -> None:
    """Until the site has been asked."""
    while not late:
        page.wait_for_timeout(10)


def answer(page: Page, late: Route) -> None:
    """Let the site answer at last, and the page take notice of it."""
    with page.expect_request_finished():
        late.continue_()
    page.evaluate("() => new Promise(done => setTimeout(done))")


def test_takes_the_neighbours_home_as_a_table(page: Page, example: Example):
    # Given the neighbours of a school
    page.goto(f"/schools/{example.urn}/neighbours")
    shown = (
        page.get_by_role("heading", name="The schools").locator("xpath=following::table[1]").locator("tbody tr").count()
    )
    # When the reader downloads the CSV
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").first.click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    # Then it has a row for each neighbour, after the school itself
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["urn"] for row in rows if row["order"] == "0"] == [str(example.urn)]
    neighbours = [row for row in rows if row["order"] != "0"]
    assert len(neighbours) == shown - 1
    assert str(example.urn) not in {row["urn"] for row in neighbours}
    distances = [float(row["distance"]) for row in neighbours]
    assert distances == sorted(distances)


def test_finds_the_school_without_scripts(page_without_scripts: Page, example: Example):
    # Given a browser that runs no scripts
    page = page_without_scripts
    page.goto("/")
    # When the reader searches for the URN and presses the button
    page.get_by_role("searchbox").first.fill(str(example.urn))
    page.get_by_role("button", name="Search").first.click()
    # Then they are at the school, or one link away from it
    if page.locator("h1").inner_text() != example.name:
        page.get_by_role("link", name=example.name).first.click()
    expect(page.locator("h1")).to_have_text(example.name)


def test_narrows_the_neighbours_without_scripts(page_without_scripts: Page, example: Example):
    # Given a reader at the neighbours of a school, in a browser that runs no scripts
    page = page_without_scripts
    page.goto(f"/schools/{example.urn}/neighbours")
    # When they open a filter, choose, and press the button beside it
    page.locator("summary", has_text="Within").click()
    page.get_by_label("25 miles").check()
    page.get_by_role("button", name="Show").click()
    # Then the page lists the schools around
    expect(page.locator("#lede")).to_contain_text("within 25 miles")


def misspell(name: str) -> str:
    """Two neighbouring letters of the first long word change places."""
    words = name.split()
    place = next(number for number, word in enumerate(words) if len(word) >= 5)
    word = words[place]
    words[place] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)
