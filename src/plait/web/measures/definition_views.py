"""What measures are as a file, and a file into them."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.indicators.queries.own_definitions import HEADING, SHEET, definition_rows
from plait.indicators.queries.own_measures import list_writing_places
from plait.indicators.services.own_definitions import take_in_definitions
from plait.web import words
from plait.web.addresses import address
from plait.web.bringing import Bringing, bring_in, file_response
from plait.web.context import find_store, person_of, scope_of
from plait.web.measures.trusts import choose_trust
from plait.web.packs.parts import Sheet
from plait.web.parts import Crumb, Link

_NOTES: Final = (
    """A row for each measure. One with a number is changed, one without is begun; “URN” names the school whose own it
    is, and is empty for the trust’s. Once there are figures, unit, places and how often stay.""",
    """Figures come in on the page of each measure. A row that is missing ends nothing.""",
)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The measures of a trust and of its schools: what each is."""
    trust = choose_trust(request).trust
    rows = definition_rows(scope_of(request), trust=trust)
    return file_response([Sheet(SHEET, HEADING, rows)], name="measures", kind=kind)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_definitions_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of measures in."""
    chosen, person = choose_trust(request), person_of(request)
    trust, named = chosen.trust, {"trust": chosen.number} if chosen.number else {}
    places = list_writing_places(scope_of(request))
    if not any(trust.pk in {each.pk, each.parent_id} for each in places):
        raise NotAllowed(
            "You cannot bring a table in.", why="You write for nobody here.", mend="Ask somebody who writes for them."
        )

    def take(content: bytes | str, name: str) -> str:
        taken = take_in_definitions(content, name=name, trust=trust, store=find_store(), by=person)
        return f"{words.starting(words.count(taken.added_n, 'measure'))} begun, {taken.changed_n} changed."

    page = Bringing(
        over=chosen.name,
        title="Bring a table of measures in",
        files=(
            Link("Download the workbook", address("measures-file", "xlsx", **named)),
            Link("Download as CSV", address("measures-file", "csv", **named)),
        ),
        heading=HEADING,
        notes=_NOTES,
        back_url=address("measures", **named),
        crumbs=(
            Crumb("Plait", "/"),
            Crumb("Clear goals", address("curate")),
            Crumb("Our own measures", address("measures", **named)),
            Crumb("Bring a table in"),
        ),
    )
    return bring_in(request, page, take)
