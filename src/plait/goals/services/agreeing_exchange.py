"""Taking claims and comments in from tables: all of it, or nothing and every cell that is to be mended.

Votes and comparisons are people's own. They go out as counts and as a scale, and are never taken in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from plait.core.services.taking import WrongCell, take_rows
from plait.core.tables_cells import read_grids
from plait.core.tables_in import Column, NotATable, Row, read_table
from plait.goals.agreeing import ClaimState
from plait.goals.agreeing_table import CLAIM_COLUMNS, CLAIMS, COMMENT_COLUMNS, COMMENTS, COUNTED
from plait.goals.models import Claim, Comment, Consultation
from plait.goals.services import agreeing_saying
from plait.goals.services.agreeing import hold_to_lead
from plait.organisations.models import Person


@dataclass(frozen=True, slots=True)
class TakenSayings:
    """How many claims were added and settled, and how many comments made and answered."""

    claims_n: int
    settled_n: int
    comments_n: int
    answers_n: int


@dataclass(slots=True)
class _Work:
    consultation: Consultation
    by: Person
    claims: dict[int, Claim]
    comments: dict[int, Comment]
    claims_n: int = 0
    settled_n: int = 0
    comments_n: int = 0
    answers_n: int = 0


def take_in(content: bytes | str, *, consultation: Consultation, name: str, by: Person) -> TakenSayings:
    """Take in claims or comments, as they were written out or filled in; of a workbook, both.

    A claim with a number is accepted or not where its state says so, one without is added. A comment with a number is
    answered, one without is made by `by`: what somebody else has said is never changed.

    Raises
    ------
    NotAllowed
        If `by` does not lead the consultation.
    NotATable
        If it is no table, or one of votes or comparisons.
    BadTable
        If anything cannot be taken in: nothing is, and every cell is named.
    """
    with transaction.atomic():
        held = hold_to_lead(consultation, by=by)
        claims = {each.pk: each for each in Claim.objects.filter(consultation=held)}
        work = _Work(held, by, claims, {each.pk: each for each in Comment.objects.filter(consultation=held)})
        for sheet, columns in _list_tables(content, name=name):
            rows = read_table(content, name=name, columns=columns, sheet=sheet)
            if columns is CLAIM_COLUMNS:
                take_rows(rows, name=name, do=partial(_take_claim, work), whole="Claim")
            else:
                take_rows(rows, name=name, do=partial(_take_comment, work), whole="Comment")
        return TakenSayings(work.claims_n, work.settled_n, work.comments_n, work.answers_n)


def _list_tables(content: bytes | str, *, name: str) -> Sequence[tuple[str, Sequence[Column]]]:
    """The sheets that are taken in; those of a workbook that only tell results are passed over."""
    known = {CLAIMS.casefold(): CLAIM_COLUMNS, COMMENTS.casefold(): COMMENT_COLUMNS}
    grids = read_grids(content, name=name)
    found = [(each.name, known[each.name.casefold()]) for each in grids if each.name.casefold() in known]
    if found:
        return found
    heading = {cell.text.strip().casefold() for row in grids[0].rows[:1] for cell in row}
    if heading & COUNTED:
        raise NotATable(
            "Nothing was taken in.",
            why="Votes and comparisons are each person’s own, and never come back in from a table.",
            mend="Ask people to vote and to compare on their own pages.",
        )
    return [(grids[0].name, COMMENT_COLUMNS if "comment" in heading else CLAIM_COLUMNS)]


def _take_claim(work: _Work, row: Row) -> None:
    text, state, because = row.text("Claim"), row.text("State"), row.text("Why it is not taken up")
    if not row.text("Number"):
        if state not in {"", ClaimState.ACCEPTED.label}:
            raise WrongCell("State", "People vote on what is brought in. Leave the cell empty.")
        agreeing_saying.add_claim(work.consultation, text=text, by=work.by)
        work.claims_n += 1
        return
    one = work.claims.get(int(row.text("Number")))
    if one is None:
        raise WrongCell("Number", "There is no claim of this number. Leave the cell empty to add one.")
    if text != one.text:
        raise WrongCell("Claim", "Its words stay as they were voted on. Add another claim in a row without a number.")
    stands = ClaimState(one.state)
    if state in {"", stands.label}:
        if because != one.because:
            raise WrongCell("Why it is not taken up", "The reason that was given stays.")
        return
    if stands is not ClaimState.WAITING:
        raise WrongCell("State", f"It is settled: “{stands.label}”.")
    accept = state == ClaimState.ACCEPTED.label
    agreeing_saying.settle_claim(one, accept=accept, because=because, by=work.by)
    work.settled_n += 1


def _take_comment(work: _Work, row: Row) -> None:
    text, answer = row.text("Comment"), row.text("Answer")
    if row.text("Number"):
        one = work.comments.get(int(row.text("Number")))
        if one is None:
            raise WrongCell("Number", "There is no comment of this number. Leave the cell empty to make one.")
        if text != one.text:
            raise WrongCell("Comment", "What somebody has said stays as they said it. Say what you think under Answer.")
    else:
        if row.text("By") not in {"", work.by.name}:
            raise WrongCell("By", "What you bring in, you say yourself. Leave the cell empty.")
        one = agreeing_saying.comment(work.consultation, anchor=row.text("Place"), text=text, by=work.by)
        work.comments_n += 1
    if answer == one.answer:
        return
    if not answer:
        raise WrongCell("Answer", "An answer that was given is not taken away. Write another.")
    agreeing_saying.answer(one, text=answer, by=work.by)
    work.answers_n += 1
