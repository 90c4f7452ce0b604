"""Signing in and opening an account, where the sign-in library's own pages are not enough."""

from typing import Any

from allauth.account.views import LoginView, SignupView
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse

from plait.organisations.queries.expected import is_expected
from plait.web.accounts.demo import find_demo


class Login(LoginView):  # type: ignore[misc]
    """The sign-in page; on a demonstration it names the people to try."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them."""
        return {**super().get_context_data(**kwargs), "demo": find_demo()}


class Signup(SignupView):  # type: ignore[misc]
    """Takes people who are expected. The page answers everybody alike; who is not expected is told so by e-mail."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account; for somebody who has one, or whom nobody expects, do as if, and write to them."""
        form.account_already_exists |= not is_expected(str(form.cleaned_data["email"]))
        if form.account_already_exists:
            make_password(form.cleaned_data["password1"])  # takes as long as opening an account does
        answer: HttpResponse = super().form_valid(form)
        return answer
