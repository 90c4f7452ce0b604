"""Reading a trust's improvement model: its words, its picture, and what changed since an earlier version."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.core.errors import NotThere
from plait.framework import tables
from plait.framework.answers import Content, from_json
from plait.framework.domain import FrameworkText, name_components
from plait.framework.models import ImprovementModel, ModelVersion
from plait.framework.queries import frameworks, improvement
from plait.web import addresses
from plait.web.context import scope_of
from plait.web.framework import model_page
from plait.web.framework.download import standalone
from plait.web.framework.files import table_file, text_file, wants_file
from plait.web.framework.helix import Picture, draw_phone, draw_sheet, say
from plait.web.framework.page import present_changes, say_changes
from plait.web.parts import Crumb, Tab
from plait.web.templatetags.plait import day


@require_safe
def model(request: HttpRequest, uid: int) -> HttpResponse:
    """The model: the picture, then every component with what the trust says of it."""
    scope = scope_of(request)
    found = improvement.find_model(scope, uid=uid)
    if found is None:
        return _nothing_yet(request, uid)
    versions = improvement.list_versions(scope, model=found)
    shown = _chosen(request, versions, "version")
    content, text = _read(request, found, shown)
    if wants_file(request):
        rows = tables.model_rows(content, name_components(text))
        return table_file(wants_file(request), f"improvement-model-{uid}", tables.MODEL, rows)
    writes = improvement.may_write(scope, found.owner)
    page = model_page.present_model(
        found,
        content,
        text,
        versions=versions,
        shown=shown,
        newer=found.edition.number < frameworks.get_edition_number(),
        writes=writes,
        belongs=scope.belongs,
    )
    picture = _picture(found, content, text, shown)
    context = {
        "page": page,
        "sheet": draw_sheet(picture) if picture.even else "",
        "phone": draw_phone(picture) if picture.even else "",
        "sentence": say(picture),
        "writes": writes and shown is None,
        "shown": shown,
        "crumbs": page.crumbs,
    }
    return render(request, "framework/model.html", context)


@require_safe
def picture(request: HttpRequest, uid: int) -> HttpResponse:
    """The picture alone, on one sheet; as SVG to keep."""
    scope = scope_of(request)
    found = improvement.get_model(scope, uid=uid)
    shown = _chosen(request, improvement.list_versions(scope, model=found), "version")
    content, text = _read(request, found, shown)
    drawn = _picture(found, content, text, shown)
    if wants_file(request) == "svg":
        return text_file(standalone(draw_sheet(drawn)), f"improvement-model-{uid}.svg", "image/svg+xml")
    context = {
        "trust": drawn.trust,
        "uid": uid,
        "sheet": draw_sheet(drawn) if drawn.even else "",
        "phone": draw_phone(drawn) if drawn.even else "",
        "words": drawn.woven,
        "even": drawn.even,
        "sentence": say(drawn),
        "tabs": _tabs(request, found, "improvement-model-picture"),
        "crumbs": _crumbs(found, "On one page"),
    }
    return render(request, "framework/picture.html", context)


@require_safe
def changes(request: HttpRequest, uid: int) -> HttpResponse:
    """What changed since a version that was kept: a year ago where there is one, else the first."""
    scope = scope_of(request)
    found = improvement.get_model(scope, uid=uid)
    versions = improvement.list_versions(scope, model=found)
    today = timezone.localdate()
    usual = model_page.find_a_year_ago(versions, today=today) or (versions[-1] if versions else None)
    before, after = _chosen(request, versions, "before") or usual, _chosen(request, versions, "after")
    content, text = _read(request, found, after)
    told = model_page.list_changes(before, content, components=name_components(text)) if before else ()
    if wants_file(request):
        rows = [[each.where, each.what, each.before, each.after] for each in told]
        return table_file(
            wants_file(request), f"improvement-model-{uid}-changes", ("Where", "What", "Before", "After"), rows
        )
    labels = [
        f"version {each.number} of {day(each.kept_on)}" if each else "what stands now" for each in (before, after)
    ]
    sentence = say_changes(told, before=labels[0] if told else labels[0].capitalize(), after=labels[1])
    context = {
        "trust": found.owner.name,
        "uid": uid,
        "versions": versions,
        "before": before,
        "after": after,
        "sentence": sentence if before else "",
        "table": present_changes(told) if told else None,
        "writes": improvement.may_write(scope, found.owner),
        "tabs": _tabs(request, found, "improvement-model-changes"),
        "crumbs": _crumbs(found, "What changed"),
    }
    return render(request, "framework/model_changes.html", context)


def _nothing_yet(request: HttpRequest, uid: int) -> HttpResponse:
    """Whoever could begin a model is told what one is; for everybody else there is nothing."""
    scope = scope_of(request)
    trust = improvement.find_own_trust(scope, uid=uid)
    if trust is None or not improvement.may_write(scope, trust):
        raise Http404
    crumbs = model_page.crumbs_of(trust.name, uid, Crumb("How it improves its schools"))
    context = {"trust": trust.name, "uid": uid, "crumbs": crumbs}
    return render(request, "framework/begin.html", context)


def _read(request: HttpRequest, found: ImprovementModel, shown: ModelVersion | None) -> tuple[Content, FrameworkText]:
    edition = (shown or found).edition
    text = frameworks.read_edition(edition)
    return from_json(shown.content) if shown else improvement.get_content(scope_of(request), model=found), text


def _picture(found: ImprovementModel, content: Content, text: FrameworkText, shown: ModelVersion | None) -> Picture:
    when = shown.kept_on if shown else timezone.localdate(found.changed_at)
    edition = (shown or found).edition.number
    return model_page.present_picture(found.owner.name, content, text, edition=edition, as_at=day(when))


def _chosen(request: HttpRequest, versions: list[ModelVersion], name: str) -> ModelVersion | None:
    told = request.GET.get(name, "")
    if not told:
        return None
    for each in versions:
        if str(each.number) == told:
            return each
    raise NotThere("There is no such version.", why="It was not kept.", mend="Choose one of those that are listed.")


def _tabs(request: HttpRequest, found: ImprovementModel, current: str) -> tuple[Tab, ...]:
    scope = scope_of(request)
    writes = improvement.may_write(scope, found.owner)
    return model_page.tabs_of(found.owner.uid or 0, current=current, writes=writes, belongs=scope.belongs)


def _crumbs(found: ImprovementModel, last: str) -> tuple[Crumb, ...]:
    uid = found.owner.uid or 0
    here = Crumb("How it improves its schools", addresses.address("improvement-model", uid))
    return model_page.crumbs_of(found.owner.name, uid, here, Crumb(last))
