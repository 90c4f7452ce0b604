"""An address that is confirmed in another browser than the one that gave it opens no account with that one's password.

Somebody could open an account for an address that is not theirs, and wait until its owner, who is expected here and
takes the letter for their own, confirms it. So the password goes, and the owner sets one by letter.
"""

from typing import Any, Final

from allauth.account import signals
from allauth.account.internal.stagekit import unstash_login
from django.contrib import messages
from django.http import HttpRequest

from plait.organisations.models import Person

_TOLD: Final = (
    "Your address is confirmed. This is not the browser in which the account was opened, so its password was taken"
    " away, in case somebody else chose it. Choose “I have forgotten my password” below, and set one by letter."
)


def listen() -> None:
    """Look at each confirmation from now on; called once, when the site starts."""
    signals.email_confirmed.connect(_confirmed, dispatch_uid="plait.account.confirmed_elsewhere")


def _confirmed(*, request: HttpRequest, email_address: Any, **_: Any) -> None:
    person: Person = email_address.user
    if person.last_login is not None or not person.has_usable_password() or _began_here(request, person):
        return
    person.set_unusable_password()
    person.save(update_fields=["password"])
    messages.warning(request, _TOLD)


def _began_here(request: HttpRequest, person: Person) -> bool:
    """Whether this browser gave the address, and waits to be signed in once it is confirmed."""
    login = unstash_login(request, peek=True)
    return login is not None and bool(login.user.pk == person.pk)
