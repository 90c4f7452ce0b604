"""Forms for the parts of a definition of quality; rows are added, moved and removed by buttons, without scripts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from plait.goals.quality import ExemplarKind, make_key
from plait.goals.quality_rules import LONGEST
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, ShownSaid, StatementSaid, Whole
from plait.goals.services.quality_parts import About
from plait.web.pupil_check import PupilCheck
from plait.web.shown import Choices

_SHOWN_N = 3  # rows for indicators; more than three show nothing more


@dataclass(frozen=True, slots=True)
class Press:
    """The button that was pressed: what to do, and to which row."""

    do: str = "save"
    row: str = ""

    @classmethod
    def read(cls, data: QueryDict) -> "Press":
        """From what was handed in, such as `up:daily`."""
        do, _, row = data.get("do", "save").partition(":")
        return cls(do if do in {"save", "add", "up", "down", "remove"} else "save", row)

    def apply(self, keys: Sequence[str]) -> list[str]:
        """The rows in the order, and without the row, that the button asks for."""
        order = list(keys)
        if self.row not in order:
            return order
        at = order.index(self.row)
        if self.do == "remove":
            order.pop(at)
        elif self.do == "up" and at > 0:
            order[at - 1], order[at] = order[at], order[at - 1]
        elif self.do == "down" and at < len(order) - 1:
            order[at + 1], order[at] = order[at], order[at + 1]
        return order


class RowsForm(PupilCheck):
    """A form with as many rows as there are: each row has a key, and fields named `part-key`, which `make` makes."""

    use_required_attribute = False
    row_parts: ClassVar[Sequence[str]] = ()

    def __init__(
        self, data: QueryDict | None, *, keys: Sequence[str], make: Callable[[str, str], forms.Field], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        sent = data.getlist("row") if data is not None else list(keys)
        self.keys = [each for each in dict.fromkeys(sent) if each and len(each) <= 40]
        for key in self.keys:
            for part in self.row_parts:
                self.fields[f"{part}-{key}"] = make(part, key)
        texts = [name for name, field in self.fields.items() if type(field) is forms.CharField]
        self.checked_texts = texts  # type: ignore[misc] # every text of this form

    def list_rows(self) -> list[tuple[str, list[Any]]]:
        """The rows for the page: key, and its bound fields."""
        return [(key, [self[f"{part}-{key}"] for part in self.row_parts]) for key in self.keys]

    def say(self, part: str, key: str) -> str:
        """What was written in a field of a row."""
        return str(self.cleaned_data.get(f"{part}-{key}") or "").strip()


def _area(label: str, rows: int, longest: str, *, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST[longest],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AboutForm(RowsForm):
    """The title, the introduction, the day of review and the levels."""

    row_parts = ("level", "means")
    title = forms.CharField(label="Title", max_length=LONGEST["title"])
    introduction = _area(
        "Introduction", 5, "introduction", hint="Whom it is for, who wrote it, and what you hope it changes."
    )
    review_on = forms.DateField(
        label="When will you look at it again?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    shared = forms.BooleanField(
        label="People of the trust may read this draft",
        required=False,
        help_text="It is not taken back afterwards. Until then it is yours alone.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, make=_make_level, **kwargs)

    def read(self, press: Press) -> About:
        """What the service takes, with the button's work done; a row without any text is left out."""
        keys = [key for key in press.apply(self.keys) if self.say("level", key) or self.say("means", key)]
        return About(
            title=self.cleaned_data["title"],
            introduction=self.cleaned_data["introduction"],
            review_on=self.cleaned_data["review_on"],
            levels=tuple(LevelSaid(self.say("level", key), self.say("means", key), key) for key in keys),
            shared=bool(self.cleaned_data.get("shared", True)),
        )


def _make_level(part: str, key: str) -> forms.Field:
    """The name of a level, or what it means."""
    del key
    if part == "level":
        return forms.CharField(label="Level", max_length=LONGEST["level"], required=False)
    return _area("What it means anywhere", 2, "level_description")


def begin_about(whole: Whole) -> dict[str, Any]:
    """The form of title and levels as it begins."""
    initial: dict[str, Any] = {
        "title": whole.title,
        "introduction": whole.introduction,
        "review_on": whole.review_on,
    }
    for each in whole.levels:
        initial |= {f"level-{each.key}": each.name, f"means-{each.key}": each.description}
    return initial


class DomainForm(RowsForm):
    """A domain: its name, what it is about, its component, and its statements."""

    row_parts = ("text",)
    name = forms.CharField(label="What is this part of quality called?", max_length=LONGEST["domain"])
    description = _area("What is it about?", 2, "description", hint="One or two sentences.")
    component = forms.ChoiceField(
        label="Which component of the framework does it belong to?", required=False, choices=[]
    )

    def __init__(self, *args: Any, components: Choices, **kwargs: Any) -> None:
        super().__init__(*args, make=lambda *_: _area("Statement", 2, "statement"), **kwargs)
        cast("forms.ChoiceField", self.fields["component"]).choices = components

    def read(self, press: Press, known: Iterable[StatementSaid]) -> DomainSaid:
        """What the service takes; a new row without words is left out, and one that was emptied is refused there."""
        there = {each.key: each for each in known}
        rows = [key for key in press.apply(self.keys) if key in there or self.say("text", key)]
        return DomainSaid(
            self.cleaned_data["name"],
            self.cleaned_data["description"],
            self.cleaned_data["component"],
            tuple(replace(there.get(key, StatementSaid("", key=key)), text=self.say("text", key)) for key in rows),
        )


