"""The letters of a demonstration, on a page of it: nothing leaves the machine."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plait.core import mailbox as letters


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters; on any other site there is no such page."""
    _require_demo()
    to = request.GET.get("to", "").strip()
    return render(request, "accounts/mailbox.html", {"letters": letters.list_messages(to=to), "to": to})


@require_GET
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter, its addresses as links."""
    _require_demo()
    try:
        found = letters.read_message(name)
    except letters.NoLetter as fault:
        raise Http404 from fault
    return render(request, "accounts/letter.html", {"letter": found})


def _require_demo() -> None:
    if not settings.PLAIT_DEMO_PASSWORD:
        raise Http404
