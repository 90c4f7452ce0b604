"""A consultation as files, and claims and comments as files into it."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.agreeing import Choice, Way
from plait.goals.agreeing_table import CLAIM_HEADING, CLAIMS, COMMENT_HEADING, COMMENTS
from plait.goals.models import Consultation
from plait.goals.queries import agreeing
from plait.goals.queries.agreeing_exchange import claim_rows, comment_rows
from plait.goals.services.agreeing_exchange import take_in
from plait.web import words
from plait.web.addresses import address
from plait.web.agreeing.index import crumbs_of
from plait.web.agreeing.results import HEADING, groups_rows, votes_rows
from plait.web.agreeing.scale import HEADING as SCALE_HEADING
from plait.web.agreeing.scale import list_told, scale_rows
from plait.web.bringing import Bringing, bring_in, file_response
from plait.web.context import person_of, scope_of
from plait.web.packs.parts import Sheet
from plait.web.parts import Link

_GROUPS: Final = ("Claim", "Group", "Voted", "Agree", "Disagree")
_NOTES: Final = (
    """Claims: one with a number that waits is accepted, or not and why, where its state says so; one without is put to
    the vote. Comments: one with a number is answered; one without is yours, on the passage that “Place” names as it
    stands in the download, or on the whole where that is empty. What somebody else has said is never changed.""",
    """Votes go out as counts, and comparisons as a scale. They are each person’s own, and never come back in.""",
)


@require_safe
def download(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Claims, votes, groups, the scale or comments as CSV; and, for oneself alone, one's own votes."""
    one = agreeing.get_consultation(scope_of(request), number=number)
    if what == "mine":
        return file_response([_own(request, one)], name=f"consultation-{number}-mine", kind="csv")
    made = next((each for each in _sheets(request, one) if each.name.casefold() == what), None)
    if made is None:
        raise Http404
    return file_response([made], name=f"consultation-{number}-{what}", kind="csv")


@require_safe
def book(request: HttpRequest, number: int) -> HttpResponse:
    """All of it as one workbook."""
    one = agreeing.get_consultation(scope_of(request), number=number)
    return file_response(_sheets(request, one), name=f"consultation-{number}", kind="xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def bring_sayings_in(request: HttpRequest, number: int) -> HttpResponse:
    """Bring claims or comments in, for whoever leads."""
    one = agreeing.get_consultation_to_lead(scope_of(request), number=number)
    person = person_of(request)

    def take(content: bytes | str, name: str) -> str:
        taken = take_in(content, consultation=one, name=name, by=person)
        told = [
            words.count(taken.claims_n, "claim added", "claims added"),
            words.count(taken.settled_n, "claim settled", "claims settled"),
            words.count(taken.comments_n, "comment made", "comments made"),
            words.count(taken.answers_n, "answer given", "answers given"),
        ]
        return f"{words.starting(words.listed(told))}."

    page = Bringing(
        over=one.title,
        title="Bring claims or comments in",
        files=(
            Link("Download the workbook", address("consultation-book", number)),
            Link("Claims as CSV", address("consultation-file", number, "claims")),
            Link("Comments as CSV", address("consultation-file", number, "comments")),
        ),
        heading=(*CLAIM_HEADING, *COMMENT_HEADING[1:]),
        notes=_NOTES,
        back_url=address("consultation-lead", number),
        crumbs=crumbs_of(one, "Bring a table in"),
    )
    return bring_in(request, page, take)


def _sheets(request: HttpRequest, one: Consultation) -> list[Sheet]:
    """The tables of a consultation, by the ways in which it is answered."""
    scope, made = scope_of(request), []
    if one.goes_by(Way.VOTES):
        claims = agreeing.list_claims(scope, consultation=one)
        result = agreeing.find_result(scope, consultation=one, way=Way.VOTES)
        votes = [] if result is None else votes_rows(result, claims=claims)
        groups = [] if result is None else groups_rows(result, claims=claims)
        made += [
            Sheet(CLAIMS, CLAIM_HEADING, claim_rows(scope, consultation=one)),
            Sheet("Votes", HEADING, votes),
            Sheet("Groups", _GROUPS, groups),
        ]
    if one.goes_by(Way.COMPARING):
        scale = agreeing.find_result(scope, consultation=one, way=Way.COMPARING)
        told: Sequence[tuple[object, ...]] = [] if scale is None else [(each,) for each in list_told(scale)]
        made += [
            Sheet("Scale", SCALE_HEADING, [] if scale is None else scale_rows(scale)),
            Sheet("Sure", ("How far it may be trusted",), told),
        ]
    if one.goes_by(Way.COMMENTS):
        made.append(Sheet(COMMENTS, COMMENT_HEADING, comment_rows(scope, consultation=one)))
    return made


def _own(request: HttpRequest, one: Consultation) -> Sheet:
    scope = scope_of(request)
    own, claims = agreeing.list_own_votes(scope, consultation=one), agreeing.list_claims(scope, consultation=one)
    rows = [(each.text, Choice(own[each.pk]).label) for each in claims if each.pk in own]
    return Sheet("Mine", ("Claim", "You said"), rows)
