"""The page of what goes out and comes in names every page of clear goals once, and no address that is not there."""

import re
from importlib import import_module

import pytest

from tests.architecture.floors import CHECKOUT

ROOMS = ("framework", "quality", "agreeing", "evaluating", "aims", "alignment", "evidence", "measures", "board")
PAGE = (CHECKOUT / "docs" / "reference" / "out-and-in.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_NAMED = re.compile(r"`([^`]+)`")
MODULES = [import_module(f"plait.web.{room}.urls") for room in ROOMS]
ADDRESSES = {str(each.pattern): module.ACCESS[each.name] for module in MODULES for each in module.urlpatterns}
ROWS = {page: (out, back) for page, _, out, back in _ROW.findall(PAGE)}


def is_file(route: str) -> bool:
    """Whether an address gives a file, or takes one in, and so is no page of its own."""
    last = route.rpartition("/")[2]
    return "." in last or last in {"in", "import", "take-in", "look-after"}


def test_every_page_stands_there_once_and_no_other():
    pages = {route for route, told in ADDRESSES.items() if told.read is not None and not is_file(route)}
    assert len(pages) > 60
    assert set(ROWS) ^ pages == set()
    assert len(_ROW.findall(PAGE)) == len(ROWS)


def test_every_file_that_goes_out_and_every_way_in_is_named():
    named = {each for row in ROWS.values() for cell in row for each in _NAMED.findall(cell)}
    assert named - set(ADDRESSES) == set()
    assert {route for route in ADDRESSES if is_file(route)} - named == set()


@pytest.mark.parametrize("page", sorted(ROWS))
def test_what_goes_out_is_read_and_what_comes_in_is_written(page: str):
    for cell, way in zip(ROWS[page], ("read", "write"), strict=True):
        named = _NAMED.findall(cell)
        assert named or re.fullmatch(r"– .{4,}", cell.strip()), "Name the address, or say why there is none."
        for route in named:
            assert getattr(ADDRESSES[route], way) is not None
