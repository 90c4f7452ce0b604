"""Which database holds what people write: an embedded SQLite file, or whatever DATABASE_URL names."""

import os
from typing import Any

import dj_database_url

from plait.core.home import Home

# Readers do not wait for the writer, and a power cut loses at most the last transaction, never the file.
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;"


def from_environment(home: Home) -> dict[str, Any]:
    """Django's entry for the default database."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    home.root.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home.database),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"init_command": _SQLITE_START, "transaction_mode": "IMMEDIATE"},
    }
