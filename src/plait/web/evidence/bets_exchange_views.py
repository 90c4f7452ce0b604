"""What rests on evidence as a file, and a file into it."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.queries.bets_exchange import HEADING, SHEET, bet_rows
from plait.goals.services.bets_exchange import take_in_bets
from plait.web import words
from plait.web.addresses import address
from plait.web.bringing import Bringing, bring_in, file_response
from plait.web.context import person_of, scope_of
from plait.web.evidence.library import crumbs_of
from plait.web.packs.parts import Sheet
from plait.web.parts import Link

_NOTES: Final = (
    """A row for each claim. One with a number is looked at again, today, where its words have changed; one without is
    made. “Under” and “Its number” say what rests: the number stands in the address of its page.""",
    """An entry is named by its number or, where it came with Plait, by its key, such as Plait: phonics. A row that is
    missing removes nothing.""",
)


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Every claim that the viewer may read, with what it stands under and on."""
    return file_response([Sheet(SHEET, HEADING, bet_rows(scope_of(request)))], name="what-rests-on-it", kind=form)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_bets_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of claims in."""
    person = person_of(request)

    def take(content: bytes | str, name: str) -> str:
        taken = take_in_bets(content, name=name, by=person)
        return f"{words.starting(words.count(taken.added_n, 'claim'))} made, {taken.changed_n} looked at again."

    page = Bringing(
        over="Evidence",
        title="Bring in what rests on evidence",
        files=(
            Link("Download the workbook", address("evidence-bets-file", "xlsx")),
            Link("Download as CSV", address("evidence-bets-file", "csv")),
        ),
        heading=HEADING,
        notes=_NOTES,
        back_url=address("evidence"),
        crumbs=crumbs_of("Bring in what rests on it"),
    )
    return bring_in(request, page, take)
