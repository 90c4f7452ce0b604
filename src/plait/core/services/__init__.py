"""What everything above writes with: the audit trail, letters, and doing a thing once."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "audit.verify": "checks the chain, and writes nothing",
    "once.make_token": "makes a random token, and writes nothing",
    "once.forget": "the retention job, which runs by itself",
}
