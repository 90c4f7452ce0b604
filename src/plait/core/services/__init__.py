"""What everything above writes with: the audit trail, letters, and doing a thing once."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "audit.say_behalf_by": "told once when the site starts, and writes nothing",
    "audit.verify": "checks the chain, and writes nothing",
    "outbox.keep": "keeps a letter for a service that has asked, in its transaction",
    "outbox.deliver": "sends a letter for a service that has asked; called after its transaction",
    "outbox.send_again": "the daily job, which runs by itself",
    "outbox.send_next": "a part of it, and the carrier of a serving process, which runs by itself",
    "outbox.forget": "the retention job, which runs by itself",
    "outbox.shorten": "shortens an address, and writes nothing",
    "once.make_token": "makes a random token, and writes nothing",
    "once.forget": "the retention job, which runs by itself",
}
