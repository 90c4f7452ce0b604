"""What the pages of data protection show: written from the declarations beside the models, and nothing beside them."""

from dataclasses import dataclass
from typing import Final

from django.apps import apps

from plait.core.personal import Declaration, declarations
from plait.core.places import ELSEWHERE, PLACES, Place
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
    "goals.AimReview": "Reviews of goals",
    "goals.AlignmentPage": "Pages on alignment that trusts publish",
    "goals.Bet": "What people let stand on evidence",
    "goals.Claim": "Claims that are voted on",
    "goals.Comment": "Comments in consultations",
    "goals.Compared": "Comparisons of examples",
    "goals.Exemplar": "Examples that show a statement of quality",
    "goals.Exemption": "Requests to be let off what is aligned",
    "goals.ImpactReview": "Reviews of decisions by impact",
    "goals.Judged": "Judgements in self-evaluations",
    "goals.Kept": "Earlier versions of records",
    "goals.Moderated": "What colleagues of other schools say of self-evaluations",
    "goals.Moderator": "Colleagues of other schools who moderate",
    "goals.Noted": "Figures that were noted by hand",
    "goals.Position": "Where schools say they stand beside a decision",
    "goals.Upload": "Files that people brought in",
    "goals.Vote": "Votes in consultations",
    "goals.WithoutPriority": "Reasons for having no priority",
    "framework.Edition": "Editions of frameworks",
    "framework.ModelPart": "Parts of improvement models",
    "framework.ModelVersion": "Versions of improvement models",
    "indicators.OwnLimit": "Limits of measures of one’s own",
    "indicators.OwnMeasure": "Measures of one’s own",
    "indicators.OwnValue": "Figures of measures of one’s own",
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


def say_bases(lines: tuple[Processing, ...]) -> str:
    """On what basis all of it is held, in a sentence; the table says it of each line where there are several."""
    bases = {line.basis for line in lines}
    return f"All of it is held on one lawful basis: {bases.pop()}." if len(bases) == 1 else ""


def table_of(lines: tuple[Processing, ...]) -> Table:
    """The record of processing as a table: what is held and kept alike in one row, with everything that it is for."""
    several = len({line.basis for line in lines}) > 1
    alike: dict[tuple[str, str, str], list[Processing]] = {}
    for line in lines:
        alike.setdefault((line.what, line.basis, line.kept), []).append(line)
    rows = tuple(
        Row(
            (
                Cell(what),
                Cell(". ".join(dict.fromkeys(line.purpose for line in found)), label="What for"),
                *((Cell(basis, label="Lawful basis"),) if several else ()),
                Cell(kept, label="How long"),
            )
        )
        for (what, basis, kept), found in sorted(alike.items(), key=lambda each: each[0])
    )
    columns = (Column("What"), Column("What for"), *((Column("Lawful basis"),) if several else ()), Column("How long"))
    return Table("Personal data that this site holds", columns, rows, caption_hidden=True, stack=True)


def list_places() -> tuple[Place, ...]:
    """Where else something about a person may lie: files beside the tables, and what leaves the machine."""
    return tuple(each for each in (*PLACES, *ELSEWHERE) if each.holds)


def _field(declared: Declaration, name: str) -> str:
    field = apps.get_model(declared.model)._meta.get_field(name)  # noqa: SLF001 Django's own documented interface
    return str(getattr(field, "verbose_name", name))
