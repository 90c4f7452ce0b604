"""Writing down what was found behind a signal, and offering it to a partner."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone

from plait.insight.findings import Stance
from plait.insight.services.findings import Written
from plait.organisations.visibility import Visibility
from plait.web.pupil_check import PupilCheck

_LONGEST = 4000  # characters: two pages


class FindingForm(PupilCheck):
    """What somebody found: what they make of the signal, what they saw, and who may read it."""

    checked_texts: ClassVar[Sequence[str]] = ("seen", "learn")

    stance = forms.ChoiceField(
        label="What do you make of the signal?",
        choices=[(each.value, each.label) for each in Stance],
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(
        label="What did you see?",
        help_text="Whom you spoke to by role, what they do, since when. Nothing about single pupils.",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    learn = forms.CharField(
        label="What could others take from it?",
        help_text="And what made it possible: time, money, what was stopped.",
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    looked_on = forms.DateField(label="When did you look?", widget=forms.DateInput(attrs={"type": "date"}))
    visibility = forms.ChoiceField(
        label="Who may read this?",
        help_text="You can change it later.",
        choices=[(each.value, f"{each.label}. {each.description}") for each in Visibility],
        widget=forms.RadioSelect,
    )
    exception = forms.BooleanField(
        label="Trustees should know of this", required=False, help_text="They read it where the trust does."
    )
    owner = forms.TypedChoiceField(label="For which organisation do you write?", coerce=int)

    def __init__(self, *args: Any, owners: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["stance", "seen", "learn", "looked_on", "owner", "visibility", "exception", "no_pupil"])
        if not owners:
            del self.fields["owner"]
            return
        field = cast("forms.TypedChoiceField", self.fields["owner"])
        field.choices = owners
        field.initial = owners[0][0]
        self.fields["looked_on"].initial = timezone.localdate()
        if len(owners) == 1:
            field.widget = forms.HiddenInput()

    @property
    def written(self) -> Written:
        """What the service takes."""
        told = self.cleaned_data
        return Written(
            stance=Stance(told["stance"]),
            seen=told["seen"],
            learn=told["learn"],
            looked_on=told["looked_on"],
            visibility=Visibility(told["visibility"]),
            exception=told["exception"],
        )


def initial_of(finding: object) -> dict[str, Any]:
    """A finding as its form begins."""
    names = ("stance", "seen", "learn", "looked_on", "visibility", "exception")
    return {name: getattr(finding, name) for name in names}


class OfferForm(PupilCheck):
    """Offering a finding to another trust."""

    checked_texts: ClassVar[Sequence[str]] = ("purpose",)

    partner = forms.TypedChoiceField(label="Which trust?", coerce=int)
    until = forms.DateField(
        label="Until when?",
        help_text="From this day on it is closed to them again. Within three years.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    purpose = forms.CharField(
        label="What for?",
        help_text="Both sides see this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["partner"]).choices = [("", "Choose"), *partners]
