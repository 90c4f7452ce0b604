"""The forms by which frameworks are changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.forms import BoundField

from plait.framework.domain import ComponentText, FrameworkText, Link, LinkText, Named, StrandText
from plait.framework.models import NAME_LENGTH, TEXT_LENGTH
from plait.web.people.answers import OnceForm

_NAMED = [(each.value, each.label) for each in Named]


class FrameworkFileForm(OnceForm):
    """A framework from a file."""

    file = forms.FileField(
        label="The file",
        help_text="TOML, CSV or Excel workbook, as a framework’s page gives it. The key decides which framework it is.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,.csv,.xlsx"}),
    )
    owner = forms.ChoiceField(label="Whose is it?", required=False)
    note = forms.CharField(
        label="What is new in this edition?",
        required=False,
        max_length=TEXT_LENGTH,
        help_text="For the list of editions.",
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[int, str]], everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["owner"])
        whole = [("", "Everybody’s on this site")] if everybody else []
        field.choices = [*whole, *((str(number), name) for number, name in owners)]
        field.required = not everybody
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]


@dataclass(frozen=True, slots=True)
class EditGroup:
    """The fields of one strand or component."""

    name: str
    component: bool
    fields: tuple[BoundField, ...]


class EditForm(forms.Form):
    """The words of a framework: names, descriptors and questions. What there is stays; a file adds and takes out."""

    use_required_attribute = False
    edition = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="What is new in this edition?", required=False, max_length=TEXT_LENGTH)

    def __init__(self, *args: Any, text: FrameworkText, edition: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = text
        self.fields["edition"].initial = edition
        for strand in text.strands:
            self._put(f"strand.{strand.key}", strand, "Name of the strand")
            for each in strand.components:
                self._put(f"component.{each.key}", each, "Name")
                self.fields[f"component.{each.key}.prompts"] = forms.CharField(
                    label="Questions, one on each line",
                    required=False,
                    initial="\n".join(each.prompts),
                    widget=forms.Textarea(attrs={"rows": max(3, len(each.prompts))}),
                )

    def _put(self, prefix: str, each: StrandText | ComponentText, label: str) -> None:
        self.fields[f"{prefix}.name"] = forms.CharField(label=label, initial=each.name, max_length=NAME_LENGTH)
        self.fields[f"{prefix}.named"] = forms.ChoiceField(
            label="This name is", choices=_NAMED, initial=each.named.value, widget=forms.Select
        )
        self.fields[f"{prefix}.descriptor"] = forms.CharField(
            label="Descriptor",
            required=False,
            initial=each.descriptor,
            max_length=TEXT_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def groups(self) -> Iterator[EditGroup]:
        """The fields, strand by strand."""
        for strand in self.before.strands:
            yield EditGroup(strand.name, component=False, fields=self._fields(f"strand.{strand.key}"))
            for each in strand.components:
                prefix = f"component.{each.key}"
                fields = (*self._fields(prefix), self[f"{prefix}.prompts"])
                yield EditGroup(each.name, component=True, fields=fields)

    def _fields(self, prefix: str) -> tuple[BoundField, ...]:
        return tuple(self[f"{prefix}.{name}"] for name in ("name", "named", "descriptor"))

    @property
    def text(self) -> FrameworkText:
        """The framework with its new words."""
        strands = tuple(
            replace(
                strand,
                **self._words(f"strand.{strand.key}"),
                components=tuple(self._component(each) for each in strand.components),
            )
            for strand in self.before.strands
        )
        return replace(self.before, strands=strands, note=self.cleaned_data["note"].strip())

    def _component(self, each: ComponentText) -> ComponentText:
        prefix = f"component.{each.key}"
        asked = (line.strip() for line in self.cleaned_data[f"{prefix}.prompts"].splitlines())
        return replace(each, **self._words(prefix), prompts=tuple(line for line in asked if line))

    def _words(self, prefix: str) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "name": told[f"{prefix}.name"].strip(),
            "named": Named(told[f"{prefix}.named"]),
            "descriptor": " ".join(told[f"{prefix}.descriptor"].split()),
        }


class LinkForm(forms.Form):
    """One line of a crosswalk."""

    use_required_attribute = False
    component = forms.ChoiceField()
    kind = forms.ChoiceField(label="is", choices=[(each.value, each.label) for each in Link])
    other = forms.ChoiceField()
    note = forms.CharField(label="Why, in a few words", required=False, max_length=TEXT_LENGTH)

    def __init__(self, *args: Any, first: FrameworkText, other: FrameworkText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in (("component", first), ("other", other)):
            field = cast("forms.ChoiceField", self.fields[name])
            field.label = text.name
            field.choices = [
                (strand.name, [(each.key, each.name) for each in strand.components]) for strand in text.strands
            ]

    @property
    def link(self) -> LinkText:
        """What the service takes."""
        told = self.cleaned_data
        return LinkText(told["component"], Link(told["kind"]), told["other"], told["note"].strip())
