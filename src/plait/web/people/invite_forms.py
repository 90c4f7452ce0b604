"""What is asked of somebody who invites people: who, in which role, until when."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils import timezone

from plait.organisations.invitation_lists import InvitationList, read_list
from plait.organisations.roles import Kind, list_roles
from plait.web.people.answers import OnceForm
from plait.web.people.joining_forms import choices_of

LARGEST: Final = 200_000  # bytes: 500 addresses with names take a fifth of it
_FIRST_ROLE: Final = {Kind.SCHOOL: "headteacher", Kind.SECTOR_BODY: "curator"}


class InviteForm(OnceForm):
    """Whom to invite: typed or pasted, or as a file; and in which role."""

    people = forms.CharField(
        label="E-mail addresses",
        error_messages={"required": "Enter at least one e-mail address, or choose a file"},
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none"}),
        help_text="One, or a list: one to a line, with commas, or “Name <address>” as mail programs write it.",
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        allow_empty_file=True,  # an empty one is refused below, in our own words
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text="With a column “email”, and if you like “role” and “function”. At most 200 kB.",
    )
    role = forms.ChoiceField(label="Role", help_text="For everybody whose line names none.")
    function = forms.CharField(
        label="Function",
        max_length=60,
        required=False,
        help_text="For a support-staff lead: finance, estates or administration, for example.",
    )
    until = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="For a visitor always; for others only if it is for a while.",
        error_messages={"invalid": "Enter the last day as day, month and year, such as 2027-07-31"},
    )

    def __init__(self, *args: Any, kind: Kind, names: dict[str, str], first: str = "", **kwargs: Any) -> None:
        roles = {role.key for role in list_roles(kind)}
        chosen = first if first in roles else _FIRST_ROLE.get(kind, "director")
        super().__init__(*args, initial={"role": chosen}, **kwargs)
        self.fields["role"].choices = choices_of(kind, names=names)  # type: ignore[attr-defined]
        self.fields["until"].widget.attrs["min"] = timezone.localdate().isoformat()
        self.listed = InvitationList((), ())

    def clean_file(self) -> str:
        """The text of the file, checked to be one."""
        told = self.cleaned_data.get("file")
        return _read(told) if told else ""

    def clean(self) -> dict[str, Any]:
        """Read the list; a file adds to what was typed, so that nothing is lost."""
        told: dict[str, Any] = super().clean() or {}
        typed, filed = told.get("people", ""), told.get("file", "")
        if filed.strip() and not typed.strip():
            self.errors.pop("people", None)  # the file stands for it
        if "file" in self.errors or "people" in self.errors:
            return told
        told["text"] = filed if filed.strip() else typed
        if filed.strip() and typed.strip():
            self.add_error("people", "Use either the box or a file, not both: take one away")
            return told
        self.listed = read_list(told["text"])
        if not self.listed.wanted:
            self.add_error("people", _say_none(self.listed))
        return told


def _read(file: "UploadedFile[bytes]") -> str:
    """The file as text.

    Raises
    ------
    forms.ValidationError
        If it is too large, empty, or not text.
    """
    size = file.size or 0
    if size > LARGEST:
        raise forms.ValidationError(f"The file is {size // 1000:,} kB. It can have 200 kB at most: split it in two")
    held: bytes = file.read()
    if not held.strip():
        raise forms.ValidationError("The file is empty")
    for encoding in ("utf-8-sig", "utf-16" if held[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252"):
        try:
            text: str = held.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(each.isprintable() or each in "\r\n\t" for each in text):
            return text
    raise forms.ValidationError("The file is not text. In Excel choose “Save as”, and there “CSV UTF-8”")


def _say_none(listed: InvitationList) -> str:
    if len(listed.faults) == 1:
        return f"“{listed.faults[0].typed}” is not an e-mail address"
    return "None of the lines is an e-mail address"


def is_address(told: str) -> bool:
    """Whether Django, too, takes it for an address: mail would be refused otherwise."""
    try:
        validate_email(told)
    except forms.ValidationError:
        return False
    return True
