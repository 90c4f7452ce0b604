"""Where letters go: to the operator's mail server, or, on a demonstration, to a folder that the site shows."""

import os
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from plait.config.security import WrongSetting

_PORTS: Final = {"tls": 465, "starttls": 587, "off": 25}


@dataclass(frozen=True, slots=True)
class Mail:
    """What Django is told about mail."""

    backend: str
    sender: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    security: str = "off"


def from_environment(*, production: bool) -> Mail:
    """Read where letters go.

    Raises
    ------
    WrongSetting
        In production without a mail server: nobody could be invited, or recover an account.
    """
    host = os.environ.get("PLAIT_SMTP_HOST", "").strip()
    sender = os.environ.get("PLAIT_MAIL_FROM", "").strip()
    if production and not (host and parseaddr(sender)[1]):
        raise WrongSetting(
            "The site was not started.",
            why="PLAIT_ENV is “production”, and PLAIT_SMTP_HOST or PLAIT_MAIL_FROM is empty: nobody could be invited.",
            mend="Set PLAIT_SMTP_HOST to your mail server and PLAIT_MAIL_FROM to the address that letters come from.",
        )
    if not host:
        return Mail(backend="plait.core.mailbox.FolderBackend", sender=sender or "Plait <plait@localhost>")
    security = os.environ.get("PLAIT_SMTP_SECURITY", "starttls").strip().lower()
    if security not in _PORTS:
        raise WrongSetting(
            "The site was not started.",
            why=f"PLAIT_SMTP_SECURITY is “{security}”.",
            mend="Set it to “starttls”, “tls” or “off”.",
        )
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        sender=sender or "Plait <plait@localhost>",
        host=host,
        port=_port(security),
        user=os.environ.get("PLAIT_SMTP_USER", ""),
        password=os.environ.get("PLAIT_SMTP_PASSWORD", ""),
        security=security,
    )


def _port(security: str) -> int:
    told = os.environ.get("PLAIT_SMTP_PORT", "").strip()
    if told and not told.isdigit():
        raise WrongSetting("The site was not started.", why=f"PLAIT_SMTP_PORT is “{told}”.", mend="Set it to a number.")
    return int(told) if told else _PORTS[security]
