"""The page that an invitation leads to: who invites to what, and taking it up."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plait.core.errors import PlaitError
from plait.organisations.roles import get_role
from plait.organisations.services import accounts, invitations
from plait.organisations.services.invitations import NoInvitation
from plait.web import addresses
from plait.web.accounts.invited import InvitedForm


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation; posted, take it up."""
    try:
        found = invitations.get_open(secret)
        if request.method == "POST" and request.user.is_authenticated:
            made = invitations.accept(secret, by=request.user)
            messages.success(request, f"You belong to {made.organisation.name} now.")
            return _send_home()
    except NoInvitation as refused:
        return _refuse(request, refused)
    return _show(request, found, secret=secret, form=InvitedForm(email=found.email))


@require_POST
def open_account(request: HttpRequest, secret: str) -> HttpResponse:
    """Open an account for the address that was invited, which the letter has proved; join, and sign in."""
    try:
        found = invitations.get_open(secret)
    except NoInvitation as refused:
        return _refuse(request, refused)
    if request.user.is_authenticated:
        return redirect("invitation", secret)
    if not ratelimit.consume(request, action="signup"):
        too_many: HttpResponse = ratelimit.respond_429(request)
        return too_many
    form = InvitedForm(request.POST, email=found.email)
    if not form.is_valid():
        return _show(request, found, secret=secret, form=form, status=422)
    told = form.cleaned_data
    try:
        person = accounts.open_account(found.email, name=told["name"], password=told["password1"])
    except PlaitError as refused:
        form.add_error(None, f"{refused.why} {refused.mend}")
        return _show(request, found, secret=secret, form=form, status=422)
    made = invitations.accept(secret, by=person)
    messages.success(request, f"Your account is open, and you belong to {made.organisation.name}.")
    login = Login(user=person, email=person.email, redirect_url=addresses.address("home-mine") or "/")
    answer: HttpResponse = perform_password_login(request, {"email": person.email}, login)
    return answer


def _show(request: HttpRequest, found: Any, *, secret: str, form: InvitedForm, status: int = 200) -> HttpResponse:
    told = {
        "invitation": found,
        "role": get_role(found.role),
        "form": form,
        "is_mine": request.user.is_authenticated and request.user.email.lower() == found.email.lower(),
        "path": reverse("invitation", args=[secret]),
        "open_account_url": reverse("invitation-open-account", args=[secret]),
    }
    return render(request, "accounts/invitation.html", told, status=status)


def _refuse(request: HttpRequest, refused: NoInvitation) -> HttpResponse:
    return render(request, "accounts/invitation_closed.html", {"error": refused}, status=404)


def _send_home() -> HttpResponse:
    answer = redirect(addresses.address("home-mine") or "/")
    answer.status_code = 303
    return answer
