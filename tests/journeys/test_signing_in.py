"""Somebody signs in with a password, adds a passkey, comes back by it, and comes in through a provider."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from plait.core.home import Home
from tests.accounts.openid_servers import CLIENT_ID, CLIENT_SECRET, name_account, run_provider
from tests.journeys.conftest import check_accessibility, check_width, open_page, start_site, stop_site
from tests.journeys.peopled import copy_unserved
from tests.serving import find_port

PASSWORD = "a calm page from a friend"
OPEN_ACCOUNTS = """
import django; django.setup()
from plait.organisations.services import accounts
accounts.open_account("ama@northbridge.example", name="Ama Osei", password=PASSWORD)
accounts.add_operator("jo@northbridge.example", name="Jo Penrose", password=PASSWORD)
""".replace("PASSWORD", repr(PASSWORD))
IN_THE_HEAD = "header .pl-viewer"


@dataclass(frozen=True, slots=True)
class Place:
    """A site of its own, by the name that passkeys need, and the provider that it names."""

    address: str
    home: Path


@pytest.fixture(scope="module")
def place(fictional_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site with two people and a provider."""
    home = tmp_path_factory.mktemp("signing-in") / "home"
    copy_unserved(fictional_home, home)
    port = find_port()
    told = {
        "PLAIT_HOME": str(home),
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "plait.config.settings",
        "PLAIT_DEMO_PASSWORD": PASSWORD,
        "PLAIT_OIDC": "work",
        "PLAIT_OIDC_WORK_ISSUER": f"http://127.0.0.1:{port}",
        "PLAIT_OIDC_WORK_CLIENT_ID": CLIENT_ID,
        "PLAIT_OIDC_WORK_CLIENT_SECRET": CLIENT_SECRET,
        "PLAIT_OIDC_WORK_LABEL": "your work account",
        "PLAIT_OIDC_WORK_TRUST_EMAIL": "on",
    }
    subprocess.run([sys.executable, "-c", OPEN_ACCOUNTS], env=told, check=True)
    server, address = start_site(told, home / "serve.log")
    address = address.replace("127.0.0.1", "localhost")
    try:
        with run_provider([f"{address}/account/oidc/work/login/callback/"], port=port):
            yield Place(address, home)
    finally:
        stop_site(server)


@pytest.fixture
def ama(chromium: Browser, place: Place) -> Iterator[Page]:
    """A browser."""
    yield from open_page(_window(chromium, place))


@pytest.fixture
def ama_without_scripts(chromium: Browser, place: Place) -> Iterator[Page]:
    """A browser that runs no JavaScript."""
    yield from open_page(_window(chromium, place, java_script_enabled=False))


def _window(chromium: Browser, place: Place, **options: bool) -> BrowserContext:
    return chromium.new_context(
        base_url=place.address, viewport={"width": 1280, "height": 900}, locale="en-GB", **options
    )


def sign_in(page: Page, address: str = "ama@northbridge.example") -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()


def sign_out(page: Page) -> None:
    page.locator(IN_THE_HEAD).get_by_role("button", name="Sign out").click()


