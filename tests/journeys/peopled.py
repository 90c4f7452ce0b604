"""A site with the demonstration's people, and browsers in which one of them has signed in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from plait.core.home import Home
from plait.demo.cast import PASSWORD
from tests.journeys.conftest import Tab, new_page, start_site, stop_site
from tests.made_once import make_once
from tests.migrated import copy_migrated

_SEED = """
import django; django.setup()
from plait.core.home import find_home
from plait.demo import people
from plait.demo.stage import SHORT
from plait.indicators.store.reader import open_current
people.seed(open_current(find_home()), site_url="http://127.0.0.1", size=SHORT)
"""


@dataclass(frozen=True, slots=True)
class Peopled:
    """The site: its address, its home, and who has signed in so far, so that each does it once."""

    address: str
    home: Path
    signed_in: dict[str, Any] = field(default_factory=dict)
    tabs: dict[str, Tab] = field(default_factory=dict)

    def tab(self, chromium: Browser, who: str, **options: Any) -> Tab:
        """A tab that stays open for those who only look at pages: what they share is loaded once."""
        key = f"{who} {sorted(options.items())}"
        if key not in self.tabs:
            self.tabs[key] = Tab.of(self.open(chromium, who, **options))
        return self.tabs[key]

    def open(self, chromium: Browser, who: str, **options: Any) -> BrowserContext:
        """A window in which a player of the cast has signed in."""
        size = options.pop("viewport", {"width": 1280, "height": 900})
        window = chromium.new_context(
            base_url=self.address,
            locale="en-GB",
            viewport=size,
            storage_state=self.signed_in.get(who),
            **options,
        )
        if who not in self.signed_in:
            page = new_page(window)
            sign_in(page, f"{who}@plait.example", password=PASSWORD)
            page.close()
            self.signed_in[who] = window.storage_state()
        return window


def sign_in(page: Page, address: str, *, password: str) -> None:
    """Sign in on the site's own page."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.wait_for_url("**/home")


@contextmanager
def serve_peopled(fictional: Home, home: Path) -> Iterator[Peopled]:
    """Serve a copy of the fictional sector with the cast on its stage."""
    shutil.copytree(find_seeded(fictional), home)
    settings = settings_of(home)
    server, address = start_site(settings, home / "serve.log")
    site = Peopled(address, home)
    try:
        yield site
        for tab in site.tabs.values():
            tab.page.context.close()
    finally:
        stop_site(server)


def find_seeded(fictional: Home) -> Path:
    """The home that all copies are made of: the cast comes onto the stage once."""

    def make(home: Path) -> None:
        copy_unserved(fictional, home)
        subprocess.run([sys.executable, "-c", _SEED], env=settings_of(home), check=True)

    return make_once(fictional.root.parent, "peopled", make)


def copy_unserved(fictional: Home, home: Path) -> None:
    """Copy the fictional sector as it was before it was served, with an empty database that is up to date.

    It may be served meanwhile, so what a server writes is left out: it could change or go while it is copied.
    """
    written = shutil.ignore_patterns("plait.sqlite3*", "cache", "mail", "logs", "uploads", "serve*.log", "*.lock")
    shutil.copytree(fictional.root, home, ignore=written, dirs_exist_ok=True)
    copy_migrated(fictional.root.parent, Home(home))


def settings_of(home: Path) -> dict[str, str]:
    """The environment in which the site runs with the demonstration's people."""
    return {
        "PLAIT_HOME": str(home),
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "plait.config.settings",
        "PLAIT_DEMO_PASSWORD": PASSWORD,
    }
