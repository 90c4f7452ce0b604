"""The forms of passkeys and codes in the words of this site. Apart, because the library loads them on its own."""

from typing import Any, ClassVar

from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import MaxLengthValidator

from plait.web.accounts.failures import keep_used
from plait.web.accounts.worded import Worded

_LONGEST_NAME = 60


class Once(forms.Form):
    """A code of an app that fitted does not fit again."""

    def clean_code(self) -> str:
        """Take a code, and remember it."""
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            keep_used(authenticator, code)
        return code


class AuthenticateForm(Once, Worded, base.AuthenticateForm):  # type: ignore[misc]
    """The second step: six digits, or a recovery code."""

    labels: ClassVar[dict[str, str]] = {"code": "Code"}
    hints: ClassVar[dict[str, str]] = {"code": "Six digits from your authenticator app, or one of your recovery codes."}


class ReauthenticateCodeForm(Once, Worded, base.ReauthenticateForm):  # type: ignore[misc]
    """A code, once more, before something that matters."""

    labels: ClassVar[dict[str, str]] = {"code": "Code"}
    hints: ClassVar[dict[str, str]] = {"code": "Six digits from your authenticator app, or one of your recovery codes."}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the app has the secret."""

    labels: ClassVar[dict[str, str]] = {"code": "Code from the app"}
    hints: ClassVar[dict[str, str]] = {"code": "Six digits. The app shows new ones every 30 seconds."}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A name for the key, and whether it opens the account by itself."""

    labels: ClassVar[dict[str, str]] = {
        "name": "Name of this passkey",
        "passwordless": "Sign in with this alone, without a password",
    }
    hints: ClassVar[dict[str, str]] = {
        "name": "So that you know it again, such as “School laptop”.",
        "passwordless": "Your device then asks for a fingerprint, your face or a PIN.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(_LONGEST_NAME))
        self.fields["name"].widget.attrs["maxlength"] = str(_LONGEST_NAME)
        self.fields["passwordless"].initial = True


class NamePasskeyForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(max_length=_LONGEST_NAME)
    labels: ClassVar[dict[str, str]] = {"name": "Name of this passkey"}
