"""Account pages that change something change all of it or nothing, with its line in the audit trail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def whole(view: View) -> View:
    """Run what is posted to a view of the sign-in library in one transaction: it opens none of its own."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return inside


def asked_again(view: View) -> View:
    """Ask at a view once more who it is, unless that was shown in the last minutes; then go on."""
    inside: View = reauthentication_required(view)
    return inside
