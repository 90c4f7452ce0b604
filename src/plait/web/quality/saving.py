"""What saving a part of a definition has in common: once, over the version that was read, and on to the next page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.core.services import once
from plait.goals.models.quality import Definition
from plait.goals.quality_text import Whole, to_content
from plait.goals.queries import quality as reading
from plait.web.context import person_of, scope_of
from plait.web.people.answers import SeeOther, see_other
from plait.web.quality.history import ChangeLine, present_changes
from plait.web.quality.part_forms import Press, RowsForm

_NOTHING = (ChangeLine("Nothing that you see here", "changed", "", "", ()),)
Merge = tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it: the page to go on with; else both texts, where somebody else was first, or the form says why."""

    answer: SeeOther | None = None
    merge: Merge = ()

    def status(self, form: RowsForm | None) -> int:
        """How the page answers that is shown again."""
        if self.merge:
            return 409
        return 422 if form is not None and form.errors else 200


def open_to_change(request: HttpRequest, number: int) -> tuple[Definition, Whole]:
    """The definition with all that it says, for whoever may change it."""
    scope = scope_of(request)
    one = reading.get_definition_to_change(scope, number=number)
    return one, reading.build_whole(scope, definition=one)


def version_of(request: HttpRequest, standing: int) -> int:
    """The version that the form was read at."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() else standing


def save(
    request: HttpRequest,
    form: RowsForm,
    work: Callable[[], object],
    *,
    go: Callable[[], SeeOther],
    whole: Whole,
    mine: Callable[[], Whole] | None = None,
) -> Saved:
    """Do the work once; `mine` is the definition as the form would have it, where both texts are shown whole."""

    def told() -> str:
        work()
        return ""

    try:
        once.do(request.POST.get("token", ""), by=person_of(request).pk, work=told)
    except Conflict as conflict:
        lines = (
            tuple(_tell_conflict(conflict)) if mine is None else present_changes(to_content(whole), to_content(mine()))
        )
        return Saved(merge=lines or _NOTHING)
    except PlaitError as fault:
        form.add_error(None, f"{fault.why} {fault.mend}")
        return Saved()
    messages.success(request, "Saved.")
    return Saved(go())


def go_on(press: Press, *, again: SeeOther, done: SeeOther) -> SeeOther:
    """After plain saving, the page that is read; after a button of a row, the form again."""
    return done if press.do == "save" else again


def part_of(press: Press) -> str:
    """Where on the form one goes on after a button of a row."""
    return "more" if press.do in {"add", "remove"} else f"row-{press.row}"


def back_to(route: str, *args: int, press: Press) -> SeeOther:
    """The form again, at the row of the button."""
    return see_other(route, *args, part=part_of(press))


def _tell_conflict(conflict: Conflict) -> Iterator[ChangeLine]:
    for name, said in conflict.yours.items():
        theirs = str(conflict.theirs[name] or "")
        yield ChangeLine(name.replace("_", " ").capitalize(), "changed", theirs, str(said or ""), ())
