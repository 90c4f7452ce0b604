"""Opening an account, where the sign-in library's own page is not enough."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import LoginView, SignupView
from django.http import HttpResponse
from django.shortcuts import redirect

from plait.organisations.queries.expected import is_expected
from plait.organisations.services import invitations
from plait.web.accounts.demo import find_demo


class Login(LoginView):  # type: ignore[misc]
    """The sign-in page; on a demonstration it names the people to try."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them."""
        return {**super().get_context_data(**kwargs), "demo": find_demo()}


class Signup(SignupView):  # type: ignore[misc]
    """Takes people who are expected. The page answers everybody alike; who is not expected is told so by e-mail."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account, or write to somebody whom nobody has invited."""
        email = str(form.cleaned_data["email"])
        known = EmailAddress.objects.filter(email__iexact=email).exists()
        if known or is_expected(email):
            answer: HttpResponse = super().form_valid(form)
            return answer
        invitations.tell_uninvited(email)
        return redirect("account_email_verification_sent")
