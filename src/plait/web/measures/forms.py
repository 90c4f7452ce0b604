"""Forms of measures: what is measured, figures by hand, a table, and limits."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from plait.core.tables_in import read_number
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, EnteredBy, Move, Starter, Unit
from plait.indicators.periods import Cadence, Period
from plait.indicators.services.own_measures import Written
from plait.organisations.visibility import Visibility
from plait.web.people.answers import OnceForm
from plait.web.pupil_check import PupilCheck

_MOST_BYTES = 5 * 1024 * 1024


class MeasureForm(OnceForm, PupilCheck):
    """What is measured, how often, of whom, and which way is better."""

    checked_texts: ClassVar[Sequence[str]] = ("name", "why", "counted", "denominator")
    name = forms.CharField(label="What do you measure?", max_length=120)
    why = forms.CharField(
        label="Why, in a sentence or two",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever enters it should know what it is for.",
    )
    unit = forms.ChoiceField(
        label="What is the figure?", choices=[(each.value, each.label) for each in Unit], widget=forms.RadioSelect
    )
    counted = forms.CharField(
        label="What is counted",
        required=False,
        max_length=80,
        help_text="For a percentage or a rate, such as: sessions attended.",
    )
    denominator = forms.CharField(
        label="Out of what", required=False, max_length=80, help_text="For a percentage or a rate: possible sessions."
    )
    per = forms.FloatField(label="For every", required=False, min_value=1, help_text="For a rate: 100, or 1000.")
    unit_words = forms.CharField(
        label="Unit", required=False, max_length=40, help_text="For another number: days, pounds, months."
    )
    better = forms.ChoiceField(
        label="Which way is better?",
        choices=[(str(each.value), each.label) for each in Better],
        widget=forms.RadioSelect,
    )
    cadence = forms.ChoiceField(
        label="How often?",
        choices=[(each.value, each.label) for each in Cadence],
        widget=forms.RadioSelect,
        help_text="Weekly and monthly figures show a change soonest. Yearly ones get no limits.",
    )
    target = forms.FloatField(label="Target", required=False, help_text="In the unit of the figure.")
    each_school = forms.BooleanField(label="Of each school of the trust", required=False)
    entered_by = forms.ChoiceField(
        label="Who enters it?", choices=[(each.value, each.label) for each in EnteredBy], widget=forms.RadioSelect
    )
    of_pupils = forms.BooleanField(
        label="What is counted are pupils",
        required=False,
        help_text="Then figures about fewer than six pupils are not shown. Never enter anything about one pupil.",
    )
    starts_on = forms.DateField(
        label="Measured since", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    shared = forms.BooleanField(
        label="People of the trust read it too",
        required=False,
        help_text="Then a priority of the school can name it, and its figures are kept with each review.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, of_school: bool = False, may_share: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("each_school", "entered_by") if of_school else ():
            del self.fields[name]
        if not may_share:
            del self.fields["shared"]

    @property
    def written(self) -> Written:
        """What was written, as the service takes it."""
        told = self.cleaned_data
        return Written(
            name=told["name"],
            unit=Unit(told["unit"]),
            better=Better(int(told["better"])),
            cadence=Cadence(told["cadence"]),
            why=told["why"],
            unit_words=told["unit_words"],
            counted=told["counted"],
            denominator=told["denominator"],
            per=told["per"] or 100.0,
            target=told["target"],
            each_school=told.get("each_school", False),
            entered_by=EnteredBy(told.get("entered_by", EnteredBy.SCHOOL.value)),
            of_pupils=told["of_pupils"],
            starts_on=told["starts_on"],
        )


def begin_from(starter: Starter | None) -> dict[str, object]:
    """What a new form holds: an example, or what most measures are."""
    year = timezone.localdate()
    start = dt.date(year.year if year.month >= 9 else year.year - 1, 9, 1)
    common: dict[str, object] = {"each_school": True, "entered_by": "school", "per": 100, "starts_on": start}
    if starter is None:
        return common | {"unit": "percent", "better": "1", "cadence": "weekly"}
    told = {name: getattr(starter, name) for name in Starter.__slots__ if name != "key"}
    return common | told | {"better": str(starter.better.value)}


def begin_with(measure: OwnMeasure) -> dict[str, object]:
    """What a form of an existing measure holds."""
    names = [name for name in MeasureForm.base_fields if name not in {"token", "no_pupil", "shared"}]
    told = {name: getattr(measure, name) for name in names} | {"better": str(measure.better)}
    return told | {"shared": measure.visibility != Visibility.SCHOOL}


class EnterForm(OnceForm):
    """One place and period: a field, or two, to each measure. What is left empty stays as it is."""

    because = forms.CharField(
        label="If you correct a figure: why?", required=False, max_length=300, help_text="It is kept beside it."
    )

    def __init__(self, *args: Any, asked: Sequence[tuple[OwnMeasure, Period]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        because = self.fields.pop("because")
        for measure, period in asked:
            for name, label in names_of(measure).items():
                attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-10"}
                self.fields[name] = forms.CharField(
                    label=f"{measure.name}: {label}" if label else measure.name,
                    help_text=period.label,
                    required=False,
                    max_length=20,
                    widget=forms.TextInput(attrs=attrs),
                )
        self.fields["because"] = because

    def clean(self) -> dict[str, Any]:
        """Read each number, and say beside the field what is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        for measure, _ in self.asked:
            for name in names_of(measure):
                text = str(cleaned.get(name) or "").strip()
                try:
                    cleaned[name] = read_number(text, percent=measure.unit == Unit.PERCENT) if text else None
                except ValueError as fault:
                    self.add_error(name, str(fault))
        return cleaned

    def figures_of(self, measure: OwnMeasure) -> dict[str, float | None]:
        """What was written of a measure, as a figure takes it."""
        told = [self.cleaned_data.get(name) for name in names_of(measure)]
        return {"value": told[0]} if len(told) == 1 else {"counted_n": told[0], "denominator_n": told[1]}


def names_of(measure: OwnMeasure) -> Mapping[str, str]:
    """The fields of a measure and what they are called."""
    if not Unit(measure.unit).of_counts:
        return {f"value_{measure.pk}": measure.unit_words}
    return {f"counted_{measure.pk}": measure.counted, f"of_{measure.pk}": f"of {measure.denominator}"}


class TakeInForm(forms.Form):
    """A file, or what was copied from a sheet; `held` carries what was looked at to the saving of it."""

    use_required_attribute = False
    file = forms.FileField(
        label="A CSV file or a workbook (.xlsx)",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    pasted = forms.CharField(
        label="Or paste rows from a sheet, with their heading",
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def content(self) -> tuple[bytes | str, str]:
        """What is to be read, and what it is called."""
        told = self.cleaned_data
        if told["file"] is None:
            return str(told["pasted"]), "What you pasted"
        return told["file"].read(_MOST_BYTES + 1), told["file"].name


class SaveForm(OnceForm):
    """What was looked at, to be saved."""

    held = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000, strip=False)
    because = forms.CharField(
        label="Why are figures corrected?", required=False, max_length=300, help_text="Kept beside each of them."
    )


class LimitsForm(OnceForm):
    """New limits from a day on, or frozen ones, with the reason."""

    move = forms.ChoiceField(
        label="What happens to the limits?",
        choices=[(each.value, each.label) for each in Move],
        widget=forms.RadioSelect,
        initial=Move.REBASE.value,
    )
    at = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="A day in the period.",
    )
    note = forms.CharField(
        label="Why? It is drawn on the chart", max_length=200, help_text="Such as: new attendance policy."
    )
