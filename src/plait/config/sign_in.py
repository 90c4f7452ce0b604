"""How people sign in: the applications behind it, and the OpenID providers that the operator has named."""

import os
import re
from typing import Any, Final
from urllib.parse import urlsplit

from plait.config.security import WrongSetting, switch

APPS: Final = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]
_NAME: Final = re.compile(r"^[a-z][a-z0-9-]{0,29}$")
_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
_MOST_PROXIES: Final = 9

# Attempts at each road to an account: so many in a time (s, m, h), for one network address (ip), one account or address
# (key), or one person who has signed in (user). The first number over which a road is closed answers 429 or says so.
ACCOUNT_RATES: Final = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip",
    "reset_password": "10/m/ip,3/5m/key",
    "reset_password_from_key": "10/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "5/m/user",
    "confirm_email": "1/180s/key",
}
MFA_RATES: Final = {"webauthn_login": "10/m/ip"}


def providers(*, production: bool) -> dict[str, Any]:
    """The OpenID providers of the environment, as the sign-in library takes them.

    `PLAIT_OIDC` names them, with commas between; each has `PLAIT_OIDC_<NAME>_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET`,
    and may have `_LABEL` (what stands on its button) and `_TRUST_EMAIL` (`on`: an address that the provider calls
    verified, or of which it does not say, opens the account that has it; only for a provider that is known to check).
    """
    named = [name.strip().lower() for name in os.environ.get("PLAIT_OIDC", "").split(",") if name.strip()]
    apps = [_provider(name, production=production) for name in named]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}} if apps else {}


def proxies(*, production: bool) -> int:
    """How many servers stand in front of this one, so that the last so many names in X-Forwarded-For are believed.

    Raises
    ------
    WrongSetting
        If it is not a small number.
    """
    told = os.environ.get("PLAIT_PROXIES", "").strip()
    if not told:
        return 1 if production else 0
    if not (told.isdigit() and int(told) <= _MOST_PROXIES):
        raise _refused(
            f"PLAIT_PROXIES is “{told}”.", f"Set it to the number of servers in front, from 0 to {_MOST_PROXIES}."
        )
    return int(told)


def _provider(name: str, *, production: bool) -> dict[str, Any]:
    if not _NAME.match(name):
        raise _refused(f"PLAIT_OIDC names “{name}”.", "Use small letters, digits and hyphens, such as entra.")
    issuer = _told(name, "ISSUER").rstrip("/")
    parts = urlsplit(issuer)
    inside = parts.scheme == "http" and parts.hostname in _LOOPBACK and not production
    if not (parts.scheme == "https" and parts.hostname) and not inside:
        raise _refused(f"{_variable(name, 'ISSUER')} is not an https address.", "Write the issuer as https://….")
    trusted = switch(_variable(name, "TRUST_EMAIL"), default=False)
    return {
        "provider_id": name,
        "name": os.environ.get(_variable(name, "LABEL"), "").strip() or name.title(),
        "client_id": _told(name, "CLIENT_ID"),
        "secret": _told(name, "CLIENT_SECRET"),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "email_authentication": trusted,
        },
    }


def _variable(name: str, what: str) -> str:
    return f"PLAIT_OIDC_{name.upper().replace('-', '_')}_{what}"


def _told(name: str, what: str) -> str:
    value = os.environ.get(_variable(name, what), "").strip()
    if not value:
        raise _refused(
            f"PLAIT_OIDC names “{name}”, and {_variable(name, what)} is empty.",
            "Set it to what the provider gave you, or take the name out of PLAIT_OIDC.",
        )
    return value


def _refused(why: str, mend: str) -> WrongSetting:
    return WrongSetting("The site was not started.", why=why, mend=mend)
