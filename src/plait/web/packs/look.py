"""How a pack looks: colours of the site, type that every computer has, sizes that are read at the back of a hall."""

from typing import Final

INK: Final = "17212B"
MUTED: Final = "5B6670"
PAPER: Final = "FBFAF6"
SURFACE: Final = "FFFFFF"
LINE: Final = "DDD8CC"
BAND: Final = "D3CAB1"  # some steps darker than on the screen: projectors wash it out
GOALS: Final = "2B4A93"
CAPABILITY: Final = "17705F"
INITIATIVES: Final = "A8481F"
INTERVAL: Final = "5B6670"
SIGNAL_INTERVAL: Final = "2E8E7D"

# The site's own faces are seldom installed on the computer in the hall; these are, or have a stand-in of equal width.
HEADINGS: Final = "Georgia"
TEXT: Final = "Arial"

SMALLEST: Final = 18  # points; no text of a deck is set smaller
BODY: Final = 20
TITLE: Final = 30

WIDTH: Final = 13.333  # inches: 16 to 9
HEIGHT: Final = 7.5
EDGE: Final = 0.6
"""Free at every side."""
