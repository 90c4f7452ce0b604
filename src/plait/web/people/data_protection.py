"""What the pages of data protection show: written from the declarations beside the models, and nothing beside them."""

from dataclasses import dataclass
from typing import Final

from django.apps import apps

from plait.core.personal import Declaration, declarations
from plait.web.parts import Cell, Column, Row, Table

# What a table of the sign-in library or the framework is, in words; our own models say it themselves.
_NAMES: Final = {
    "account.EmailAddress": "E-mail addresses",
    "account.EmailConfirmation": "Letters that check an address",
    "core.AuditEntry": "The trail of who did what",
    "mfa.Authenticator": "Passkeys, codes and recovery codes",
    "sessions.Session": "Sessions",
    "socialaccount.SocialAccount": "Sign-in through other organisations",
    "socialaccount.SocialToken": "Tokens of other organisations (none are kept)",
    "usersessions.UserSession": "Where somebody is signed in",
    "insight.Finding": "What people found behind signals",
    "organisations.EmailDomain": "E-mail domains that may ask to join",
    "organisations.Invitation": "Invitations",
    "organisations.JoinRequest": "Requests to join",
    "organisations.Membership": "Memberships",
    "organisations.Notice": "Notices",
    "organisations.Person": "Accounts",
    "organisations.Preference": "What people want to hear of",
    "organisations.Share": "Agreements to share",
}


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the record of processing (UK GDPR Article 30)."""

    what: str
    fields: str
    purpose: str
    basis: str
    kept: str


def list_processing() -> tuple[Processing, ...]:
    """Every kind of personal data that is held: fields with the same purpose, basis and rule in one line."""
    lines: dict[tuple[str, str, str, str], list[str]] = {}
    for each in declarations():
        for name, declared in each.personal.items():
            key = (
                name_of(each),
                declared.purpose,
                f"{declared.basis.label} ({declared.basis.article})",
                declared.retention.sentence,
            )
            lines.setdefault(key, []).append(_field(each, name))
    return tuple(
        Processing(what, ", ".join(fields), purpose, basis, kept)
        for (what, purpose, basis, kept), fields in lines.items()
    )


def name_of(declared: Declaration) -> str:
    """What a table holds, in words."""
    return _NAMES.get(declared.model) or str(apps.get_model(declared.model)._meta.verbose_name_plural).capitalize()  # noqa: SLF001


def table_of(lines: tuple[Processing, ...]) -> Table:
    """The record of processing as a table."""
    rows = tuple(
        Row(
            (
                Cell(line.what),
                Cell(line.fields, label="Fields"),
                Cell(line.purpose, label="What for"),
                Cell(line.basis, label="Lawful basis"),
                Cell(line.kept, label="How long"),
            )
        )
        for line in lines
    )
    columns = (Column("What"), Column("Fields"), Column("What for"), Column("Lawful basis"), Column("How long"))
    return Table("Personal data that this site holds", columns, rows, caption_hidden=True, stack=True)


def _field(declared: Declaration, name: str) -> str:
    field = apps.get_model(declared.model)._meta.get_field(name)  # noqa: SLF001 Django's own documented interface
    return str(getattr(field, "verbose_name", name))
