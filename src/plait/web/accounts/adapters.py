"""What the sign-in library asks of the site: who may open an account, and how it reaches other servers."""

from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from plait.organisations.models import Person
from plait.organisations.queries.expected import is_expected
from plait.web import addresses
from plait.web.accounts.guarded import GuardedSession


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with a password."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Everybody begins at the page that says what needs them."""
        del request
        return addresses.address("home-mine") or "/"

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """People have no user name: the address is what they sign in with."""


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts of other organisations."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only somebody who is expected here, by an address that the provider calls verified."""
        del request
        return any(is_expected(each.email) for each in sociallogin.email_addresses if each.verified)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """Take the name as the provider has it, else the part of the address before the @."""
        person: Person = super().populate_user(request, sociallogin, data)
        told = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name")).strip()
        person.name = (str(data.get("name") or "") or told or person.email.partition("@")[0])[:150]
        return person

    def get_requests_session(self) -> requests.Session:
        """A session that leaves the site's own network alone."""
        return GuardedSession()
