"""What somebody who was invited is asked, so that an account can be opened."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from plait.organisations.models import Person
from plait.web.addresses import address


class InvitedForm(forms.Form):
    """A name and a password; the address is the one that was invited."""

    use_required_attribute = False
    name = forms.CharField(
        label="Your name",
        max_length=150,
        strip=True,
        help_text="As colleagues know you. They see it beside what you write.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 12 characters. Three or four words that mean something to you alone are easy to keep.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter your password"},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        self.fields["password1"].widget.attrs["data-strength"] = address("password-strength")

    def clean_password1(self) -> str:
        """Refuse one that is short, common, or like the name or address."""
        person = Person(email=self._email, name=self.cleaned_data.get("name", ""))
        password: str = get_adapter().clean_password(self.cleaned_data["password1"], user=person)
        return password
