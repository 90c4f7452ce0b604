"""Taking a table in that a workbook of texts was written to: what is asked for, and the cells that cannot be taken."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse

from plait.goals.quality_reading import BadCell
from plait.goals.quality_sheets import MOST_BYTES
from plait.goals.quality_tables import Sheet
from plait.web.parts import Cell, Column, Row, Table
from plait.web.people.answers import OnceForm
from plait.web.quality.workbook import write_workbook

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = f"{MOST_BYTES // 1_000_000} MB"


class TakeInForm(OnceForm):
    """A file, or a table pasted from a sheet."""

    file = forms.FileField(
        label="A CSV file or an Excel workbook",
        required=False,
        help_text=f"As it was downloaded here, changed in your spreadsheet. Up to {_MOST}.",
    )
    pasted = forms.CharField(
        label="Or paste the rows with their heading",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("file")) == bool(str(told.get("pasted") or "").strip()):
            self.add_error("file", "Choose a file, or paste a table: one of the two.")
        elif told.get("file") and told["file"].size > MOST_BYTES:
            self.add_error("file", f"The file is larger than {_MOST}. Take out pictures, or other sheets.")
        return told

    def read(self) -> tuple[bytes, str]:
        """What was given, and what it is called."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name) if file else (self.cleaned_data["pasted"].encode(), "the pasted table")


def present_bad(cells: Sequence[BadCell]) -> Table:
    """The cells that cannot be taken, as a table."""
    columns = tuple(Column(label) for label in ("Where", "What stands there", "What to do"))
    rows = tuple(
        Row((Cell(f"{each.sheet}, row {each.row}, {each.column}"), Cell(each.value or "nothing"), Cell(each.mend)))
        for each in cells[:200]
    )
    return Table("Cells that cannot be taken", columns, rows, stack=True)


def workbook_response(sheets: Sequence[Sheet], *, name: str) -> HttpResponse:
    """The sheets as one workbook: every cell a text as it stands, so that it comes back the same."""
    answer = HttpResponse(write_workbook(sheets), content_type=_BOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
