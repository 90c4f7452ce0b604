"""A served site and a real browser."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from tests.serving import PATIENCE, find_port

if TYPE_CHECKING:
    from tests.journeys.peopled import Peopled

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = PATIENCE * 1000
VIOLATIONS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const where = v => v.nodes.map(n => n.target.join(" ")).slice(0, 5).join(", ");
  return found.violations.map(v => `${v.id}: ${v.help} — ${where(v)}`);
}"""


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def still_calendar() -> None:
    """The site is another process and has the clock of the machine, and so have its readers."""


@pytest.fixture(scope="session")
def site(fictional_home: Home) -> Iterator[str]:
    """The address of the site, served by the real command from a small fictional sector."""
    settings = {"PLAIT_HOME": str(fictional_home.root), "PATH": os.environ["PATH"]}
    log = fictional_home.root / "serve.log"
    server, address = start_site(settings, log)
    try:
        yield address
    finally:
        stop_site(server)


def start_site(settings: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the site, and wait until it answers."""
    port = find_port()
    command = [sys.executable, "-m", "plait.cli.main", "serve", "--port", str(port)]
    with log.open("wb") as written:
        server = subprocess.Popen(command, env=settings, stdout=written, stderr=written)
    if answers(f"http://127.0.0.1:{port}/health", server):
        return server, f"http://127.0.0.1:{port}"
    server.kill()
    server.wait(timeout=PATIENCE)
    told = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise AssertionError(f"plait serve did not answer:\n{told}")


def stop_site(server: subprocess.Popen[bytes]) -> None:
    """End the site as its operator would."""
    server.terminate()
    server.wait(timeout=PATIENCE)


def answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the site comes to answer before it ends or the time is up."""
    latest = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < latest:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; where there is none the journeys are skipped, but never on the build machine.

    It closes after the last journey, since Django refuses to work inside the loop that drives it.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        message = (
            "Chromium is not installed here (Debian: apt-get install chromium), so the browser journeys cannot run."
        )
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def peopled(chromium: Browser, fictional_home: Home, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Peopled]":
    """The site with the demonstration's people: one for all journeys that need them, as its own people share one.

    The browser is begun before it, so that the pages of its people are closed while the browser is still there.
    """
    del chromium
    from tests.journeys.peopled import serve_peopled  # which takes from here how a site is started

    with serve_peopled(fictional_home, tmp_path_factory.mktemp("peopled") / "home") as site:
        yield site


def watch_console(page: Page) -> list[str]:
    """Collect what the page complains about: a script error or a refused resource fails the journey."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def new_page(context: BrowserContext) -> Page:
    """A page that is waited for with the patience that a busy machine needs."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def open_page(context: BrowserContext) -> Iterator[Page]:
    """A page in a window of its own, whose complaints are empty at the end."""
    page = new_page(context)
    complaints = watch_console(page)
    yield page
    context.close()
    assert complaints == []


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that stays open for those who only look: to start one anew takes longer than to look at what it shows."""

    page: Page
    complaints: list[str]

    @classmethod
    def of(cls, context: BrowserContext) -> "Tab":
        """The one tab of a window."""
        page = new_page(context)
        return cls(page, watch_console(page))

    def use(self) -> Iterator[Page]:
        """The page, as wide as a desk; what it complained about meanwhile is nothing."""
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.complaints.clear()
        yield self.page
        self.page.title()  # what it has to say comes before this answer
        assert self.complaints == []


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A page of a desktop-sized window."""
    yield from open_page(chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB"))


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A page as wide as a phone."""
    yield from open_page(
        chromium.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True)
    )


@pytest.fixture
def page_without_scripts(chromium: Browser, site: str) -> Iterator[Page]:
    """A page in a browser that runs no JavaScript."""
    yield from open_page(
        chromium.new_context(
            base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=False
        )
    )


def check_accessibility(page: Page) -> None:
    """Run axe on the page once it is there; any violation fails, named with where it is."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(VIOLATIONS)
    assert found == [], f"{page.url}\n" + "\n".join(found)


def check_width(page: Page) -> None:
    """The page itself, once it is there, never scrolls sideways."""
    page.wait_for_load_state()
    overflow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"


@dataclass(frozen=True, slots=True)
class Example:
    """A school to follow through a journey, and its trust."""

    urn: int
    name: str
    town: str
    trust_uid: int
    trust_name: str


@pytest.fixture(scope="session")
def example(fictional_home: Home) -> Example:
    """An open secondary academy in a trust of several schools: the one with the lowest URN."""
    schools = open_current(fictional_home).table("schools")
    trusts = (
        schools.filter(pl.col("status") == "open").group_by("trust_uid").len().filter(pl.col("len") >= 4)["trust_uid"]
    )
    found = schools.filter(
        pl.col("status") == "open",
        pl.col("phase") == "secondary",
        pl.col("trust_uid").is_in(trusts.drop_nulls().implode()),
    ).sort("urn")
    row = found.row(0, named=True)
    return Example(row["urn"], row["name"], row["town"], row["trust_uid"], row["trust_name"])
