"""What is said of a password while somebody chooses it: the same as when it is sent, and none of it is kept."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from plait.organisations.models import Person
from plait.web.accounts.passwords import LONGEST
from plait.web.accounts.strength import judge


@require_POST
def strength(request: HttpRequest) -> HttpResponse:
    """A sentence for the page on which a password is chosen; nothing is written, counted or logged of it."""
    password = request.POST.get("password", "")
    told = judge(password, refusals=_refusals(request, password)) if password else None
    return render(request, "accounts/strength.html", {"strength": told})


def _refusals(request: HttpRequest, password: str) -> list[str]:
    if len(password) > LONGEST:
        return [f"It has {len(password):,} characters, and can have {LONGEST}."]
    try:
        validate_password(password, user=_owner(request))
    except ValidationError as fault:
        return [str(each) for each in fault.messages]
    return []


def _owner(request: HttpRequest) -> Person:
    """Whose password it would be: who has signed in, else as the form says."""
    if isinstance(request.user, Person):
        return request.user
    return Person(email=request.POST.get("email", "")[:254], name=request.POST.get("name", "")[:150])
