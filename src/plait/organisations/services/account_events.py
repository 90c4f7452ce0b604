"""What happens to an account goes into the audit trail: the sign-in library tells, and this writes it down.

Addresses, passwords and codes are not written, only that they were added, changed or taken away.
"""

from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as steps
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.db import transaction
from django.dispatch import Signal

from plait.core.services import audit

_STEPS: Final = {"totp": "an authenticator app", "webauthn": "a passkey", "recovery_codes": "recovery codes"}
_PLAIN: Final[tuple[tuple[Signal, str], ...]] = (
    (account.user_signed_up, "account.opened"),
    (account.password_set, "account.password_set"),
    (account.password_changed, "account.password_changed"),
    (account.password_reset, "account.password_reset"),
    (account.email_added, "account.email_added"),
    (account.email_changed, "account.email_changed"),
    (account.email_removed, "account.email_removed"),
)


def listen() -> None:
    """Write down what the sign-in library tells from now on; called once, when the site starts."""
    for signal, action in _PLAIN:
        signal.connect(_writer(action), weak=False, dispatch_uid=f"plait.{action}")
    account.user_logged_in.connect(_signed_in, dispatch_uid="plait.account.signed_in")
    account.email_confirmed.connect(_email_confirmed, dispatch_uid="plait.account.email_confirmed")
    steps.authenticator_added.connect(_step_added, dispatch_uid="plait.account.second_step_added")
    steps.authenticator_removed.connect(_step_removed, dispatch_uid="plait.account.second_step_removed")
    steps.authenticator_reset.connect(_codes_made, dispatch_uid="plait.account.recovery_codes_made")
    social.social_account_added.connect(_provider_linked, dispatch_uid="plait.account.provider_linked")
    social.social_account_removed.connect(_provider_unlinked, dispatch_uid="plait.account.provider_unlinked")


def note_sessions_ended(person: int, *, n: int) -> None:
    """Write down that a person signed out elsewhere."""
    _write("account.sessions_ended", person, after={"sessions": n})


def note_code_again(person: int) -> None:
    """Write down that a code of a person's app came a second time while it was good."""
    _write("account.code_again", person)


def _write(action: str, person: int, *, after: Any = None) -> None:
    with transaction.atomic():
        audit.record(action, on=("organisations.person", person), by=person, after=after)


def _writer(action: str) -> Any:
    def write(*, user: Any, **_: Any) -> None:
        _write(action, user.pk)

    return write


def _signed_in(*, user: Any, **told: Any) -> None:
    sociallogin = told.get("sociallogin")
    _write("account.signed_in", user.pk, after={"through": sociallogin.account.provider} if sociallogin else None)


def _email_confirmed(*, email_address: Any, **_: Any) -> None:
    _write("account.email_confirmed", email_address.user_id)


def _step_added(*, user: Any, authenticator: Authenticator, **_: Any) -> None:
    _write("account.second_step_added", user.pk, after={"step": _STEPS[authenticator.type]})


def _step_removed(*, user: Any, authenticator: Authenticator, **_: Any) -> None:
    _write("account.second_step_removed", user.pk, after={"step": _STEPS[authenticator.type]})


def _codes_made(*, user: Any, **_: Any) -> None:
    _write("account.recovery_codes_made", user.pk)


def _provider_linked(*, sociallogin: Any, **_: Any) -> None:
    _write("account.provider_linked", sociallogin.user.pk, after={"provider": sociallogin.account.provider})


def _provider_unlinked(*, socialaccount: Any, **_: Any) -> None:
    _write("account.provider_unlinked", socialaccount.user_id, after={"provider": socialaccount.provider})
