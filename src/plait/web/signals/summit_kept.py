"""Packs that were asked for lately, kept in memory: the slides of the largest trusts take seconds to draw.

One is drawn at a time, so that a site stays quick for everybody else. Nothing is written to the disk.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from plait.web.packs.parts import File

MOST: Final = 12  # files kept; those of the largest trusts are 3 MB each

_kept: "OrderedDict[Hashable, File]" = OrderedDict()
_drawing: Final = threading.Lock()


def get_file(key: Hashable, make: Callable[[], File]) -> File:
    """The file under a key, drawn where it is not kept."""
    with _drawing:
        if key not in _kept:
            _kept[key] = make()
            while len(_kept) > MOST:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]


def forget() -> None:
    """Drop every file; for tests."""
    with _drawing:
        _kept.clear()
