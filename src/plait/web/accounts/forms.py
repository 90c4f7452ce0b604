"""Opening an account: the form's own fields."""

from django import forms
from django.http import HttpRequest

from plait.organisations.models import Person


class SignupForm(forms.Form):
    """What is asked beside address and password. The sign-in library builds its form on this one."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        strip=True,
        help_text="As colleagues know you. They see it beside what you write.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Keep the name."""
        del request
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
