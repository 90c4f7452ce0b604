"""Beginning a definition of quality: from a small starter, from areas, from what there is already, or from nothing."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, TypeAlias, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import NotAllowed
from plait.framework.queries.frameworks import list_components
from plait.goals import quality_starters
from plait.goals.quality_reading import BadCell, BadCells
from plait.goals.quality_sheets import MOST_BYTES
from plait.goals.quality_text import Whole
from plait.goals.queries import quality as reading
from plait.goals.services import quality, quality_exchange
from plait.organisations.models import Organisation, Person
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import OnceForm, see_other
from plait.web.pupil_check import PupilCheck
from plait.web.quality.taking import present_bad
from plait.web.quality.views import choose
from plait.web.words import count, starting

_HEADING = re.compile(r"[^\n]*(?:^|[\t,;\"])statement(?:$|[\t,;\"\r\n])", re.IGNORECASE)
_LONGEST = 60_000  # characters of pasted text: a long document


class _Start(OnceForm, PupilCheck):
    """What every way of beginning has in common."""

    how: ClassVar[str] = ""
    trust = forms.CharField(widget=forms.HiddenInput)


class StarterForm(_Start):
    """From the small starter."""

    how = "starter"

    def build(self, *, trust: Organisation, by: Person) -> Whole:
        """The starter."""
        del trust, by
        return quality_starters.read_starter()


class AreasForm(_Start):
    """From areas of the framework."""

    how = "areas"
    areas = forms.MultipleChoiceField(
        label="Which of these will have a part of their own?",
        help_text="Four to six is plenty. You can rename, add and remove them afterwards.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.key, each.name) for each in list_components()]
        cast("forms.MultipleChoiceField", self.fields["areas"]).choices = choices

    def build(self, *, trust: Organisation, by: Person) -> Whole:
        """A domain for each."""
        del trust, by
        chosen = set(self.cleaned_data["areas"])
        areas = [(each.key, each.name, each.descriptor) for each in list_components() if each.key in chosen]
        return quality_starters.begin_from_areas(areas)


class PastedForm(_Start):
    """From what there is already."""

    how = "text"
    checked_texts = ("text",)
    text = forms.CharField(
        label="Paste it here",
        help_text="A heading on a line of its own, then its statements, each on a line with a dash or a number.",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def build(self, *, trust: Organisation, by: Person) -> Whole:
        """Its headings and lines; a table, where the first line names the column of statements."""
        text = self.cleaned_data["text"]
        if _HEADING.match(text):
            return quality_exchange.read_new(text.encode(), name="the pasted table", trust=trust, by=by)
        return quality_starters.begin_from_text(text)


class TableForm(_Start):
    """From a table in a file."""

    how = "table"
    file = forms.FileField(
        label="A CSV file or an Excel workbook",
        help_text="With a heading: Domain, Statement and, for each level that you describe, “Looks like: Secure”.",
        error_messages={"required": "Choose a file."},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not larger than a table is."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            message = "The file is larger than 5 MB. Take out pictures, or other sheets."
            raise forms.ValidationError(message)
        return file

    def build(self, *, trust: Organisation, by: Person) -> Whole:
        """Its rows."""
        file = self.cleaned_data["file"]
        return quality_exchange.read_new(file.read(), name=str(file.name), trust=trust, by=by)


class BlankForm(_Start):
    """From nothing."""

    how = "blank"

    def build(self, *, trust: Organisation, by: Person) -> Whole:
        """A title and three levels."""
        del trust, by
        return quality_starters.begin_blank()


_Beginning: TypeAlias = StarterForm | PastedForm | TableForm | AreasForm | BlankForm
_FORMS: Sequence[type[_Beginning]] = (StarterForm, PastedForm, TableForm, AreasForm, BlankForm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Five ways to begin, each with its own button; the draft is its writer's alone until they say otherwise."""
    scope = scope_of(request)
    trusts = [each for each in list_trusts(scope) if scope.may_at(May.WRITE, organisation=each.pk, trust=each.pk)]
    chosen = choose(trusts, request.POST.get("trust", "") or request.GET.get("trust", ""))
    if chosen is None:
        raise NotAllowed(
            "You cannot begin a definition of quality.",
            why="It is begun by those who write for a trust: its director, analysts, network and support-staff leads.",
            mend="Ask one of them; once there is a draft to talk about, you can take part.",
        )
    how = request.POST.get("how", "")
    tried = [
        each(request.POST, request.FILES) if each.how == how else each(initial={"trust": chosen.pk}) for each in _FORMS
    ]
    sent = next((each for each in tried if each.is_bound), None)
    bad = list[BadCell]()
    if sent is not None and sent.is_valid():
        answer = _begin(request, sent, chosen, bad)
        if answer is not None:
            return answer
    starter = quality_starters.read_starter()
    domains = count(len(starter.domains), "domain")
    context = {
        "forms": {each.how: each for each in tried},
        "form": sent,
        "bad": present_bad(bad) if bad else None,
        "starter": starter,
        "starter_told": starting(f"{count(len(list(starter.statements)), 'statement')} in {domains}"),
        "trust": names.show(chosen.name),
        "crumbs": (
            Crumb("Plait", "/"),
            Crumb("Clear goals", address("curate")),
            Crumb("Quality", address("quality")),
            Crumb("Begin"),
        ),
        "section": "goals",
    }
    return render(request, "quality/start.html", context, status=422 if sent is not None else 200)


def _begin(request: HttpRequest, form: _Beginning, trust: Organisation, bad: list[BadCell]) -> HttpResponse | None:
    """Go on to the new definition; None where it was refused: the form says why, and `bad` gathers the cells."""
    person = person_of(request)
    made = dict[str, int]()

    def work() -> str:
        try:
            whole = form.build(trust=trust, by=person)
        except BadCells as fault:
            bad.extend(fault.cells)
            raise
        made["number"] = int(quality.begin(trust, whole=whole, shared=False, by=person).pk)
        return str(made["number"])

    if not form.do(work, by=person.pk):
        return None
    if "number" not in made:  # handed in before: its draft is the newest of theirs
        own = [
            each for each in reading.list_definitions(scope_of(request), trust=trust.pk) if each.author_id == person.pk
        ]
        made["number"] = own[0].pk
    messages.success(request, "Your draft is begun. Nobody else reads it yet.")
    return see_other("quality-definition", made["number"])
