"""How a process holds memory: what one array gave back is kept for the next, and what pages leave is tidied seldom."""

import ctypes
import gc
from typing import Final

# Of the GNU C library's mallopt(3): above which size memory is asked for apart, how much stays when it is given back,
# and how much more is asked for at a time.
_OPTIONS: Final = {-3: 2**30, -1: 2**31 - 1, -2: 2**27}  # bytes


def keep_freed_memory() -> bool:
    """Do so in this process from now on; False where the C library knows no such thing."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    return set_option is not None and all(set_option(option, size) == 1 for option, size in _OPTIONS.items())


def tidy_seldom() -> None:
    """Look for circles of objects after many new ones: a page makes thousands, nearly all of them let go at its end."""
    gc.set_threshold(50_000, 20, 50)
