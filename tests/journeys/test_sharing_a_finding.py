"""A finding from a headteacher's pen to another trust, and back: each step by the person whose it is."""

import datetime as dt
import re
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import check_accessibility, check_width, new_page, open_page, watch_console
from tests.journeys.peopled import Peopled

NUMBER = "H801200001001"  # a made-up pupil's, with the right check letter


def window(site: Peopled, chromium: Browser, who: str) -> Iterator[Page]:
    """A window of somebody whose console is silent, but for a form that was not taken."""
    context = site.open(chromium, who)
    page = new_page(context)
    complaints = watch_console(page)
    yield page
    context.close()
    assert [each for each in complaints if "422" not in each] == []


def check(page: Page) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessibility(page)
        check_width(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def find_form(page: Page) -> str:
    """The address of the form, from the school's own page."""
    page.goto("/home")
    school = re.match(r"/schools/\d+", str(page.locator('a[href^="/schools/"]').first.get_attribute("href")))
    assert school is not None
    page.goto(school[0])
    link = page.get_by_role("link", name=re.compile("^Write down what you found")).first
    return str(link.get_attribute("href"))


def test_a_head_shares_what_was_found_with_another_trust_and_takes_it_back(peopled: Peopled, chromium: Browser):
    # Given a head and the director of another trust
    for head in window(peopled, chromium, "head"):
        for other in window(peopled, chromium, "second-director"):
            found = write_with_a_warning(head)
            partner = trust_of(other)
            offer(head, found, partner=partner)
            accept_and_read(other, found)
            end(head, partner)
            # Then the other trust is told what anybody is told of what is not there
            assert other.request.get(found).status == 404
            assert other.request.get("/findings/999999").status == 404


def write_with_a_warning(page: Page) -> str:
    # When the head writes from the school's page, with a pupil's number in it
    page.goto(find_form(page))
    expect(page.locator("h1")).to_have_text("What did you find?")
    check(page)
    page.get_by_label("It holds", exact=False).check()
    page.get_by_label("What did you see?").fill(
        f"We followed {NUMBER} through a day. Lessons begin with reading aloud."
    )
    page.get_by_label("My trust, and the partners I name", exact=False).check()
    page.get_by_role("button", name="Save").click()
    # Then nothing is saved, what looks like a pupil is named, and what was typed stands
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("unique pupil number")
    expect(page.get_by_label("What did you see?")).to_have_value(re.compile(NUMBER))
    check(page)
    # When the number is taken out, it is saved
    page.get_by_label("What did you see?").fill(
        "We followed one class through a day. Lessons begin with reading aloud."
    )
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/findings/\d+$"))
    expect(page.locator("main")).to_contain_text("reading aloud")
    expect(page.get_by_role("heading", name="Its history")).to_be_visible()
    check(page)
    return "/findings/" + page.url.rpartition("/")[2]


def trust_of(page: Page) -> str:
    """The trust to which somebody belongs, from their own page."""
    page.goto("/home")
    return page.locator(".pl-places h3").first.inner_text().strip()


def offer(page: Page, found: str, *, partner: str) -> None:
    # When it is offered to a trust
    page.goto(found)
    page.get_by_label("Which trust?").select_option(label=partner)
    page.get_by_label("Until when?").fill((dt.datetime.now(dt.UTC).date() + dt.timedelta(days=90)).isoformat())
    page.get_by_label("What for?").fill("How you arrange the mornings")
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("main")).to_contain_text("not answered yet")
    check(page)


def accept_and_read(page: Page, found: str) -> None:
    # Then the other side reads nothing until somebody there accepts
    assert page.request.get(found).status == 404
    page.goto("/sharing")
    check(page)
    line = page.locator("#to-us ~ ul > li", has_text="How you arrange the mornings")
    line.get_by_role("button", name=re.compile("^Accept")).press("Enter")  # by keyboard alone
    expect(page.locator("main")).to_contain_text("Accepted")
    page.goto(found)
    expect(page.locator("main")).to_contain_text("reading aloud")
    expect(page.get_by_role("button", name="Change it")).to_have_count(0)
    check(page)


def end(page: Page, partner: str) -> None:
    # When the head ends it, by keyboard, and says why
    page.goto("/sharing")
    line = page.locator("#in-force ~ ul > li", has_text="How you arrange the mornings")
    expect(line).to_contain_text(partner)
    line.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("They have been")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # Then both sides see it among the past ones
    expect(page.locator("#past ~ ul")).to_contain_text("They have been")
    check(page)


def test_a_draft_is_written_by_keyboard_alone_and_without_a_script(peopled: Peopled, chromium: Browser):
    # Given a head whose browser runs no script
    for page in open_page(peopled.open(chromium, "head", java_script_enabled=False)):
        page.goto(find_form(page))
        page.get_by_label("We cannot tell yet").focus()
        page.keyboard.press("Space")
        page.get_by_label("What did you see?").focus()
        page.keyboard.type("Too early to say.")
        page.get_by_role("button", name="Save").press("Enter")
        # Then it is a draft, which is the narrowest choice, and says so
        page.wait_for_url(re.compile(r"/findings/\d+$"))
        expect(page.locator("main")).to_contain_text("This is a draft. Nobody else reads it.")
