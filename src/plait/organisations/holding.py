"""How long personal data of people is held, and on what basis: the terms that the declarations here share."""

from typing import Final

from plait.core.personal import Basis, Declared, Retention

_YEAR: Final = 365  # days
ACCOUNT: Final = Retention(after="leaving", days=_YEAR, then="pseudonymise")
SECRET: Final = Retention(after="leaving", days=_YEAR, then="erase")
WORK: Final = Retention(after="leaving", days=_YEAR, then="pseudonymise")  # the name stands in the account alone
UNANSWERED: Final = Retention(after="created", days=90, then="delete")


def account(purpose: str, *, of: str = "id", export: bool = True) -> Declared:
    """A field of the account itself."""
    return Declared(purpose, Basis.PUBLIC_TASK, ACCOUNT, export=export, of=of)


def work(purpose: str, *, of: str) -> Declared:
    """A field that tells who did something for an organisation: the record stays, the name goes."""
    return Declared(purpose, Basis.PUBLIC_TASK, WORK, of=of)


def secret(purpose: str, *, of: str = "id") -> Declared:
    """A field by which a person proves who they are: never given out."""
    return Declared(purpose, Basis.PUBLIC_TASK, SECRET, export=False, of=of)
