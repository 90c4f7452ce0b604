"""Forms of evidence: an entry, withdrawing it, and a claim that stands on it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.html import format_html

from plait.core.errors import PlaitError
from plait.framework.queries.frameworks import component_choices
from plait.goals.evidence import FIELDS, Cost, EntrySaid, EvidenceKind, Form, Strength, Sure
from plait.goals.models.evidence import Entry
from plait.goals.services.evidence import READERS, NotEvidence
from plait.organisations.visibility import Visibility
from plait.web.evidence.wording import sure_choices
from plait.web.stepped import Stepped

_AREA = forms.Textarea


class Once(Stepped):
    """A form of one step; what is refused stands at its field where it has one."""

    def say(self, refused: PlaitError) -> None:
        """Put what was refused where it can be mended."""
        fields: Mapping[str, str] = refused.fields if isinstance(refused, NotEvidence) else {}
        for name, what in fields.items():
            self.add_error(name if name in self.fields else None, what)
        if not fields:
            super().say(refused)


def _text(label: str, *, longest: int, rows: int = 3, **told: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=_AREA(attrs={"rows": rows}), **told)


def _day(label: str, **told: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **told)


def _months(label: str, **told: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"})
    return forms.DecimalField(label=label, required=False, max_digits=4, decimal_places=1, widget=widget, **told)


class EntryForm(Once):
    """What is written of an entry: title, what it says and where from make one; the rest deepens it."""

    checked_texts: ClassVar[Sequence[str]] = ("title", "says", "about", "limits", "context")

    kind = forms.ChoiceField(
        label="Whose is it?",
        choices=[
            (
                EvidenceKind.EXTERNAL.value,
                format_html("{}<small>{}</small>", "From elsewhere", "A study, a review of studies, guidance."),
            ),
            (
                EvidenceKind.INTERNAL.value,
                format_html("{}<small>{}</small>", "Our own", "An evaluation, drop-ins, a survey, a review."),
            ),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label="What would colleagues call it?", max_length=160)
    says = _text(
        "What does it say, in your own words?",
        longest=3000,
        rows=5,
        help_text="Two or three sentences a colleague could repeat. Never copy an author’s text.",
    )
    source = forms.CharField(
        label="Where does it come from?",
        max_length=300,
        required=False,
        help_text="Author, year, title; or, for your own, who looked. Needed for what comes from elsewhere.",
    )
    url = forms.CharField(label="Web address", max_length=500, required=False)
    looked_on = _day("When was it read, or looked at?", help_text="Needed for your own.")
    form = forms.ChoiceField(
        label="What sort of looking is it?",
        required=False,
        choices=[("", "Not said"), *((each.value, each.label) for each in Form)],
    )
    about = _text("What was looked at?", longest=1000, rows=2, required=False)
    context = _text("For whom and where?", longest=1000, rows=2, required=False, help_text="Phase, subject, place.")
    limits = _text(
        "What are its limits?",
        longest=2000,
        required=False,
        help_text="Who was not asked; what else could explain it; what you would want to know.",
    )
    strength = forms.ChoiceField(
        label="How much can it bear?",
        required=False,
        choices=[("", "Not judged"), *((each.value, each.label) for each in Strength)],
        help_text="How many looked, how carefully, and how well they agree.",
    )
    cost = forms.ChoiceField(
        label="What does it cost to do?",
        required=False,
        choices=[("", "Not known"), *((each.value, each.label) for each in Cost)],
    )
    effect_months = _months("Months of progress in a year", help_text="Only if the source says so. Below nought: harm.")
    effect_lo = _months("Probably from")
    effect_hi = _months("Probably to", help_text="Both ends of its interval, or neither.")
    to_check = forms.BooleanField(label="The figure still has to be held against its source", required=False)
    licence = forms.CharField(label="Licence", max_length=300, required=False)
    component = forms.ChoiceField(label="Component of the framework", required=False)
    expires_on = _day("Good until", help_text="On that day you are asked to look again, and so is who leans on it.")
    owner = forms.TypedChoiceField(label="For whom do you write it?", coerce=int)
    visibility = forms.ChoiceField(label="Who may read it?", widget=forms.RadioSelect)
    because = forms.CharField(label="What has changed, and why?", max_length=300, required=False)

    def __init__(
        self, *args: Any, owners: Sequence[tuple[int, str]] = (), school: bool = True, new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        readers = [each for each in READERS if school or each is not Visibility.SCHOOL]
        cast("forms.ChoiceField", self.fields["visibility"]).choices = [
            (each.value, format_html("{}<small>{}</small>", each.label, each.description)) for each in readers
        ]
        cast("forms.ChoiceField", self.fields["component"]).choices = [("", "No particular one"), *component_choices()]
        self.fields["visibility"].initial = Visibility.TRUST.value
        if owners:
            cast("forms.TypedChoiceField", self.fields["owner"]).choices = list(owners)
        if not owners:
            del self.fields["owner"]
        elif len(owners) == 1:
            self.fields["owner"].initial, self.fields["owner"].widget = owners[0][0], forms.HiddenInput()
        if new:
            del self.fields["because"]
        self.order_fields([name for _, names in _PARTS for name in names])

    def clean_form(self) -> str:
        """Something else, where nothing was said."""
        return str(self.cleaned_data["form"] or Form.OTHER.value)

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in _PARTS]

    @property
    def said(self) -> EntrySaid:
        """What the service takes."""
        return EntrySaid(**{name: value for name, value in self.cleaned_data.items() if name in FIELDS})


_PARTS = (
    ("", ("kind", "title", "says", "no_pupil", "source", "url", "looked_on", "owner", "visibility")),
    (
        "More about it, if you have it",
        (
            *("form", "about", "context", "limits", "strength", "cost", "effect_months", "effect_lo", "effect_hi"),
            *("to_check", "licence", "component", "expires_on"),
        ),
    ),
    ("This version", ("because",)),
)


def initial_of(entry: Entry) -> dict[str, Any]:
    """An entry as its form begins."""
    told = {name: getattr(entry, name) for name in (*FIELDS, "visibility")}
    if told["visibility"] == Visibility.PARTNERS:  # with whom it is shared stands in the register of agreements
        told["visibility"] = Visibility.TRUST.value
    return told


class WithdrawForm(Once):
    """Saying that it should not be leant upon any more."""

    checked_texts: ClassVar[Sequence[str]] = ("because",)
    because = _text("Why should nobody lean on it any more?", longest=1000, rows=2)


class BetForm(Once):
    """A claim, how sure one is, and what would change one's mind."""

    checked_texts: ClassVar[Sequence[str]] = ("claim", "mind")
    claim = _text(
        "What do you take from it?",
        longest=600,
        rows=2,
        help_text="The claim, in one sentence: “Daily reading aloud will widen the words our pupils know.”",
    )
    sure = forms.ChoiceField(label="How sure are you that it holds here?", widget=forms.RadioSelect)
    mind = _text("What would change your mind?", longest=600, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["sure"]).choices = [
            (value, format_html("{}<small>{}</small>", label, meaning)) for value, label, meaning in sure_choices()
        ]

    @property
    def told(self) -> dict[str, Any]:
        """What the services take."""
        told = self.cleaned_data
        return {"claim": told["claim"], "sure": Sure(told["sure"]), "mind": told["mind"]}


class LeanForm(BetForm):
    """A claim on an entry that is chosen from the library."""

    entry = forms.TypedChoiceField(label="On which evidence does it stand?", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, entries: Sequence[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["entry"]).choices = [
            (number, format_html("{}<small>{}</small>", title, line)) for number, title, line in entries
        ]
        self.order_fields(["entry", "claim", "no_pupil", "sure", "mind", "token"])
