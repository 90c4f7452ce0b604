"""Changing one statement: its words, what it looks like at each level, exemplars, and indicators."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import PlaitError
from plait.core.services import once
from plait.goals.models.quality import Definition, Statement
from plait.goals.quality_text import ExemplarSaid, StatementSaid, Whole
from plait.goals.queries import quality as reading
from plait.goals.services import quality_files, quality_parts, uploads
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.quality.page import crumbs_of, present_exemplar
from plait.web.quality.part_forms import ExemplarForm, StatementForm, begin_statement
from plait.web.quality.saving import Merge, Saved, open_to_change, save, version_of
from plait.web.shown import Choices, choices_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_statement(request: HttpRequest, number: int, statement: int) -> HttpResponse:
    """One statement on one page; exemplars below it have forms of their own."""
    scope = scope_of(request)
    one, whole = open_to_change(request, number)
    row = reading.get_statement(scope, definition=one, number=statement)
    said = next(each for each in whole.statements if each.number == statement)
    part = request.POST.get("part", "")
    if part in {"place", "remove"}:
        return _keep_order(request, one, row, part=part)
    form = StatementForm(
        request.POST if part == "words" else None,
        keys=[each.key for each in whole.levels],
        initial=begin_statement(said),
        whole=whole,
        measures=_choices(scope, one, said),
    )
    adding = ExemplarForm(
        request.POST if part == "exemplar" else None,
        request.FILES if part == "exemplar" else None,
        levels=whole.levels,
    )
    if part == "exemplar" and adding.is_valid() and _add(request, row, adding):
        return see_other("quality-statement", one.pk, statement, part="exemplars")
    saved = _save(request, row, form, said, whole) if part == "words" and form.is_valid() else Saved()
    if saved.answer:
        return saved.answer
    context = _context(one, row, said, whole, form=form, adding=adding, merge=saved.merge)
    status = 422 if adding.errors else saved.status(form)
    return render(request, "quality/statement.html", context, status=status)


def _choices(scope: Scope, one: Definition, said: StatementSaid) -> Choices:
    """What the statement may mention; what it mentions already stays a choice."""
    kept = [each.measure for each in said.shown]
    return [("", "No indicator"), *choices_of(scope, at=one.owner, kept=kept)]


def _context(
    one: Definition,
    row: Statement,
    said: StatementSaid,
    whole: Whole,
    *,
    form: StatementForm,
    adding: ExemplarForm,
    merge: Merge,
) -> dict[str, object]:
    levels = {each.key: each.name for each in whole.levels}
    domain = next(each for each in whole.domains if each.number == row.domain_id)
    return {
        "definition": one,
        "domain": domain,
        "statement": said,
        "words": form,
        "adding": adding,
        "form": adding if adding.is_bound else form,
        "levels": whole.levels,
        "exemplars": [(present_exemplar(each, levels), each.level) for each in said.exemplars],
        "merge": merge,
        "version": domain.version,
        "token": once.make_token(),
        "crumbs": crumbs_of(one, Crumb(domain.name), Crumb("A statement")),
        "section": "goals",
    }


def _save(request: HttpRequest, row: Statement, form: StatementForm, said: StatementSaid, whole: Whole) -> Saved:
    version, person, mine = version_of(request, row.domain.version), person_of(request), form.read(said)

    def as_i_have_it() -> Whole:
        domain = next(each for each in whole.domains if each.number == row.domain_id)
        texts = tuple(mine if each.key == mine.key else each for each in domain.statements)
        return whole.with_domain(replace(domain, statements=texts))

    return save(
        request,
        form,
        lambda: quality_parts.change_statement(row, said=mine, version=version, by=person),
        go=lambda: see_other("quality-domain", row.domain.definition_id, row.domain_id, part=f"s-{row.pk}"),
        whole=whole,
        mine=as_i_have_it,
    )


def _add(request: HttpRequest, row: Statement, form: ExemplarForm) -> bool:
    """Add an exemplar; False where it was refused, and the form says why."""
    upload = form.cleaned_data["upload"]
    person = person_of(request)

    def work() -> str:
        said = form.read()
        if upload:
            said = _with_file(said, upload.read(), name=upload.name, owner=row.domain.definition.owner, by=person)
        return str(quality_parts.add_exemplar(row, said=said, by=person).pk)

    try:
        if upload:
            quality_files.check_size(upload.size, name=upload.name)
        once.do(request.POST.get("token", ""), by=person.pk, work=work)
    except PlaitError as fault:
        form.add_error("upload" if upload else None, f"{fault.why} {fault.mend}")
        return False
    messages.success(request, "The example is added.")
    return True


def _with_file(said: ExemplarSaid, content: bytes, *, name: str, owner: Organisation, by: Person) -> ExemplarSaid:
    kept = uploads.keep(content, name=name, owner=owner, by=by)
    return ExemplarSaid(
        kept.kind,
        said.title,
        said.text,
        credit=said.credit,
        level=said.level,
        file=kept.file,
        file_name=kept.file_name,
        media_type=kept.media_type,
        size_n=kept.size_n,
    )


def _keep_order(request: HttpRequest, one: Definition, row: Statement, *, part: str) -> HttpResponse:
    """Say which level an exemplar shows, or remove it."""
    asked = request.POST.get("exemplar", "")
    if not asked.isdecimal():
        raise Http404
    exemplar = reading.get_exemplar(scope_of(request), number=int(asked))
    if exemplar.statement_id != row.pk:
        raise Http404
    try:
        if part == "remove":
            quality_parts.remove_exemplar(exemplar, by=person_of(request))
        else:
            quality_parts.place_exemplar(exemplar, level=request.POST.get("level", ""), by=person_of(request))
    except PlaitError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "Removed." if part == "remove" else "Saved.")
    return see_other("quality-statement", one.pk, row.pk, part="exemplars")
