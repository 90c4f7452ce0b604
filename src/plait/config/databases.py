"""Which database holds what people write: an embedded SQLite file, or whatever DATABASE_URL names."""

import contextlib
import os
from typing import Any

import dj_database_url

from plait.config.security import WrongSetting, environment
from plait.core.home import Home

# Readers do not wait for the writer, and a power cut loses at most the last transaction, never the file.
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;"
_SQLITE = "django.db.backends.sqlite3"
# A transaction takes its turn at its beginning: one that read first and wrote later would be refused, not made to wait.
_SQLITE_OPTIONS = {"init_command": _SQLITE_START, "transaction_mode": "IMMEDIATE"}
_POSTGRES_OPTIONS = {"connect_timeout": 5}  # seconds until a machine that does not answer counts as away

_PRIVATE = 0o600
_OTHERS = 0o077  # group and everybody else
_ENCRYPTING = {"require", "verify-ca", "verify-full"}
_SAID_OTHERWISE = "disable"  # in so many words: where the network between is the site's own
_ON_THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}
_SCHEMES = ("postgres://", "postgresql://", "sqlite://")


def from_environment(home: Home) -> dict[str, Any]:
    """Django's entry for the default database."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        return _named(url)
    home.root.mkdir(parents=True, exist_ok=True)
    _keep_private(home)
    return {
        "ENGINE": _SQLITE,
        "NAME": str(home.database),
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(_SQLITE_OPTIONS),
    }


def _keep_private(home: Home) -> None:
    """Let its owner alone read what people write, whatever the machine lets others read of a new file."""
    for left in ("", "-wal", "-shm"):
        file = home.database.with_name(home.database.name + left)
        with contextlib.suppress(OSError):  # not there yet, or somebody else's
            if file.stat().st_mode & _OTHERS:
                file.chmod(_PRIVATE)


def _named(url: str) -> dict[str, Any]:
    if not url.startswith(_SCHEMES):
        raise _refused("It does not begin with postgres:// or sqlite://.")
    try:
        named: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as fault:
        raise _refused(str(fault)) from fault
    if named["ENGINE"] == _SQLITE:
        named["OPTIONS"] = {**_SQLITE_OPTIONS, **named.get("OPTIONS", {})}
    else:
        named["OPTIONS"] = {**_POSTGRES_OPTIONS, **named.get("OPTIONS", {})}
        _require_word_on_encryption(str(named.get("HOST") or ""), str(named["OPTIONS"].get("sslmode", "")))
    return named


def _require_word_on_encryption(host: str, sslmode: str) -> None:
    """Refuse, in production, a database on another machine that may be spoken to in clear without anybody saying so."""
    if host in _ON_THIS_MACHINE or host.startswith("/") or sslmode in _ENCRYPTING | {_SAID_OTHERWISE}:
        return
    if environment() == "production":
        raise WrongSetting(
            "The site was not started.",
            why="DATABASE_URL names a database on another machine, and does not say that the connection is encrypted.",
            mend="Add ?sslmode=verify-full to it, or ?sslmode=disable where the network between is the site’s own.",
        )


def _refused(why: str) -> WrongSetting:
    """The address itself is not told: it may hold a password."""
    return WrongSetting(
        "The site was not started.",
        why=f"DATABASE_URL cannot be used. {why}",
        mend="Write it as postgres://user:password@host:5432/name, or leave it out for the embedded database.",
    )
