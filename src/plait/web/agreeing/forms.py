"""Forms of agreeing together."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Final, cast

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.html import format_html

from plait.goals.agreeing import LONGEST_CLAIM, Asked, Choice, Way
from plait.web.stepped import Stepped

_SALT: Final = "plait.agreeing.pair"
_WEEKS: Final = dt.timedelta(weeks=2)


def _day(label: str, **told: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)


class OpenForm(Stepped):
    """What is asked, by which ways, until when."""

    checked_texts: ClassVar[Sequence[str]] = ("title", "question", "claims")

    title = forms.CharField(label="What is it called?", max_length=160)
    question = forms.CharField(
        label="What do you want to know?",
        help_text="A question or two, as you would put it to colleagues in a staff room.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_on = _day("Until when may people answer?", help_text="The last day counts. Two to three weeks suit most.")
    ways = forms.MultipleChoiceField(label="How do they answer?", widget=forms.CheckboxSelectMultiple)
    claims = forms.CharField(
        label="Claims to vote on, one on each line",
        help_text="Each says one thing that people may agree or disagree with. Seven to twenty work well.",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    compare = forms.CharField(
        label="What is asked of two examples?",
        help_text="Such as: Which shows better questioning?",
        required=False,
        max_length=200,
    )
    statement = forms.TypedChoiceField(
        label="Whose examples are compared?", coerce=int, required=False, empty_value=None
    )
    adaptive = forms.BooleanField(
        label="Choose pairs by what was judged so far",
        help_text="It gains little, and fewer figures of how sure the scale is can be told. Leave it empty if unsure.",
        required=False,
    )

    def __init__(self, *args: Any, statements: Sequence[tuple[int, str, int]], whole_n: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].initial = timezone.localdate() + _WEEKS
        comparable = bool(statements) or whole_n > 0
        ways = [each for each in Way if comparable or each is not Way.COMPARING]
        shown = [(each.value, format_html("{}<small>{}</small>", each.label, each.told)) for each in ways]
        cast("forms.MultipleChoiceField", self.fields["ways"]).choices = shown
        if not comparable:
            for name in ("compare", "statement", "adaptive"):
                del self.fields[name]
            return
        whole = [("", f"All {whole_n} examples of the definition")] if whole_n else []
        of_one = [(number, f"{text[:90]} ({n} examples)") for number, text, n in statements]
        cast("forms.TypedChoiceField", self.fields["statement"]).choices = [*whole, *of_one]

    @property
    def asked(self) -> Asked:
        """What the service takes."""
        told = self.cleaned_data
        return Asked(
            title=told["title"],
            question=told["question"],
            closes_on=told["closes_on"],
            ways=tuple(Way(each) for each in told["ways"]),
            claims=tuple(told["claims"].splitlines()),
            compare=told.get("compare") or "Which shows more of it?",
            statement=told.get("statement"),
            adaptive=told.get("adaptive", False),
        )


class VoteForm(forms.Form):
    """One vote: it may be handed in again, which changes it."""

    claim = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.TypedChoiceField(
        choices=[(each.value, each.label) for each in Choice], coerce=lambda n: Choice(int(n))
    )


class ClaimForm(Stepped):
    """A claim of one's own."""

    checked_texts: ClassVar[Sequence[str]] = ("text",)
    text = forms.CharField(
        label="Is something missing? Add a claim",
        help_text="One thing, in a sentence. Others see it once it is accepted, without your name.",
        max_length=LONGEST_CLAIM,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(Stepped):
    """A comment on a passage."""

    checked_texts: ClassVar[Sequence[str]] = ("text",)
    anchor = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(label="Your comment", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(Stepped):
    """An answer to a comment."""

    checked_texts: ClassVar[Sequence[str]] = ("text",)
    comment = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Your answer", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SettleForm(Stepped):
    """Whether a claim is voted on."""

    claim = forms.IntegerField(widget=forms.HiddenInput)
    because = forms.CharField(label="If not, why? Whoever added it reads this.", required=False, max_length=300)


class ClosingForm(Stepped):
    """Another last day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    closes_on = _day("Let people answer until")


def sign_pair(*, comparing: int, person: int, left: int, right: int) -> str:
    """A pair as a form carries it, so that only a pair that was shown is judged."""
    return signing.dumps([comparing, person, left, right], salt=_SALT)


def read_pair(signed: str, *, comparing: int, person: int) -> tuple[int, int] | None:
    """The pair, None where it was not shown to this person here."""
    try:
        where, who, left, right = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (left, right) if (where, who) == (comparing, person) else None
