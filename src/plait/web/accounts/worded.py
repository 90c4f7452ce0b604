"""The sign-in library's forms in the words of this site."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.socialaccount import forms as social
from django import forms

from plait.web import addresses

_LENGTH = "At least 12 characters. Three or four words that mean something to you alone are easy to keep."


class Worded(forms.Form):
    """A form that says its own labels and hints."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the server says what is missing, above the heading and beside the field
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "" if name in self.labels else field.help_text)
            if name == "password1":
                field.widget.attrs["data-strength"] = addresses.address("password-strength")
            field.error_messages["required"] = f"Enter {_as_object(str(field.label))}"


def _as_object(label: str) -> str:
    """A label as a sentence goes on with it: “Your name” is asked for with “your name”."""
    return f"{label[0].lower()}{label[1:]}" if label.startswith("Your ") else f"your {label[0].lower()}{label[1:]}"


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels: ClassVar[dict[str, str]] = {"login": "E-mail address", "password": "Password"}


class SignupForm(Worded, account.SignupForm):  # type: ignore[misc]
    """Name, address and a password."""

    labels: ClassVar[dict[str, str]] = {"email": "E-mail address", "password1": "Password"}
    hints: ClassVar[dict[str, str]] = {
        "name": "As colleagues know you. They see it beside what you write.",
        "email": "The one to which your invitation was sent, or your address at work.",
        "password1": _LENGTH,
    }


class SocialSignupForm(Worded, social.SignupForm):  # type: ignore[misc]
    """What is asked of somebody who comes by a provider, where it did not say enough."""

    labels: ClassVar[dict[str, str]] = {"email": "E-mail address"}
    hints: ClassVar[dict[str, str]] = {"name": "As colleagues know you. They see it beside what you write."}


class AddEmailForm(Worded, account.AddEmailForm):  # type: ignore[misc]
    """Another address of the same person."""

    labels: ClassVar[dict[str, str]] = {"email": "Another e-mail address"}
    hints: ClassVar[dict[str, str]] = {
        "email": "We write to it. It counts once you have opened the link in the letter."
    }


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who knows the old one."""

    labels: ClassVar[dict[str, str]] = {
        "oldpassword": "Present password",
        "password1": "New password",
        "password2": "New password, once more",
    }
    hints: ClassVar[dict[str, str]] = {"password1": _LENGTH}


class SetPasswordForm(Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password for somebody who signs in otherwise."""

    labels: ClassVar[dict[str, str]] = {"password1": "Password", "password2": "Password, once more"}
    hints: ClassVar[dict[str, str]] = {"password1": _LENGTH}


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    labels: ClassVar[dict[str, str]] = {"email": "E-mail address"}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a link."""

    labels: ClassVar[dict[str, str]] = {"password1": "New password", "password2": "New password, once more"}
    hints: ClassVar[dict[str, str]] = {"password1": _LENGTH}


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, once more, before something that matters."""

    labels: ClassVar[dict[str, str]] = {"password": "Password"}
