"""Published figures: open data, and each query still takes `scope` first, so that an operator can close the site."""

from typing import Final

WITHOUT_SCOPE: Final = {
    "served_builds.list_served_builds": "which builds were served, for the operator's command; nothing of anybody",
}
