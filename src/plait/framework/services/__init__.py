"""Writes of frameworks and of trusts' improvement models."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "frameworks.load_shipped": "what comes with Plait, brought in when the database is made",
    "frameworks.digest_of": "reckons, and writes nothing",
    "crosswalks.load_shipped": "what comes with Plait, brought in when the database is made",
}
