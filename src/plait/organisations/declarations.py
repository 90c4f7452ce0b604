"""Personal data that the sign-in library and the framework hold: declared here, since their models cannot say it."""

from typing import Final

from plait.core.personal import Basis, Declared, Retention, declare
from plait.organisations.holding import account, secret

_SESSION: Final = Retention(after="last_use", days=1, then="delete")  # sessions last a working day


def _session(purpose: str, *, of: str = "", export: bool = True) -> Declared:
    return Declared(purpose, Basis.PUBLIC_TASK, _SESSION, of=of, export=export)


declare(
    "account.EmailAddress",
    personal={
        "user": account("Knowing whose address it is", of="user_id"),
        "email": account("Signing in, and writing to the person", of="user_id"),
    },
    impersonal=("verified", "primary"),
)
declare(
    "account.EmailConfirmation",
    personal={
        "email_address": account("Checking that an address is the person’s own", of="email_address__user_id"),
        "key": secret("Checking that an address is the person’s own", of="email_address__user_id"),
    },
    impersonal=("created", "sent"),
)
declare("auth.Group", impersonal=("name", "permissions"))
declare("auth.Permission", impersonal=("name", "content_type", "codename"))
declare("contenttypes.ContentType", impersonal=("app_label", "model"))
declare(
    "mfa.Authenticator",
    personal={
        "user": account("Knowing whose second step it is", of="user_id"),
        "data": secret("A second step when signing in", of="user_id"),
        "last_used_at": account("Showing the person when a second step was used", of="user_id"),
    },
    impersonal=("type", "created_at"),
)
declare(
    "sessions.Session",
    personal={
        "session_key": _session("Staying signed in", export=False),
        "session_data": _session("Staying signed in", export=False),
    },
    impersonal=("expire_date",),
)
declare(
    "socialaccount.SocialAccount",
    personal={
        "user": account("Knowing whose sign-in it is", of="user_id"),
        "uid": account("Signing in through another organisation’s account", of="user_id"),
        "extra_data": account("Signing in through another organisation’s account", of="user_id"),
        "last_login": account("Showing the person when it was used", of="user_id"),
        "date_joined": account("Showing the person since when it is linked", of="user_id"),
    },
    impersonal=("provider",),
)
declare(
    "socialaccount.SocialApp",
    impersonal=("provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
)
declare(
    "socialaccount.SocialToken",
    personal={
        "account": account("Signing in through another organisation’s account", of="account__user_id"),
        "token": secret("Signing in through another organisation’s account", of="account__user_id"),
        "token_secret": secret("Signing in through another organisation’s account", of="account__user_id"),
    },
    impersonal=("app", "expires_at"),
)
declare(
    "usersessions.UserSession",
    personal={
        "user": _session("Showing people where they are signed in", of="user_id"),
        "ip": _session("Showing people where they are signed in", of="user_id"),
        "user_agent": _session("Showing people where they are signed in", of="user_id"),
        "last_seen_at": _session("Showing people where they are signed in", of="user_id"),
        "session_key": _session("Ending a session from afar", of="user_id", export=False),
        "data": _session("Showing people where they are signed in", of="user_id", export=False),
    },
    impersonal=("created_at",),
)