def give_authenticator(page: Page) -> None:
    """A device that keeps passkeys and knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_somebody_adds_a_passkey_and_comes_back_by_it_alone(ama: Page):
    give_authenticator(ama)
    sign_in(ama)
    expect(ama.locator(IN_THE_HEAD)).to_contain_text("Ama Osei")

    ama.goto("/account/2fa/")
    check_accessibility(ama)
    ama.get_by_role("button", name="Add a passkey").click()
    ama.get_by_label("Password", exact=True).fill(PASSWORD)
    ama.get_by_role("button", name="Go on").click()
    ama.get_by_label("Name of this passkey").fill("School laptop")
    check_accessibility(ama)
    ama.get_by_role("button", name="Add it").click()
    ama.wait_for_url("**/recovery-codes/")
    expect(ama.locator(".pl-codes code")).to_have_count(10)
    check_accessibility(ama)
    ama.reload()
    expect(ama.locator(".pl-codes code")).to_have_count(0)

    sign_out(ama)
    ama.goto("/account/login/?next=/account/2fa/webauthn/")
    ama.get_by_role("button", name="Sign in with a passkey").click()
    ama.wait_for_url("**/account/2fa/webauthn/")
    expect(ama.get_by_role("table")).to_contain_text("School laptop")

    sign_out(ama)
    sign_in(ama)  # the password alone is not enough any more
    expect(ama).to_have_title(re.compile("The second step"))
    check_accessibility(ama)
    ama.get_by_role("button", name="Use a passkey").click()
    ama.wait_for_url(lambda url: "/2fa/" not in url)
    expect(ama.locator(IN_THE_HEAD)).to_contain_text("Ama Osei")


def test_a_browser_without_a_passkey_is_told_so_and_stays_where_it_is(ama: Page):
    ama.goto("/account/login/")
    session = ama.context.new_cdp_session(ama)
    session.send("WebAuthn.enable")  # and no device
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    ama.get_by_role("button", name="Sign in with a passkey").click()
    ama.get_by_text("Nothing was chosen, or it took too long").wait_for()
    assert ama.url.endswith("/account/login/")


def test_a_browser_that_knows_no_passkeys_says_so(ama: Page):
    ama.add_init_script("delete window.PublicKeyCredential")
    ama.goto("/account/login/")
    ama.get_by_text("This browser has no passkeys").wait_for()
    assert ama.get_by_role("button", name="Sign in with a passkey").count() == 0


def test_without_scripts_a_sentence_stands_where_passkeys_would(ama_without_scripts: Page):
    page = ama_without_scripts
    page.goto("/account/login/")
    assert page.get_by_role("button", name="Sign in with a passkey").count() == 0
    assert page.get_by_text("Passkeys need JavaScript").is_visible()
    sign_in(page, "jo@northbridge.example")
    expect(page.locator(IN_THE_HEAD)).to_contain_text("Jo Penrose")
    sign_out(page)
    expect(page.locator(IN_THE_HEAD)).to_contain_text("Sign in")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_comes_in_through_the_provider(chromium: Browser, place: Place, scripts: bool):
    for page in open_page(_window(chromium, place, java_script_enabled=scripts)):
        page.goto("/account/login/?next=/account/3rdparty/")
        page.get_by_role("button", name="Sign in with your work account").click()
        page.get_by_label("Account").fill(name_account("jo@northbridge.example"))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/account/3rdparty/")
        expect(page.locator(IN_THE_HEAD)).to_contain_text("Jo Penrose")
        expect(page.locator("main")).to_contain_text("your work account")
        sign_out(page)


def test_whoever_goes_back_at_the_provider_is_told_what_to_do(ama: Page):
    ama.goto("/account/login/")
    ama.get_by_role("button", name="Sign in with your work account").click()
    ama.get_by_role("button", name="Go back").click()
    ama.get_by_role("heading", name="You did not sign in").wait_for()
    check_accessibility(ama)


def test_a_password_is_judged_while_it_is_chosen_and_no_longer_once_it_is_sent(ama: Page):
    ama.goto("/account/signup/")
    chosen = ama.get_by_label("Password", exact=True).first
    chosen.fill("harbour blue")
    ama.get_by_text("Fair.").wait_for()

    asked: list[str] = []
    ama.on("request", lambda request: asked.append(urlsplit(request.url).path))
    ama.route("**/account/signup/", answer_late)
    ama.get_by_label("Your name").fill("Ines Marsh")
    ama.get_by_label("E-mail address").fill("ines@northbridge.example")
    chosen.evaluate(CHOOSE_AND_SEND, PASSWORD)
    ama.wait_for_url("**/account/confirm-email/")
    assert asked[0] == "/account/signup/"
    assert "/account/password/strength/" not in asked


# In one go: a hand that hesitates before the button is told, rightly, how hard the password is to guess.
CHOOSE_AND_SEND = """(field, password) => {
  field.value = password
  field.dispatchEvent(new Event("input", { bubbles: true }))
  field.form.requestSubmit()
}"""


def answer_late(route: Route) -> None:
    """As a busy server would: after the time at which a password that was chosen is judged."""
    time.sleep(1)
    route.continue_()


PAGES = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-a-b/",
    "/account/password/reset/key/done/",
    "/account/confirm-email/",
    "/account/confirm-email/nothing/",
    "/account/inactive/",
    "/account/3rdparty/login/cancelled/",
    "/demo/mail",
]
PAGES_OF_SOMEBODY = [
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/3rdparty/",
    "/account/sessions/",
    "/account/logout/",
    "/account/reauthenticate/",
]


def test_every_page_of_signing_in_reads_for_everybody_at_every_width(ama: Page):
    for path in PAGES:
        _look(ama, path)
    sign_in(ama, "jo@northbridge.example")
    for path in PAGES_OF_SOMEBODY:
        _look(ama, path)


def _look(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    assert page.locator("h1").count() == 1, path
    check_width(page)
    check_accessibility(page)
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids)), path
