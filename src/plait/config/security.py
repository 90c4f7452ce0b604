"""What keeps a site safe: its secret key, the hosts it answers to, and what a page may load."""

import os
import secrets
from typing import Any, Literal

from csp.constants import NONE, SELF

from plait.core.errors import PlaitError
from plait.core.home import Home

LONGEST_FORM = 2_500_000  # bytes of a form without files: a table of figures that was looked at before it is saved
LONGEST_REQUEST = 12_000_000  # bytes of a whole request, files and all: an exemplar may be a document of 10 MB
MOST_FIELDS = 1_000  # of a form: a school says where it stands beside each decision of its trust on one page
WITHIN = "plait.within"  # marks a request that the site makes to itself; no header of another's is called so
_SECRET_BYTES = 48
_MOST_DIGITS = 9  # of a number in a setting
_SHORTEST_KEY = 50  # characters: what Django asks for
_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")  # whatever watches over the site asks from here
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class WrongSetting(PlaitError):
    """A setting in the environment is missing or cannot be used."""


def environment() -> Literal["demo", "production"]:
    """What PLAIT_ENV says this site is."""
    told = os.environ.get("PLAIT_ENV", "demo").strip().lower()
    if told == "production":
        return "production"
    if told == "demo":
        return "demo"
    raise WrongSetting(
        "The site was not started.", why=f"PLAIT_ENV is “{told}”.", mend="Set it to “demo” or “production”."
    )


def switch(name: str, *, default: bool) -> bool:
    """Read a setting that is on or off."""
    told = os.environ.get(name, "").strip().lower()
    if not told:
        return default
    if told in _YES | _NO:
        return told in _YES
    raise WrongSetting("The site was not started.", why=f"{name} is “{told}”.", mend="Set it to “on” or “off”.")


def number(name: str, *, default: int, lowest: int = 0) -> int:
    """Read a setting that is a whole number."""
    told = os.environ.get(name, "").strip().replace("_", "").replace(",", "")
    if not told:
        return default
    if told.isdecimal() and len(told) <= _MOST_DIGITS and int(told) >= lowest:
        return int(told)
    raise WrongSetting(
        "The site was not started.", why=f"{name} is “{told}”.", mend=f"Set it to a whole number from {lowest:,} on."
    )


def demo_password(*, production: bool) -> str:
    """The password that the sign-in page of a demonstration shows, with the people to try; none anywhere else."""
    told = os.environ.get("PLAIT_DEMO_PASSWORD", "")
    if told and production:
        raise WrongSetting(
            "The site was not started.",
            why="PLAIT_ENV is “production”, and PLAIT_DEMO_PASSWORD is set, which the sign-in page would show.",
            mend="Take PLAIT_DEMO_PASSWORD out of the environment.",
        )
    return told


def allowed_hosts(*, production: bool) -> list[str]:
    """The host names that this site answers to."""
    told = _told_hosts()
    if production and (not told or "*" in told):
        why = "allows any name, and whoever asks would say where letters lead" if told else "is empty"
        raise WrongSetting(
            "The site was not started.",
            why=f"PLAIT_ENV is “production” and PLAIT_ALLOWED_HOSTS {why}.",
            mend="Set PLAIT_ALLOWED_HOSTS to the names people will use, with commas between them.",
        )
    return [*told, *_THIS_MACHINE]


def hosts_of_health(*, production: bool) -> frozenset[str]:
    """The names of this machine by which a site in production is asked only how it is, never for a page.

    A letter leads to the name by which the site was asked: one of these would lead to its reader's own machine.
    """
    return frozenset(_THIS_MACHINE).difference(_told_hosts()) if production else frozenset()


def _told_hosts() -> list[str]:
    return [host.strip() for host in os.environ.get("PLAIT_ALLOWED_HOSTS", "").split(",") if host.strip()]


def secret_key(home: Home, *, production: bool) -> str:
    """PLAIT_SECRET_KEY; a demo site without one makes its own, once, readable by its owner only."""
    told = os.environ.get("PLAIT_SECRET_KEY", "")
    if production and 0 < len(told) < _SHORTEST_KEY:
        raise WrongSetting(
            "The site was not started.",
            why=f"PLAIT_ENV is “production” and PLAIT_SECRET_KEY has {len(told)} characters.",
            mend=f"Set PLAIT_SECRET_KEY to {_SHORTEST_KEY} or more random characters.",
        )
    if told:
        return told
    if production:
        raise WrongSetting(
            "The site was not started.",
            why="PLAIT_ENV is “production” and PLAIT_SECRET_KEY is empty.",
            mend=f"Set PLAIT_SECRET_KEY to {_SHORTEST_KEY} or more random characters. Keep it out of the repository.",
        )
    return _own_key(home)


def former_keys() -> list[str]:
    """Keys that the site had before: what they signed and encrypted is still read."""
    return [each.strip() for each in os.environ.get("PLAIT_SECRET_KEYS_BEFORE", "").split(",") if each.strip()]


def _own_key(home: Home) -> str:
    home.root.mkdir(parents=True, exist_ok=True)
    made = home.root / f".secret_key.{secrets.token_hex(6)}"
    if not home.secret_key.exists():
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
        try:
            os.link(made, home.secret_key)  # fails if another process was first, so there is one key and it is whole
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return home.secret_key.read_text(encoding="ascii").strip()