def begin_domain(said: DomainSaid) -> dict[str, Any]:
    """The form of a domain as it begins."""
    initial: dict[str, Any] = {"name": said.name, "description": said.description, "component": said.component}
    return initial | {f"text-{each.key}": each.text for each in said.statements}


def new_rows(keys: Sequence[str], *, at_least: int) -> list[str]:
    """The keys of the rows that a page shows: those there are, and empty ones after them."""
    return [*keys, *(make_key() for _ in range(max(1, at_least - len(keys))))]


class StatementForm(RowsForm):
    """A statement: its words, why it matters, what it looks like at each level, and what would show it."""

    row_parts = ("looks",)
    text = forms.CharField(label="Statement", max_length=LONGEST["statement"], widget=forms.Textarea(attrs={"rows": 2}))
    why = _area("Why does it matter?", 3, "why")

    def __init__(self, *args: Any, whole: Whole, measures: Choices, **kwargs: Any) -> None:
        self._levels = {each.key: each for each in whole.levels}
        super().__init__(*args, make=self._make_looks, **kwargs)
        for at in range(_SHOWN_N):
            label = ("Which indicator would show it?", "And another?", "And a third?")[at]
            self.fields[f"measure-{at}"] = forms.ChoiceField(label=label, required=False, choices=measures)
            self.fields[f"because-{at}"] = forms.CharField(
                label="Why would it show?", required=False, max_length=LONGEST["shown_why"]
            )

    def _make_looks(self, part: str, key: str) -> forms.Field:
        """What it looks like at a level."""
        del part
        level = self._levels.get(key)
        return _area(
            f"At “{level.name}”" if level else "At a level that is gone",
            3,
            "looks_like",
            hint=level.description if level else "",
        )

    @property
    def shown_fields(self) -> list[tuple[Any, Any]]:
        """The rows for indicators."""
        return [(self[f"measure-{at}"], self[f"because-{at}"]) for at in range(_SHOWN_N)]

    def read(self, known: StatementSaid) -> StatementSaid:
        """What the service takes."""
        told = self.cleaned_data
        mentioned = {
            told[f"measure-{at}"]: str(told[f"because-{at}"]) for at in range(_SHOWN_N) if told[f"measure-{at}"]
        }
        rest = known.shown[_SHOWN_N:]  # taken in from a table; there is no row for them here
        shown = [ShownSaid(measure, why) for measure, why in mentioned.items()]
        return replace(
            known,
            text=told["text"],
            why=told["why"],
            looks_like={key: self.say("looks", key) for key in self.keys if self.say("looks", key)},
            shown=(*shown, *(each for each in rest if each.measure not in mentioned)),
        )


def begin_statement(said: StatementSaid) -> dict[str, Any]:
    """The form of a statement as it begins."""
    initial: dict[str, Any] = {"text": said.text, "why": said.why}
    initial |= {f"looks-{key}": text for key, text in said.looks_like.items()}
    for at, each in enumerate(said.shown[:_SHOWN_N]):
        initial |= {f"measure-{at}": each.measure, f"because-{at}": each.why}
    return initial


class ExemplarForm(PupilCheck):
    """Something that shows a statement."""

    checked_texts = ("title", "words", "credit")
    use_required_attribute = False
    prefix = "exemplar"

    title = forms.CharField(
        label="What is it?", help_text="“A Year 4 book, spring term”.", max_length=LONGEST["exemplar"]
    )
    level = forms.ChoiceField(
        label="Which level does it show?", help_text="Leave it open if people will compare them.", required=False
    )
    words = _area(
        "What can be seen, in words?",
        4,
        "exemplar_text",
        hint="With a picture, describe it for those who do not see it.",
    )
    upload = forms.FileField(
        label="A document or a picture",
        required=False,
        help_text="PDF, Word, PowerPoint or Excel up to 10 MB; PNG or JPEG up to 5 MB. No children, no names.",
    )
    url = forms.URLField(label="Or a link", required=False, max_length=500, assume_scheme="https")
    credit = forms.CharField(
        label="Whose work is it?",
        required=False,
        max_length=LONGEST["credit"],
        help_text="A school or a team rather than a person.",
    )

    def __init__(self, *args: Any, levels: Sequence[LevelSaid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Nobody has said yet"), *((each.key, each.name) for each in levels)]
        cast("forms.ChoiceField", self.fields["level"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """One thing, not two, and not none."""
        told = super().clean()
        if told.get("upload") and told.get("url"):
            self.add_error("url", "Give a file or a link; make two exemplars of them if both matter.")
        elif not (told.get("upload") or told.get("url") or str(told.get("words") or "").strip()):
            self.add_error("words", "Write what can be seen, upload a file, or give a link.")
        return told

    def read(self) -> ExemplarSaid:
        """The exemplar, but for the file."""
        told = self.cleaned_data
        kind = ExemplarKind.LINK if told["url"] else ExemplarKind.TEXT
        return ExemplarSaid(
            kind,
            told["title"].strip(),
            told["words"].strip(),
            told["url"] or "",
            told["credit"].strip(),
            told["level"],
        )
