"""Forms of alignment: a decision in its short and its whole form, and the steps beside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from plait.goals.alignment import DOMAINS, REASONS, Heading, Outcome, Tie, Travel, name_phase
from plait.goals.alignment_written import FIELDS, Written
from plait.goals.models import AlignmentLevel, Decision
from plait.organisations.domain import Phase
from plait.web.stepped import Stepped

_LATE = 4  # after April the school year that is on is too soon for an exemption to end
_YEAR = 365  # days until a first review, unless somebody says otherwise
_PHASES = (Phase.NURSERY, Phase.PRIMARY, Phase.SECONDARY, Phase.POST16, Phase.SPECIAL, Phase.ALTERNATIVE)


def date_field(label: str, **told: Any) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)


def text_field(label: str, *, rows: int = 3, longest: int = 2000, **told: Any) -> forms.CharField:
    """A text of a few lines."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **told)


def number_of(level: AlignmentLevel) -> int:
    """The number by which a form names a level; below nought for one that is not kept yet."""
    return level.pk or -1 - level.position


class DecisionForm(Stepped):
    """What makes a decision: item, level, why, and when it is looked at again."""

    checked_texts: ClassVar[Sequence[str]] = ("item", "why")

    item = forms.CharField(
        label="What is it about?",
        help_text="One thing that every school has to settle, such as homework, payroll or early reading.",
        max_length=120,
    )
    domain = forms.CharField(
        label="Which part of the work does it belong to?",
        help_text="Choose from the list, or use your own word.",
        max_length=60,
        widget=forms.TextInput(attrs={"list": "domains", "autocomplete": "off"}),
    )
    level = forms.TypedChoiceField(label="How alike should schools be?", coerce=int, widget=forms.RadioSelect)
    why = text_field(
        "Why?",
        help_text="In a sentence or two that a colleague could repeat. You can write down more reasons later.",
    )
    review_on = date_field(
        "When do you look at it again?",
        help_text="What brings no gain by then is loosened or dropped.",
    )
    phases = forms.MultipleChoiceField(
        label="For which schools?",
        help_text="Leave all empty if it is for every school.",
        choices=[(each.value, name_phase(each)) for each in _PHASES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, levels: Sequence[AlignmentLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (number_of(each), format_html("{}<small>{}</small>", each.name, each.description or Tie(each.tie).label))
            for each in levels
        ]
        cast("forms.TypedChoiceField", self.fields["level"]).choices = choices
        self.fields["review_on"].initial = timezone.localdate() + dt.timedelta(days=_YEAR)
        self.domains = DOMAINS

    def clean_phases(self) -> tuple[str, ...]:
        """As the record keeps them."""
        return tuple(self.cleaned_data["phases"])

    @property
    def written(self) -> Written:
        """What the service takes."""
        return Written(**{name: value for name, value in self.cleaned_data.items() if name in FIELDS})


_STANDINGS = (
    ("propose", "Propose it", "Colleagues of the trust read it, and can say what they think before it is decided."),
    ("draft", "Keep it as a draft", "Nobody else reads it yet."),
)
_NOW = ("decide", "Put it in force from today", "For what has long been so, or was decided elsewhere.")


class NewDecisionForm(DecisionForm):
    """The short form: a decision in five minutes, deepened later."""

    checked_texts: ClassVar[Sequence[str]] = ("item", "why", "loose")
    loose = text_field(
        "What stays loose?",
        rows=2,
        required=False,
        help_text="What each school still decides for itself. It is the part that heads read first.",
    )
    standing = forms.ChoiceField(label="What happens next?", widget=forms.RadioSelect, initial="propose")

    def __init__(self, *args: Any, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = (*_STANDINGS, _NOW) if decides else _STANDINGS
        choices = [(key, format_html("{}<small>{}</small>", label, hint)) for key, label, hint in told]
        cast("forms.ChoiceField", self.fields["standing"]).choices = choices
        self.order_fields(
            ["item", "domain", "level", "why", "no_pupil", "loose", "review_on", "phases", "standing", "token"]
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the whole form."""

    id: str
    title: str
    fields: tuple[forms.BoundField, ...]


_SECTIONS = (
    ("what", "What is decided", ("item", "domain", "level", "travel", "phases", "why", "no_pupil", "loose")),
    ("reasons", "The reasons, one by one", tuple(name for name, _, _ in REASONS)),
    (
        "people",
        "Who was asked, and who decides",
        ("consulted_whom", "consulted_how", "consulted_said", "decides", "delegation"),
    ),
    ("again", "How you will know", ("component", "shown", "review_on")),
    ("public", "What others may read", ("published", "told")),
    ("version", "This version", ("because",)),
)


class WholeDecisionForm(DecisionForm):
    """Everything that a decision may say."""

    checked_texts: ClassVar[Sequence[str]] = ("item", *(name for name in Decision.TEXTS if name != "ended_because"))

    travel = forms.ChoiceField(
        label="Where is the trust going with it?",
        choices=[(each.value, each.label.capitalize()) for each in Travel],
        widget=forms.RadioSelect,
    )
    component = forms.ChoiceField(label="To which component of the framework does it belong?", required=False)
    loose = text_field("What stays loose?", required=False, help_text="What each school still decides for itself.")
    consulted_whom = text_field("Who was asked?", rows=2, required=False, help_text="By role: never single pupils.")
    consulted_how = text_field("How were they asked?", rows=2, required=False)
    consulted_said = text_field(
        "What did they say?", longest=4000, required=False, help_text="What they were for, against, and unsure of."
    )
    decides = forms.CharField(
        label="Who decides?",
        max_length=200,
        required=False,
        help_text="For example: the executive, after the forum of heads.",
    )
    delegation = forms.CharField(label="Where does the scheme of delegation say so?", max_length=200, required=False)
    shown = forms.MultipleChoiceField(
        label="In which figures would its impact be seen?",
        help_text="They are kept as they stand at each review. Choose few.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    published = forms.BooleanField(
        label="It may stand on the trust’s public page",
        required=False,
        help_text="Of a decision, only item, phases, level, direction, dates and the text below are published.",
    )
    told = text_field(
        "What the public page says of it", rows=2, longest=600, required=False, help_text="Plain words for families."
    )
    because = forms.CharField(
        label="What has changed, and why?",
        max_length=300,
        required=False,
        help_text="Stands beside this version in the history.",
    )

    def __init__(
        self,
        *args: Any,
        components: Sequence[tuple[str, list[tuple[str, str]]]] = (),
        figures: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, asked in REASONS:
            self.fields[name] = text_field(label, rows=2, required=False, help_text=asked)
        cast("forms.ChoiceField", self.fields["component"]).choices = [("", "No one in particular"), *components]
        if figures:
            cast("forms.MultipleChoiceField", self.fields["shown"]).choices = list(figures)
        else:
            del self.fields["shown"]
        self.order_fields([name for _, _, names in _SECTIONS for name in names])

    def sections(self) -> list[Section]:
        """The fields in parts, each under a heading."""
        return [
            Section(f"part-{key}", title, tuple(self[name] for name in names if name in self.fields))
            for key, title, names in _SECTIONS
        ]

    def clean_shown(self) -> tuple[str, ...]:
        """As the record keeps them."""
        return tuple(self.cleaned_data["shown"])


def initial_of(decision: Decision) -> dict[str, Any]:
    """A decision as its form begins."""
    return {name: getattr(decision, name) for name in FIELDS} | {"level": decision.level_id}


class DecideForm(Stepped):
    """Putting a proposal in force."""

    starts_on = date_field("From which day?", initial=timezone.localdate)


class EndForm(Stepped):
    """Ending a decision, or laying a proposal aside."""

    checked_texts: ClassVar[Sequence[str]] = ("because",)
    because = text_field("Why does it end?", rows=2, longest=1000, help_text="Whoever asks later will want to know.")


def _end_of_year(today: dt.date) -> dt.date:
    """The last day of the school year in which somebody would look again: at least a term ahead."""
    return dt.date(today.year + (today.month > _LATE), 8, 31)


class ExemptionForm(Stepped):
    """A school asks to be let off."""

    checked_texts: ClassVar[Sequence[str]] = ("reason", "instead")
    school = forms.TypedChoiceField(label="For which school?", coerce=int)
    reason = text_field(
        "Why can the school not do it as decided?", help_text="What is different here, and for how long."
    )
    instead = text_field("What will the school do instead?", rows=2, required=False)
    until = date_field("Until when?", help_text="The last day. At most three years ahead; you can ask again.")

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["school"])
        field.choices = schools
        if len(schools) == 1:
            field.initial, field.widget = schools[0][0], forms.HiddenInput()
        self.fields["until"].initial = _end_of_year(timezone.localdate())


class AnswerForm(Stepped):
    """Answering it."""

    checked_texts: ClassVar[Sequence[str]] = ("because",)
    because = text_field("Why?", rows=2, help_text="The school reads it.")
    until = date_field("If granted, until when?", required=False)


class ReviewForm(Stepped):
    """What a review by impact came to."""

    checked_texts: ClassVar[Sequence[str]] = ("because",)
    outcome = forms.ChoiceField(
        label="What follows?", choices=[(each.value, each.label) for each in Outcome], widget=forms.RadioSelect
    )
    because = text_field(
        "What did you see, and what follows from it?",
        rows=5,
        longest=4000,
        help_text="What it has brought, what it has cost, and whom you asked.",
    )
    level = forms.TypedChoiceField(
        label="If you loosen or tighten it: to which level?", coerce=int, empty_value=None, required=False
    )
    next_on = date_field("When do you look at it again?", required=False, help_text="Not needed if you drop it.")

    def __init__(self, *args: Any, levels: Sequence[AlignmentLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["level"])
        field.choices = [("", "The level stays"), *((each.pk, each.name) for each in levels)]
        self.fields["next_on"].initial = timezone.localdate() + dt.timedelta(days=_YEAR)


class PositionForm(Stepped):
    """Where a school stands: one tap says at which level, another where it is going."""

    checked_texts: ClassVar[Sequence[str]] = ("text",)
    decision = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.IntegerField(widget=forms.HiddenInput)
    heading = forms.ChoiceField(choices=[(each.value, each.label) for each in Heading], required=False)
    text = text_field("Anything to add?", rows=2, longest=600, required=False)


class PublishForm(forms.Form):
    """The switch, and what else may stand on the page."""

    use_required_attribute = False
    on = forms.BooleanField(label="Publish the matrix on a page that anybody can open", required=False)
    with_schools = forms.BooleanField(
        label="Say how many schools stand where it was decided",
        required=False,
        help_text="Counts only, and only of three schools or more. Never which school, never a name.",
    )
    introduction = text_field(
        "What should stand above it?",
        rows=3,
        longest=1200,
        required=False,
        help_text="For families, candidates and other trusts: why you do some things alike.",
    )
