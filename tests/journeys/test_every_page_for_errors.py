"""Pages for when something is wrong: as accessible as any other, on a desk and on a phone, and each with a way on."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.handlers.exception import convert_exception_to_response
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from playwright.sync_api import Browser, Page, Route
from psycopg.errors import AdminShutdown

from plait.core.home import Home
from plait.web.site import errors
from tests.journeys.conftest import check_accessibility, check_width

HOST = "http://plait.test"
STATIC = Path(site_settings.STATIC_ROOT)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that goes wrong: what is asked for, in which state of the site, and the status of the answer."""

    status: int
    path: str
    heading: str
    host: str = "localhost"
    open_data: bool = True
    empty: bool = False


WRONGS = {
    "an address that cannot be understood": Wrong(400, "/schools/compare?urn=abc", "We could not understand that"),
    "a name that is not this site's": Wrong(400, "/style", "We could not understand that", host="evil.example"),
    "a site that is closed to visitors": Wrong(403, "/", "This site is not open to visitors", open_data=False),
    "a page that is not there": Wrong(404, "/nothing-here", "We cannot find that page"),
    "a site without data": Wrong(503, "/", "There is no data here yet", empty=True),
}


def ask(wrong: Wrong, *, home: Home, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page as the site answers it, in this process and without a server."""
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path if wrong.empty else home.root))
    settings.PLAIT_OPEN_DATA = wrong.open_data
    answer = Client(headers={"host": wrong.host}, raise_request_exception=False).get(wrong.path)
    assert answer.status_code == wrong.status
    return answer.content.decode()


def answer_without_database(request: HttpRequest) -> HttpResponse:
    """What a site says whose server has hung up."""

    def ask(_request: HttpRequest) -> HttpResponse:
        raise OperationalError("the connection is closed") from AdminShutdown()

    return convert_exception_to_response(ask)(request)


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """One tab for all: what a page shares with the one before is loaded once."""
    with chromium.new_context(locale="en-GB") as window:
        yield window.new_page()


def examine(tab: Page, body: str, *, width: int, heading: str) -> None:
    """Open a page that was made already, with the site's own styles, and check it as every page is checked."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
            return
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    tab.unroute_all()
    tab.route("**/*", answer)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(f"{HOST}/")
    assert tab.locator("h1").inner_text() == heading
    assert tab.locator("main a, footer a").count() >= 1
    check_accessibility(tab)
    check_width(tab)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS)
def test_a_page_that_says_what_is_wrong_is_accessible(
    tab: Page,
    fictional_home: Home,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Wrong,
    width: int,
):
    body = ask(wrong, home=fictional_home, tmp_path=tmp_path, settings=settings, monkeypatch=monkeypatch)
    examine(tab, body, width=width, heading=wrong.heading)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_for_a_fault_of_our_own_is_accessible_and_leans_on_nothing(tab: Page, width: int):
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    body = answer.content.decode()
    assert "<script" not in body
    examine(tab, body, width=width, heading="Something went wrong on our side")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("posted", [False, True], ids=["read", "sent"])
def test_the_page_while_the_database_is_away_is_accessible_and_leans_on_nothing(tab: Page, width: int, posted: bool):
    make = RequestFactory().post if posted else RequestFactory().get
    request = make("/goals/1/change", {"words": "A long line of what somebody typed. " * 9 + "\n\n" + "A" * 200})
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    answer = answer_without_database(request)
    assert answer.status_code == 503
    body = answer.content.decode()
    assert "<script" not in body
    assert ("Send it again" in body) is posted
    examine(tab, body, width=width, heading="The site cannot reach its database just now")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_for_a_form_that_came_too_late_is_accessible(
    tab: Page, fictional_home: Home, monkeypatch: pytest.MonkeyPatch, width: int
):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    answer = errors.csrf_failed(RequestFactory().get("/", headers={"host": "localhost"}))
    assert answer.status_code == 403
    examine(tab, answer.content.decode(), width=width, heading="That form could not be taken")
