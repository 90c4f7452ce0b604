"""What is asked of people who join, and of those who decide."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms

from plait.organisations.roles import Kind, list_roles
from plait.web.people.answers import OnceForm
from plait.web.pupil_check import PupilCheck

_FEW: Final = 8  # places to choose from at a glance


class AskForm(OnceForm, PupilCheck):
    """Asking an organisation to let one in."""

    checked_texts: ClassVar[Sequence[str]] = ("message",)
    organisation = forms.TypedChoiceField(
        label="Where you work",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where you work"},
    )
    message = forms.CharField(
        label="A word to whoever decides",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example what you do there. They see your name and e-mail address.",
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = self.fields["organisation"]
        if len(places) > _FEW:  # a list that opens, and in which one types the first letters
            where.widget = forms.Select()
            where.choices = [("", "Choose"), *places]  # type: ignore[attr-defined]
        else:
            where.choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            where.initial = places[0][0]


class DecideForm(OnceForm):
    """Accepting somebody in a role, or declining."""

    accepted = forms.TypedChoiceField(
        label="What do you decide?",
        choices=[("yes", "Accept"), ("no", "Decline")],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to accept"},
    )
    role = forms.ChoiceField(label="Role, if you accept", required=False)
    function = forms.CharField(
        label="Function",
        max_length=60,
        required=False,
        help_text="For a support-staff lead: finance, estates or administration, for example.",
    )

    def __init__(self, *args: Any, kind: Kind, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices_of(kind, names=names, open_ended=True)  # type: ignore[attr-defined]


class DomainForm(OnceForm):
    """A domain of e-mail addresses to add."""

    domain = forms.CharField(
        label="Add a domain",
        max_length=253,
        help_text="The part after the @ of your own addresses, such as northbridge.example.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Enter a domain"},
    )


def choices_of(kind: Kind, *, names: dict[str, str], open_ended: bool = False) -> list[tuple[str, str]]:
    """The roles that can be held in such an organisation, as the trust calls them."""
    roles = [role for role in list_roles(kind) if not (open_ended and role.must_end)]
    return [(role.key, f"{names[role.key]} ({role.name})" if role.key in names else role.name) for role in roles]
