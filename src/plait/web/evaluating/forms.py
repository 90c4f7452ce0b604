"""Forms of self-evaluation: a domain on one screen, what a moderator sees, and the steps of a term."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from plait.goals.evaluating import LONGEST_CHANGED, LONGEST_EVIDENCE, LONGEST_NOTE, Confidence, Said, Second
from plait.goals.queries.evaluating_reading import Line, Other, Part, Reading
from plait.web.people.answers import OnceForm
from plait.web.pupil_check import PupilCheck

_SURE = [(each.value, each.label) for each in Confidence]


@dataclass(frozen=True, slots=True)
class LineFields:
    """The fields of one statement; `open`: shown at once, since something is to be said or mended."""

    line: Line
    fields: tuple[BoundField, ...]
    hidden: tuple[BoundField, ...]
    open: bool


class _Lined(OnceForm, PupilCheck):
    """A form with fields for each statement of a domain, named by the row: `make` makes them.

    Those of a statement of which nothing is said yet, by `unsaid`, are shown at once.
    """

    texts: Sequence[str] = ()
    visible: Sequence[str] = ()

    def __init__(
        self,
        *args: Any,
        part: Part,
        reading: Reading,
        make: Callable[[Line], Mapping[str, forms.Field]],
        unsaid: Callable[[Line], bool],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.reading, self._unsaid = part, reading, unsaid
        texts = tuple(f"{name}_{each.row}" for each in part.lines for name in self.texts)
        self.checked_texts = texts  # type: ignore[misc] # every text of this form
        for each in part.lines:
            self.fields |= {f"{name}_{each.row}": field for name, field in make(each).items()}

    @property
    def lines(self) -> Iterator[LineFields]:
        """The statements with their fields."""
        for each in self.part.lines:
            shown = tuple(self[f"{name}_{each.row}"] for name in self.visible if f"{name}_{each.row}" in self.fields)
            hidden = tuple(field for field in self.hidden_fields() if field.name == f"version_{each.row}")
            wrong = any(field.errors for field in shown)
            yield LineFields(each, shown, hidden, open=wrong or self._unsaid(each))

    def levels(self, none: str) -> list[tuple[str, str]]:
        """The levels to choose from, and a way to choose none."""
        return [*((str(each.number), each.name) for each in self.reading.levels), ("", none)]


class DomainForm(_Lined):
    """What the school says of each statement of a domain."""

    texts = ("evidence", "changed")
    visible = ("level", "confidence", "evidence", "changed", "help")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, make=self._make, unsaid=lambda line: line.level is None, **kwargs)

    def _make(self, line: Line) -> dict[str, forms.Field]:
        """Judgement, how sure, evidence, what changed, and whether help is asked for."""
        level = str(line.level.number) if line.level else ""
        sure = line.confidence.value if line.confidence else ""
        made: dict[str, forms.Field] = {
            "level": _choice("Where do we stand?", self.levels("We cannot say yet"), initial=level),
            "confidence": _choice("How sure are we?", _SURE, initial=sure),
            "evidence": _text("What do we see that says so?", line.evidence, LONGEST_EVIDENCE, 3),
        }
        if line.before:
            made["changed"] = _text("What changed since last time?", line.changed, LONGEST_CHANGED, 2)
        made["help"] = forms.BooleanField(
            label="We would like help with this", initial=line.help_wanted, required=False
        )
        made["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=line.version)
        return made

    @property
    def said(self) -> list[Said]:
        """What the service takes."""
        return [self._say(each) for each in self.part.lines]

    def _say(self, line: Line) -> Said:
        told, at = self.cleaned_data, line.row
        level = told[f"level_{at}"]
        return Said(
            at,
            told[f"version_{at}"],
            int(level) if level else None,
            told[f"confidence_{at}"],
            told[f"evidence_{at}"],
            told.get(f"changed_{at}", line.changed),
            told[f"help_{at}"],
        )


class ModerateForm(_Lined):
    """What a colleague of a partner school sees."""

    texts = ("note",)
    visible = ("level", "note")

    def __init__(self, *args: Any, person: int, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, make=self._make, unsaid=lambda line: self.find_mine(line) is None, **kwargs)

    def _make(self, line: Line) -> dict[str, forms.Field]:
        """Judgement and note."""
        mine = self.find_mine(line)
        level = str(mine.level_number or "") if mine else ""
        levels = self.levels("I did not look at this")
        return {
            "level": _choice("Where would you say they stand?", levels, initial=level),
            "note": _text("What did you see?", mine.note if mine else "", LONGEST_NOTE, 3),
        }

    def find_mine(self, line: Line) -> Other | None:
        """What they said before."""
        return next((each for each in line.others if each.person == self.person), None)

    @property
    def seconds(self) -> list[Second]:
        """What the service takes."""
        told = self.cleaned_data
        return [
            Second(
                each.row,
                int(told[f"level_{each.row}"]) if told[f"level_{each.row}"] else None,
                told[f"note_{each.row}"],
            )
            for each in self.part.lines
        ]


class AskForm(OnceForm, PupilCheck):
    """Whom to ask, and what to look at."""

    checked_texts = ("text",)
    person = forms.TypedChoiceField(label="Whom do you ask?", coerce=int)
    text = forms.CharField(
        label="What would you like them to look at?",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]


class CloseForm(OnceForm):
    """Closing a term."""

    shared = forms.BooleanField(
        label="Let the trust and its schools read it",
        help_text="Otherwise it stays the school’s. You can share it later.",
        required=False,
        initial=True,
    )


class ReasonForm(OnceForm, PupilCheck):
    """A reason."""

    checked_texts = ("text",)
    text = forms.CharField(label="Why?", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReadForm(OnceForm, PupilCheck):
    """A moderator has read it all."""

    checked_texts = ("text",)
    text = forms.CharField(
        label="A word for the head",
        help_text="What did you find well founded, and what would you look at again?",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _choice(label: str, choices: Sequence[tuple[str, str]], *, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False, widget=forms.RadioSelect)


def _text(label: str, initial: str, longest: int, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, initial=initial, required=False, max_length=longest, widget=widget)
