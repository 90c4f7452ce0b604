"""Reading frameworks: the list, one of them, and what changed from one edition to the next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.core.errors import NotThere
from plait.framework import tables
from plait.framework.domain import describe_changes
from plait.framework.files import write_toml
from plait.framework.models import Edition
from plait.framework.queries import crosswalks
from plait.framework.queries import frameworks as query
from plait.organisations.roles import May
from plait.web.context import scope_of
from plait.web.framework.files import table_file, text_file, wants_file
from plait.web.framework.page import crumbs_of, present_card, present_changes, present_framework, say_changes
from plait.web.parts import Crumb


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework that the viewer may read."""
    scope = scope_of(request)
    cards = [
        present_card(each, components_n=len(query.read_edition(each).components))
        for each in query.list_frameworks(scope)
    ]
    context = {
        "cards": cards,
        "may_add": bool(scope.organisations_where(May.OPERATE) or query.deciding(scope)),
        "crumbs": (Crumb("Plait", "/"), Crumb("Frameworks")),
    }
    return render(request, "framework/frameworks.html", context)


@require_safe
def framework(request: HttpRequest, key: str) -> HttpResponse:
    """One framework: its strands, its components and their questions, as one edition has them."""
    scope = scope_of(request)
    editions = query.list_editions(scope, framework=key)
    edition = query.get_edition(scope, framework=key, number=_number(request, "edition"))
    text = query.read_edition(edition)
    kind = wants_file(request)
    if kind == "toml":
        return text_file(write_toml(text), f"{key}.toml", "application/toml")
    if kind:
        return table_file(kind, key, tables.FRAMEWORK, tables.framework_rows(text))
    page = present_framework(
        text,
        edition=edition,
        editions=editions,
        pairs=crosswalks.list_pairs(scope),
        all_=query.list_frameworks(scope),
    )
    context = {"page": page, "crumbs": page.crumbs, "may_change": query.may_change(scope, edition)}
    return render(request, "framework/framework.html", context)


@require_safe
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """What changed from one edition to another, in words."""
    scope = scope_of(request)
    editions = query.list_editions(scope, framework=key)
    after = _find(editions, _number(request, "after") or editions[0].number)
    before = _find(editions, _number(request, "before") or max(1, after.number - 1))
    found = describe_changes(query.read_edition(before), query.read_edition(after))
    if wants_file(request):
        rows = [[each.where, each.what, each.before, each.after] for each in found]
        return table_file(wants_file(request), f"{key}-changes", ("Where", "What", "Before", "After"), rows)
    labels = [f"edition {each.number}" for each in (before, after)]
    context = {
        "name": after.name,
        "key": key,
        "sentence": say_changes(found, before=labels[0].capitalize() if not found else labels[0], after=labels[1]),
        "table": present_changes(found) if found else None,
        "editions": editions,
        "before": before.number,
        "after": after.number,
        "crumbs": crumbs_of(Crumb(after.name, request.path.removesuffix("/changes")), Crumb("What changed")),
    }
    return render(request, "framework/changes.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    told = request.GET.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 6 else None


def _find(editions: list[Edition], number: int) -> Edition:
    for each in editions:
        if each.number == number:
            return each
    raise NotThere(
        f"There is no edition {number}.", why="It is not among the editions of this framework.", mend="Choose another."
    )
