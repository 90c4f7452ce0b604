"""Personal data, declared beside the model that holds it: why it is held, on what basis, for how long.

A model says it with two attributes::

    class Person(models.Model):
        email = models.EmailField()
        urn = models.IntegerField()

        personal: ClassVar = {"email": Declared("Signing in and writing to the person", Basis.PUBLIC_TASK, LEFT)}
        impersonal: ClassVar = ("urn",)

For a model of another package an application calls `declare` in its own `declarations.py`. Every concrete field and
every many-to-many field must be in one of the two; row numbers that the database gives are not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from plait.core.errors import PlaitError

_DAYS_OF_YEAR: Final = 365


class Basis(StrEnum):
    """The lawful bases of Article 6(1) of the UK GDPR, by their letters."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_OBLIGATION = "c"
    VITAL_INTERESTS = "d"
    PUBLIC_TASK = "e"
    LEGITIMATE_INTERESTS = "f"

    @property
    def article(self) -> str:
        """Where it stands."""
        return f"UK GDPR Article 6(1)({self.value})"

    @property
    def label(self) -> str:
        """What it is called."""
        return self.name.replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long, from when, and what happens then.

    `erase` empties the field, `pseudonymise` puts a pseudonym in the name's place, `delete` removes the row.
    """

    after: Literal["leaving", "created", "last_use"]
    days: int
    then: Literal["erase", "pseudonymise", "delete"]

    @property
    def sentence(self) -> str:
        """The rule in words."""
        years, rest = divmod(self.days, _DAYS_OF_YEAR)
        if not self.days:
            span = "At once"
        elif years and not rest:
            span = "1 year" if years == 1 else f"{years} years"
        else:
            span = "1 day" if self.days == 1 else f"{self.days} days"
        return f"{span} after {_STARTS[self.after]}: {_ENDS[self.then]}."


_STARTS: Final = {
    "leaving": "the person has left and last signed in",
    "created": "it was written",
    "last_use": "it was last used",
}
_ENDS: Final = {
    "erase": "erased",
    "pseudonymise": "the name gives way to a pseudonym",
    "delete": "the whole row is deleted",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of personal data.

    Parameters
    ----------
    purpose
        What it is for, in a few words.
    basis
        The lawful basis.
    retention
        How long it is kept.
    export
        Whether `plait person export` gives it to the person. False for secrets, such as a hash of a password.
    of
        The lookup from the row to whom it is about, such as `id`, `person_id` or `membership__person_id`; empty where
        no lookup can say (a session's packed data), so that an export or erasure has to know by itself.
    matched_by
        Whether that lookup holds the person's number or, before there is an account, the e-mail address.
    """

    purpose: str
    basis: Basis
    retention: Retention
    export: bool = True
    of: str = ""
    matched_by: Literal["id", "email"] = "id"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one model declares: its label (`organisations.Person`), personal fields, and the names of the others."""

    model: str
    personal: Mapping[str, Declared] = field(default_factory=dict)
    impersonal: frozenset[str] = frozenset()

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is declared."""
        return self.impersonal | set(self.personal)


class DeclaredTwice(PlaitError):
    """A field is declared as personal and as impersonal, or a model is declared in two places."""


_declarations: dict[str, Declaration] = {}


def declare(model: str, *, personal: Mapping[str, Declared] | None = None, impersonal: Iterable[str] = ()) -> None:
    """Declare the fields of a model by its label; for one of another package, from an app's `declarations.py`."""
    made = Declaration(model, dict(personal or {}), frozenset(impersonal))
    both = set(made.personal) & made.impersonal
    if both or _declarations.get(model, made) != made:
        raise DeclaredTwice(
            f"The personal data of {model} was not declared.",
            why=f"{', '.join(sorted(both)) or 'The model'} is declared twice, in different ways.",
            mend="Keep one of the two.",
        )
    _declarations[model] = made


def declarations() -> tuple[Declaration, ...]:
    """Every declaration, by label; complete once Django is set up."""
    return tuple(_declarations[label] for label in sorted(_declarations))


def find_declaration(model: str) -> Declaration | None:
    """The declaration of one model."""
    return _declarations.get(model)
