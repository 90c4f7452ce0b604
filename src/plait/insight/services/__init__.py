"""Writes of insight: what is worked out from a build is written by the site, what people found by people."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "findings.name_signal": "names what is looked behind, and writes nothing",
    "finding_notices.listen": "subscribes, and writes nothing itself",
    "signal_notices.tell": "what a new build says tells people; it lets nobody read more",
    "signal_notices.list_new": "reads what was worked out from open data",
}
