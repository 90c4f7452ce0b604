"""What the sign-in library asks of the site: who may open an account, how letters go, how it reaches other servers."""

import base64
import logging
import secrets
from typing import Any, ClassVar

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string

from plait.core.services import mail, outbox
from plait.organisations.models import Person
from plait.organisations.queries.expected import is_expected
from plait.organisations.services import invitations
from plait.web import addresses
from plait.web.accounts import failures
from plait.web.accounts.guarded import GuardedSession
from plait.web.accounts.sealing import cipher

_log = logging.getLogger("plait.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with a password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "This is the address we write to. Choose another one for that first.",
        "duplicate_email": "This address is on your account already.",
        "email_password_mismatch": "E-mail address and password do not go together. Check both and try again.",
        "enter_current_password": "That is not your present password.",
        "incorrect_code": "That code is not right. Wait for the next one and try again.",
        "incorrect_password": "That is not your password.",
        "max_email_addresses": "An account takes %d addresses at most.",
        "rate_limited": "That was tried too often. Wait a few minutes.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, or ask for a new password by e-mail.",
        "unverified_primary_email": "We can write only to an address that you have confirmed.",
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Everybody begins at the page that says what needs them."""
        del request
        return addresses.address("home-mine") or "/"

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """People have no user name: the address is what they sign in with."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of whoever asks; where fewer servers stood in between than the operator named, the nearest."""
        try:
            found: str = super().get_client_ip(request)
        except ImproperlyConfigured:
            found = request.META["REMOTE_ADDR"]
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that a password did not fit, at signing in and where it is asked for again."""
        del request, credentials
        failures.note("password")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write as every letter of the site is written: in plain text, by a program, once the reason for it stands."""
        told = {**context, "email": email, "site": self._site()}
        mail.send(
            email,
            subject=render_to_string(f"{template_prefix}_subject.txt", told),
            text=render_to_string(f"{template_prefix}_message.txt", told),
            kind=outbox.ACCOUNT,
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Write to somebody whose sign-up opened no account: they have one, or nobody expects them."""
        if EmailAddress.objects.filter(email__iexact=email).exists():
            super().send_account_already_exists_mail(email)
        else:
            invitations.tell_uninvited(email)

    def _site(self) -> str:
        return f"{self.request.scheme}://{self.request.get_host()}" if self.request is not None else ""


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts of other organisations."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": "That account opens somebody else’s account here already.",
        "no_password": "Set a password first: nothing else would open your account.",
        "no_verified_email": "Confirm an e-mail address first: nothing else would open your account.",
        "disconnect_last": "Nothing else would open your account.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only somebody who is expected here, by an address that the provider calls verified."""
        del request
        return any(is_expected(each.email) for each in sociallogin.email_addresses if each.verified)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """Take the name as the provider has it, else the part of the address before the @."""
        person: Person = super().populate_user(request, sociallogin, data)
        told = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name")).strip()
        person.name = (str(data.get("name") or "") or told or person.email.partition("@")[0])[:150]
        return person

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Tell the operator why somebody could not come in; the page does not."""
        del request, extra_context
        _log.warning(
            "sign-in refused", extra={"provider": provider.sub_id, "error": str(error), "why": repr(exception)}
        )

    def get_requests_session(self) -> requests.Session:
        """A session that leaves the site's own network alone."""
        return GuardedSession()


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Take away your passkeys and codes first: an address could be used to get around them.",
        "cannot_delete_authenticator": "This cannot be taken away.",
        "cannot_generate_recovery_codes": "Recovery codes come with a passkey or an authenticator app. Add one first.",
        "incorrect_code": "That is not right. Check it and try again; each code from an app is good for 30 seconds.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Write down that a code or passkey did not fit."""
        if code == "incorrect_code":
            failures.note("second step or passkey")
        refused: ValidationError = super().validation_error(code, *args)
        return refused

    def encrypt(self, text: str) -> str:
        """Keep secrets in the database under a key that is not in it, so that a stolen backup opens no account."""
        return cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Read them again; where neither the present key nor a former one opens them, a secret that no code fits."""
        try:
            return cipher().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002 the library's name
        """Say which one it is until the person names it."""
        n = Authenticator.objects.filter(user=user, type=type).count()
        return "My passkey" if n == 0 else f"Passkey {n + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """How the browser names this site when it asks for a passkey."""
        told: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**told, "name": "Plait"}
