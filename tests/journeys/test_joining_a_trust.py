"""An operator brings a trust in; its director comes by letter and invites a head, who arrives at their own page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import check_accessibility, check_width, open_page
from tests.journeys.peopled import Peopled

PASSWORD = "three herons over slow water"
DIRECTOR, HEAD = "rosa@brightcompass.example", "kit@brightcompass.example"


@pytest.fixture
def operator(chromium: Browser, peopled: Peopled) -> Iterator[Page]:
    yield from open_page(peopled.open(chromium, "operator"))


@pytest.fixture
def guest(chromium: Browser, peopled: Peopled) -> Iterator[Page]:
    """Somebody who has a letter and no account."""
    yield from open_page(
        chromium.new_context(base_url=peopled.address, viewport={"width": 390, "height": 844}, locale="en-GB")
    )


def follow_letter(page: Page, to: str) -> None:
    """Open the newest letter to an address, and the link in it."""
    page.goto(f"/demo/mail?to={to}")
    page.locator("main table a").first.click()
    page.wait_for_load_state()
    text = page.locator(".pl-letter").inner_text()
    found = re.search(r"https?://\S+/invitations/\S+", text)
    assert found is not None
    page.goto(found[0])


def open_account(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    check_accessibility(page)
    page.get_by_role("button", name="Open an account and join").click()
    page.wait_for_url("**/home")


def test_a_trust_comes_in_from_the_operator_to_a_headteachers_own_page(operator: Page, guest: Page):
    # Given an operator who finds a trust in the register that nobody belongs to
    operator.goto("/home")
    operator.get_by_role("link", name="Trusts and schools").first.click()
    operator.get_by_label("Name, URN, UID or postcode").fill("trust")
    operator.get_by_role("button", name="Search the register").click()
    line = operator.locator(".pl-needs li").filter(has=operator.get_by_role("button", name="Invite its first person"))
    line = line.filter(has_not_text="one school").first
    trust = line.locator("p").evaluate("node => node.firstChild.textContent.trim()")
    line.get_by_role("button").click()

    # When the operator invites its director, having seen who it will be
    expect(operator.locator(".pl-eyebrow")).to_have_text(trust)
    operator.get_by_label("E-mail addresses").fill(DIRECTOR)
    operator.get_by_role("button", name="Check the list").click()
    expect(operator.locator("main")).to_contain_text("Nothing has been sent yet")
    expect(operator.get_by_role("table")).to_contain_text("Director of school improvement")
    check_accessibility(operator)
    operator.get_by_role("button", name="Send the invitation").click()
    expect(operator.get_by_role("table")).to_contain_text("Invited")
    check_accessibility(operator)

    # Then a letter leads the director to an account, and to a page of their own
    follow_letter(guest, DIRECTOR)
    open_account(guest, "Rosa Lind")
    expect(guest.locator(".pl-places")).to_contain_text(trust)
    check_accessibility(guest)
    check_width(guest)

    # And the director invites the headteacher of a school that nobody belongs to yet, from a file
    guest.get_by_role("link", name=f"People of {trust}").click()
    guest.wait_for_load_state()
    first = guest.get_by_role("button", name=re.compile("^Invite the headteacher"))
    if not first.first.is_visible():
        guest.get_by_text("that nobody belongs to yet").click()
    first.first.click()
    guest.wait_for_url("**/invite*")
    school = guest.locator(".pl-eyebrow").inner_text()
    rows = f"email,role\n{HEAD},Headteacher\nnot an address,Headteacher\n"
    people = {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    guest.get_by_label("Or a CSV file").set_input_files(people)
    guest.get_by_role("button", name="Check the list").click()
    expect(guest.locator("h1")).to_contain_text("One person will be invited")
    expect(guest.locator("main")).to_contain_text("Line 3")
    check_accessibility(guest)
    check_width(guest)
    guest.get_by_role("button", name="Send the invitation").click()
    expect(guest.get_by_role("table")).to_contain_text(HEAD)
    guest.locator("header").get_by_role("button", name="Sign out").click()

    # And the headteacher arrives at a page of their own
    follow_letter(guest, HEAD)
    open_account(guest, "Kit Moss")
    expect(guest.locator(".pl-places")).to_contain_text(school)
    expect(guest.locator(".pl-places")).to_contain_text("Headteacher")
    check_accessibility(guest)
    guest.locator("header").get_by_role("button", name="Sign out").click()

    # And the operator, who invited the director, reads that the invitation was taken up
    operator.goto("/notifications")
    expect(operator.locator("main")).to_contain_text(f"Rosa Lind took up your invitation to {trust}")
    check_accessibility(operator)
