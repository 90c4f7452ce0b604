"""What every template may say, without `{% load %}`: where an asset lies, how numbers and dates read."""

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template.defaultfilters import date as date_filter
from django.utils.safestring import SafeString

from plait.core.errors import PlaitError
from plait.web import cells, words
from plait.web.parts import Row

register = template.Library()


class AssetsNotBuilt(PlaitError):
    """A page was asked for before its styles and script were built."""


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built asset, with its content's hash in it."""
    manifest = _manifest_path(settings.STATIC_ROOT)
    # A running site keeps the assets it began with: what is built later it does not serve until it is started again.
    changed_at = _changed_at(manifest) if settings.WHITENOISE_AUTOREFRESH else 0
    names = _manifest(manifest, changed_at)
    if name not in names:
        raise AssetsNotBuilt(f"There is no asset “{name}”.", mend="Run tools/build_assets.py, or correct the name.")
    return f"{settings.STATIC_URL}plait/{names[name]}"


@lru_cache(maxsize=2)
def _manifest_path(static: str | Path) -> Path:
    return Path(static) / "plait" / "manifest.json"


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=2)
def _manifest(path: Path, changed_at: int) -> dict[str, str]:
    del changed_at  # part of the key, so that a rebuild is seen
    try:
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsNotBuilt(
            "The page cannot be shown yet.",
            why="Its styles and script have not been built.",
            mend="Run “make demo”, or python tools/build_assets.py.",
        ) from error
    return names


@register.filter
def rows(value: tuple[Row, ...]) -> SafeString:
    """The body of a table."""
    return cells.write_rows(value)


@register.filter
def day(value: dt.date | None) -> str:
    """A date as GOV.UK writes it: 21 November 2026."""
    return "" if value is None else str(date_filter(value, "j F Y"))


@register.filter
def month(value: dt.date | None) -> str:
    """A month: November 2026."""
    return "" if value is None else str(date_filter(value, "F Y"))


@register.filter(expects_localtime=True)
def moment(value: dt.datetime | None) -> str:
    """A day and a time: 21 November 2026 at 9:05am."""
    if value is None:
        return ""
    written = date_filter(value, "j F Y \\a\\t g:ia")
    return str(written).replace("a.m.", "am").replace("p.m.", "pm")


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """A number with commas and a true minus sign; nothing for nothing."""
    return "" if value is None else words.number(value, places=places)


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """A percentage (0 to 100) with its sign."""
    return "" if value is None else words.percent(value, places=places)


@register.filter
def signed(value: float | None, places: int = 1) -> str:
    """A difference, always with its sign."""
    return "" if value is None else words.signed(value, places=places)
