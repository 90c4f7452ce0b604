"""What a person has been told, how they want to hear of it, and the way out of the weekly letter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.organisations.notices import Kind
from plait.organisations.queries import notices as told
from plait.organisations.services import letters, notices
from plait.web.context import person_of, scope_of
from plait.web.parts import Crumb
from plait.web.people.answers import OnceForm, SeeOther, see_other


class PreferencesForm(OnceForm):
    """Two boxes for each kind of thing."""

    def __init__(self, *args: Any, wishes: dict[Kind, tuple[bool, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, (inside, letter) in wishes.items():
            self.fields[f"{kind.value}-inside"] = forms.BooleanField(
                label="On this site", required=False, initial=inside
            )
            self.fields[f"{kind.value}-letter"] = forms.BooleanField(
                label="In the weekly letter", required=False, initial=letter
            )

    def groups(self) -> list[dict[str, Any]]:
        """The boxes of each kind."""
        return [
            {
                "kind": kind.value,
                "label": kind.label,
                "fields": [self[f"{kind.value}-inside"], self[f"{kind.value}-letter"]],
            }
            for kind in Kind
        ]


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything the person was told, newest first."""
    scope = scope_of(request)
    found = told.list_notices(scope)
    unread = sum(each.read_at is None for each in found)
    crumbs = (Crumb("Your page", "/home"), Crumb("Notices"))
    return render(request, "people/notifications.html", {"notices": found, "unread": unread, "crumbs": crumbs})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all; one that is opened leads on to what it is about."""
    number = request.POST.get("notice", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 19):  # a 64-bit number
        raise BadRequest
    notices.mark_read(by=person_of(request), number=int(number) if number else None)
    url = told.find_url(scope_of(request), number=int(number)) if number and "open" in request.POST else ""
    if url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return SeeOther(url)
    messages.success(request, "Marked as read." if number else "All are marked as read.")
    return see_other("notifications")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to hear of each kind of thing."""
    form = PreferencesForm(request.POST or None, wishes=told.list_preferences(scope_of(request)))
    if request.method == "POST" and form.is_valid():

        def work() -> None:
            for kind in Kind:
                inside, letter = (form.cleaned_data[f"{kind.value}-{way}"] for way in ("inside", "letter"))
                notices.prefer(kind, inside=inside, letter=letter, by=person_of(request))

        if form.do(work, by=person_of(request).pk):
            messages.success(request, "We write and show only what you chose.")
            return see_other("preferences")
    crumbs = (Crumb("Your page", "/home"), Crumb("What you want to hear of"))
    return render(request, "people/preferences.html", {"form": form, "crumbs": crumbs})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the weekly letter, or one kind of thing in it: by the link of a letter, without signing in (RFC 8058).

    Exempt from the check of a form's origin, because a mail program posts here; the signed token proves the right to.
    """
    try:
        stop = letters.read_stop(token)
    except letters.BadStop as fault:
        raise Http404 from fault
    done = request.method == "POST"
    if done:
        notices.stop_letters(stop.person, kind=stop.kind)
    return render(request, "people/stop_letters.html", {"kind": stop.kind, "done": done, "token": token})
