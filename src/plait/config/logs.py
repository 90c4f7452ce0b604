"""Structured logs: one line of JSON for each event, to PLAIT_HOME/logs, and warnings to the terminal."""

import contextlib
import datetime as dt
import json
import logging
import logging.config
import os
import re
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from plait.core.home import Home

_FILE_BYTES = 10_000_000  # a log file before it is turned over
_FILES_KEPT = 5
# The part of an address that opens an account, lets somebody belong or stops letters: good for whoever holds it.
_SECRETS = re.compile(
    r"(/invitations/|/account/confirm-email/|/account/password/reset/key/|/letters/stop/)(?!done/)[^/\s\"']+"
)
_EVENT_FIELDS = ("method", "path", "status", "ms", "bytes", "what", "signed_in", "rule", "provider", "error", "why")


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, who says so, what, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _hide(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in _EVENT_FIELDS if hasattr(record, name)}
        if "path" in line:
            line["path"] = _hide(str(line["path"]))
        if record.exc_info:
            line["exception"] = _hide(self.formatException(record.exc_info))
        return json.dumps(line)


def _hide(told: str) -> str:
    """A text without the secrets of letters."""
    return _SECRETS.sub(r"\1…", told)


class SharedFile(RotatingFileHandler):
    """A log file that several processes write to: it is turned over by one of them, and the others follow."""

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 the library's name
        """Follow the file where another process has turned it over; then whether it is full."""
        self._follow()
        return bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802 the library's name
        """Turn the file over, unless another process does so now."""
        with self._alone():
            if not self._follow():
                super().doRollover()

    def _follow(self) -> bool:
        """Open the file anew if it is another than the one that is open; whether it was."""
        if self.stream is None:
            return False
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(Path(self.baseFilename).stat(), os.fstat(self.stream.fileno())):
                return False
        self.stream.close()
        self.stream = self._open()
        return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if sys.platform == "win32":  # where one process serves
            yield
            return
        import fcntl

        with Path(f"{self.baseFilename}.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def configure(home: Home, *, level: str) -> None:
    """Set up logging for the whole process."""
    home.logs.mkdir(parents=True, exist_ok=True)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonLines}},
            "handlers": {
                "file": {
                    "()": SharedFile,
                    "filename": str(home.logs / "plait.jsonl"),
                    "maxBytes": _FILE_BYTES,
                    "backupCount": _FILES_KEPT,
                    "encoding": "utf-8",
                    "delay": True,
                    "formatter": "json",
                },
                "terminal": {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "json"},
            },
            "loggers": {
                "plait": {"handlers": ["file", "terminal"], "level": level, "propagate": False},
                "django": {"handlers": ["file", "terminal"], "level": "WARNING", "propagate": False},
                # Our own line for each request says the same with its time; these would say it twice.
                "django.request": {"handlers": ["file", "terminal"], "level": "ERROR", "propagate": False},
                # Anybody can send a wrong host name; our own line tells of the answer, 400.
                "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
                "waitress": {"handlers": ["file", "terminal"], "level": "WARNING", "propagate": False},
            },
        }
    )
