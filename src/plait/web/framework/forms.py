"""The forms of an improvement model: one screen for each strand, and what is done with the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.html import format_html

from plait.framework.answers import FIELDS, NAMES, WORDS, Content, Part
from plait.framework.domain import StrandText
from plait.framework.models import ANSWER_LENGTH, TEXT_LENGTH, WORDS_LENGTH
from plait.framework.queries.carrying import Ahead
from plait.framework.services.improvement import READERS
from plait.organisations.visibility import Visibility
from plait.web import words
from plait.web.people.answers import OnceForm
from plait.web.pupil_check import PupilCheck


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one component: the first two stand there at once, the others once they are opened."""

    key: str
    name: str
    descriptor: str
    prompts: tuple[str, ...]
    first: tuple[BoundField, ...]
    deeper: tuple[BoundField, ...]
    open: bool
    version: BoundField


class StrandForm(PupilCheck):
    """What a trust says about the components of one strand; every answer may be left empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, strand: StrandText, content: Content, **kwargs: Any) -> None:
        self.strand = strand
        super().__init__(*args, **kwargs)
        for each in strand.components:
            part = content.part(each.key)
            for question in FIELDS:
                self.fields[f"{each.key}-{question.name}"] = _field(question, initial=getattr(part, question.name))
            self.fields[f"{each.key}-version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=part.version, min_value=0
            )
        self.checked_texts = tuple(f"{each.key}-{name}" for each in strand.components for name in NAMES)  # type: ignore[misc]
        self.order_fields([name for name in self.fields if name != "no_pupil"])

    @property
    def groups(self) -> Iterator[Group]:
        """The fields, component by component."""
        for each in self.strand.components:
            first = tuple(self[f"{each.key}-{name}"] for name in NAMES[:2])
            deeper = tuple(self[f"{each.key}-{name}"] for name in NAMES[2:])
            filled = any(field.value() or field.errors for field in deeper)
            version = self[f"{each.key}-version"]
            yield Group(each.key, each.name, each.descriptor, each.prompts, first, deeper, filled, version)

    @property
    def parts(self) -> dict[str, Part]:
        """What the service takes."""
        told = self.cleaned_data
        return {
            each.key: Part(**{name: told[f"{each.key}-{name}"] for name in NAMES}, version=told[f"{each.key}-version"])
            for each in self.strand.components
        }

    def label_of(self, name: str) -> str:
        """What a field is called where the fields of all components stand together."""
        key, _, question = name.rpartition("-")
        component = next((each.name for each in self.strand.components if each.key == key), key)
        plain = next((each.plain for each in FIELDS if each.name == question), question)
        return f"{component}: {plain}"


def _field(question: Any, *, initial: str) -> forms.CharField:
    brief = question is WORDS
    return forms.CharField(
        label=question.label,
        help_text=question.hint,
        required=False,
        initial=initial,
        max_length=WORDS_LENGTH if brief else ANSWER_LENGTH,
        widget=forms.TextInput() if brief else forms.Textarea(attrs={"rows": 2}),
    )


class KeepForm(PupilCheck, OnceForm):
    """Keeping a version."""

    checked_texts = ("note",)
    note = forms.CharField(
        label="What is this version?",
        help_text="Such as “After the summer meeting of heads”.",
        required=False,
        max_length=TEXT_LENGTH,
    )


class ReadersForm(PupilCheck):
    """Who may read the model, and the line under the trust's name."""

    checked_texts = ("motto",)
    use_required_attribute = False
    motto = forms.CharField(
        label="One line under the trust’s name",
        help_text="It heads the picture.",
        required=False,
        max_length=WORDS_LENGTH,
    )
    visibility = forms.ChoiceField(label="Who may read it?", choices=[], widget=forms.RadioSelect)
    exception = forms.BooleanField(
        label="Trustees read it too", required=False, help_text="They read it where the trust does, if this is ticked."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, wider: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = READERS if wider else (Visibility.TRUST,)
        field = cast("forms.ChoiceField", self.fields["visibility"])
        field.choices = [
            (each.value, format_html("{}<small>{}</small>", each.label, each.description)) for each in shown
        ]
        if not wider:
            field.help_text = "Beyond the trust, whoever decides there opens it."


class CarryForm(OnceForm):
    """Where what stood under components goes that the edition in use no longer has.

    `nowhere`: what it is called to go to none. `asks`: each has to be answered.
    """

    NOWHERE = "-"

    def __init__(self, *args: Any, ahead: Ahead, nowhere: str, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone = ahead.gone
        unsaid = [("", "Choose")] if asks else []
        choices = [*unsaid, (self.NOWHERE, nowhere), *((each.key, each.name) for each in ahead.known)]
        for each in self.gone:
            near = words.listed([f"“{other.name}”" for other in each.counterparts])
            self.fields[f"move-{each.key}"] = forms.ChoiceField(
                label=f"Where does “{each.name}” go?",
                help_text=f"Near to it, by name or by a crosswalk: {near}." if near else "",
                choices=choices,
                initial="" if asks else self.NOWHERE,
                required=asks,
            )

    @property
    def moves(self) -> dict[str, str]:
        """What the service takes."""
        told = {each.key: self.cleaned_data[f"move-{each.key}"] for each in self.gone}
        return {key: "" if move == self.NOWHERE else move for key, move in told.items()}


class SheetForm(OnceForm):
    """A file that was downloaded from here, changed, and comes back."""

    file = forms.FileField(
        label="The file",
        help_text="CSV or Excel workbook, with the headings of the download.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
