"""What is done when somebody could not show who they are: a line in the log, and a letter where a code came again.

The log says by which road, and neither the address nor the person: whoever mistypes is not to be found in it.
"""

import logging
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from plait.organisations.services import account_events

_log = logging.getLogger("plait.accounts")
PERIOD: Final = 30  # seconds for which an app shows a code (RFC 6238)


def note(road: str) -> None:
    """Write down that somebody could not show who they are, by the road they took."""
    _log.warning("sign-in refused", extra={"why": road})


def listen() -> None:
    """Look at codes that were refused, from now on; called once, when the site starts."""
    signals.authentication_failed.connect(_refused, dispatch_uid="plait.accounts.code_refused")


def keep_used(authenticator: Authenticator, code: str) -> None:
    """Remember that a code was used for as long as it would fit: the library forgets it after a third of that."""
    fits = PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    cache.set(authenticator.wrap()._get_used_cache_key(code), "y", timeout=fits)  # noqa: SLF001 the library's own name for it


def _refused(*, request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type != Authenticator.Type.TOTP:
        return
    if _fits(authenticator, request.POST.get("code", "")):
        note("a code came again")
        account_events.note_code_again(user.pk)
        get_adapter().send_notification_mail("mfa/email/code_again", user)


def _fits(authenticator: Authenticator, code: str) -> bool:
    """Whether a code that was refused is the right one, so that it must have been used before."""
    return bool(validate_totp_code(decrypt(authenticator.data["secret"]), code))
