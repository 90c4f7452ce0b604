"""Writing down what was found behind a signal, and offering it to a partner."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from plait.insight.findings import Stance
from plait.insight.services.findings import Written
from plait.organisations.visibility import Visibility
from plait.web.pupil_check import PupilCheck

_LONGEST = 4000  # characters: two pages
_OF_NEEDS = {Visibility.SECTOR, Visibility.PUBLIC}  # what is told only to those entitled to it goes no further


class FindingForm(PupilCheck):
    """What somebody found: what they make of the signal, what they saw, and who may read it."""

    checked_texts: ClassVar[Sequence[str]] = ("seen", "learn")

    stance = forms.ChoiceField(
        label="What do you make of the signal?",
        choices=[],
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
    looked_on = forms.DateField(
        label="When did you look?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    visibility = forms.ChoiceField(
        label="Who may read this?",
        help_text="Choose for whom you can write openly. A draft is yours alone; you can let others read it later, and "
        "take it back.",
        choices=[],
        widget=forms.RadioSelect,
    )
    exception = forms.BooleanField(
        label="Trustees should know of this",
        required=False,
        help_text="They read it only where the trust does, and only if you tick this.",
    )
    owner = forms.TypedChoiceField(label="For which organisation do you write?", coerce=int)

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        owners: Sequence[tuple[int, str]] = (),
        needs: bool = False,
        within_school: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["stance", "seen", "learn", "no_pupil", "looked_on", "owner", "visibility", "exception"])
        stance = cast("forms.ChoiceField", self.fields["stance"])
        stance.choices = [(each.value, each.tell(needs=needs)) for each in Stance]
        visibility = cast("forms.ChoiceField", self.fields["visibility"])
        visibility.choices = _readers(needs=needs, within_school=within_school)
        if not owners:
            del self.fields["owner"]
            return
        field = cast("forms.TypedChoiceField", self.fields["owner"])
        field.choices = owners
        field.initial = owners[0][0]
        visibility.initial = Visibility.ME.value
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


def _readers(*, needs: bool, within_school: bool) -> list[tuple[str, str]]:
    """The choices of who may read it that make sense here, each with who that is."""
    left_out = (_OF_NEEDS if needs else set()) | (set() if within_school else {Visibility.SCHOOL})
    shown = [each for each in Visibility if each not in left_out]
    return [(each.value, format_html("{}<small>{}</small>", each.label, each.description)) for each in shown]


def initial_of(finding: object) -> dict[str, Any]:
    """A finding as its form begins."""
    names = ("stance", "seen", "learn", "looked_on", "visibility", "exception")
    return {name: getattr(finding, name) for name in names}


class OfferForm(PupilCheck):
    """Offering a finding to another trust."""

    checked_texts: ClassVar[Sequence[str]] = ("purpose",)

    partner = forms.TypedChoiceField(
        label="Which trust?", help_text="Only trusts that have people here can be chosen.", coerce=int
    )
    until = forms.DateField(
        label="Until when?",
        help_text="From this day on it is closed to them again. Within three years.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.CharField(
        label="What for?",
        help_text="Both sides see this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, partners: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["partner"]).choices = [("", "Choose"), *partners]
