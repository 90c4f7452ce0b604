"""Two to six schools side by side: the page, the same on paper and as CSV."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from plait.indicators.queries import schools, search
from plait.indicators.queries.search import Hit, Kind
from plait.indicators.store.definitions import load_definitions
from plait.insight.queries import comparison
from plait.insight.queries.comparison import BadComparison
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.fragments import wants_part
from plait.web.insight import compare_csv
from plait.web.insight.compare import ComparePage, Search, link, present_comparison, present_problem
from plait.web.insight.refusals import BadChoice, explained

_CANDIDATES = 8  # schools offered for what was typed
_MOST_ASKED = 50  # schools that an address may name before it is refused outright
_LONGEST_NAME = 100


@require_safe
@explained
def compare(request: HttpRequest) -> HttpResponse:
    """Circumstances, then results, of two to six schools; with fewer or more, a page that helps to choose."""
    urns, typed = _urns(request), request.GET.get("add", "").replace("\0", "").strip()[:_LONGEST_NAME]
    part = wants_part(request)
    hits = _find_hits(request, typed)
    if len(hits) == 1 and hits[0].number is not None and not part:
        return _with(urns, hits[0].number)
    page, status = _present(request, urns, Search(typed, hits))
    context = {"page": page, "section": "schools", "crumbs": page.crumbs, "urns": urns}
    template = "insight/compare.html#candidates" if part else "insight/compare.html"
    response = render(request, template, context, status=200 if part else status)
    patch_vary_headers(response, ("HX-Request", "HX-Request-Type"))
    return response


@require_safe
@explained
def compare_on_paper(request: HttpRequest) -> HttpResponse:
    """The page as it will be printed."""
    page, status = _present(request, _urns(request), Search())
    context = {"page": page, "section": "schools", "crumbs": page.crumbs, "paper": True}
    return render(request, "insight/compare.html", context, status=status)


@require_safe
@explained
def compare_as_csv(request: HttpRequest) -> HttpResponse:
    """Every figure of the comparison."""
    try:
        found = comparison.get_comparison(scope_of(request), store=store_of(request), urns=_urns(request))
    except BadComparison as error:
        raise BadChoice(error.what, mend=error.mend) from error
    return csv_response("schools-side-by-side.csv", compare_csv.HEADING, compare_csv.list_rows(found))


def _present(request: HttpRequest, urns: list[int], asked: Search) -> tuple[ComparePage, int]:
    scope, store = scope_of(request), store_of(request)
    try:
        found = comparison.get_comparison(scope, store=store, urns=urns)
    except BadComparison as error:
        there = [schools.get_school(scope, store=store, urn=urn) for urn in urns]
        return present_problem(there, error, search=asked), 200 if len(urns) == 0 else 400
    return present_comparison(found, definitions=load_definitions(), search=asked), 200


def _find_hits(request: HttpRequest, typed: str) -> tuple[Hit, ...]:
    if not typed:
        return ()
    found = search.find(scope_of(request), store=store_of(request), typed=typed)
    there = [hit for hit in found.hits if hit.kind is Kind.SCHOOL]
    same = [hit for hit in there if hit.name.casefold() == typed.casefold() and hit.open]
    return tuple(same) if len(same) == 1 else tuple(there[:_CANDIDATES])


def _with(urns: list[int], urn: int) -> HttpResponseRedirect:
    return redirect(link("compare", list(dict.fromkeys((*urns, urn)))))


def _urns(request: HttpRequest) -> list[int]:
    """The schools of the address, each once.

    Raises
    ------
    BadChoice
        If one is not a number, or there are far too many.
    """
    given = [each.strip() for each in request.GET.getlist("urn") if each.strip()]
    bad = next((each for each in given if not (each.isascii() and each.isdecimal() and len(each) < 10)), None)
    if bad is not None:
        raise BadChoice(f"“{bad[:20]}” is not a URN.", why="A URN is a number of six digits.", mend="Correct it.")
    if len(given) > _MOST_ASKED:
        raise BadChoice(f"{len(given)} schools cannot be put side by side.", mend="Choose two to six.")
    return list(dict.fromkeys(int(each) for each in given))
