"""The families of indicators, by the titles under which a page groups them, in the order in which they are read."""

from collections.abc import Mapping
from typing import Final

FAMILY_TITLES: Final[Mapping[str, str]] = {
    "context": "Pupils and place",
    "attainment": "Attainment",
    "progress": "Progress",
    "disadvantage": "Disadvantaged pupils",
    "absence": "Absence",
    "destinations": "Destinations",
    "16-18": "Students aged 16 to 18",
    "workforce": "Staff",
    "finance": "Money",
    "inspection": "Inspection",
}

# The schools whose outcomes are judged together.
GROUP_TITLES: Final = {"primary": "Primary schools", "secondary": "Secondary schools", "sixth-form": "Sixth forms"}
