"""Signing in through an OpenID provider: what it says is believed only once every part of it has been checked.

The sign-in library asks and answers; this module adds what it leaves out: the issuer is the one that the operator
named, the token is signed by a key of that issuer, made for this site and for this very attempt (nonce), and says the
same person as the userinfo does. OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2; Discovery 4.3; RFC 9207.
"""

import hmac
import secrets
from typing import Any, Final

import jwt
import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from plait.web.accounts.guarded import GuardedSession

# Signatures by a key pair. Not HS256: its key would be the secret that goes over the wire to ask for the token.
_SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY: Final = 60  # seconds that two clocks may differ
_NONCE: Final = "plait_nonce"


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One attempt to sign in through one provider."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself, if it is the provider that the operator named."""
        found: dict[str, Any] = super().openid_config
        named = str(self.get_provider().app.settings["server_url"]).rstrip("/")
        if str(found.get("issuer", "")).rstrip("/") != named:
            raise OAuth2Error("The issuer is not the one that the operator named.")
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Believe the token, and the userinfo of the same person."""
        told = kwargs["response"].get("id_token")
        if not told:
            raise OAuth2Error("The provider sent no identity.")
        claims = self._decode_id_token(app, told)
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("Token and userinfo name different people.")
        userinfo["email_verified"] = _is_verified(userinfo, trusted=app.settings["email_authentication"])
        return self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo, "id_token": claims})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._find_key(id_token).key,
                algorithms=_SIGNATURES,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as fault:
            raise OAuth2Error("The token is not good.") from fault
        if not (self.nonce and hmac.compare_digest(str(claims["nonce"]), self.nonce)):
            raise OAuth2Error("The token belongs to another attempt.")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The token was made for another site.")
        return claims

    def _find_key(self, id_token: str) -> jwt.PyJWK:
        wanted = jwt.get_unverified_header(id_token)
        with GuardedSession() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        for key in jwt.PyJWKSet.from_dict(response.json()).keys:
            if key.key_id == wanted.get("kid") and key.public_key_use in {None, "sig"}:
                return key
        raise jwt.InvalidKeyError("No key of the provider has signed it.")


def _is_verified(userinfo: dict[str, Any], *, trusted: bool) -> bool:
    """Whether the address was checked; of a provider that says nothing of it, whether the operator trusts it."""
    said = userinfo.get("email_verified")
    return trusted if said is None else str(said).lower() == "true"  # some write it as a word


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """Where the provider sends people back to. Other servers are asked first; then all is written, or nothing."""

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        """Check every part, and sign in."""
        provider = self.adapter.get_provider()
        state, refusal = self._get_state(request, provider)
        if refusal:
            return _as_answer(refusal)
        if "error" in request.GET or "code" not in request.GET:
            cancelled = request.GET.get("error") == self.adapter.login_cancelled_error
            error = AuthError.CANCELLED if cancelled else AuthError.UNKNOWN
            return _as_answer(render_authentication_error(request, provider, error=error))
        try:
            login = self._ask(request, provider.app, state)
            with transaction.atomic():
                return _as_answer(complete_social_login(request, login))
        except (PermissionDenied, OAuth2Error, requests.RequestException, KeyError, ValueError) as fault:
            return _as_answer(render_authentication_error(request, provider, exception=fault))

    def _ask(self, request: HttpRequest, app: SocialApp, state: dict[str, Any]) -> SocialLogin:
        issuer = self.adapter.openid_config["issuer"]
        if request.GET.get("iss", issuer) != issuer:
            raise OAuth2Error("Another provider has answered.")
        self.adapter.nonce = str((state.get("data") or {}).get(_NONCE, ""))
        client = self.adapter.get_client(request, app)
        answer = self.adapter.get_access_token_data(
            request, app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
        token = self.adapter.parse_token(answer)
        login = self.adapter.complete_login(request, app, token, response=answer)
        login.token, login.state = token, state
        return login


@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to a provider, with a number that its answer must bear."""
    adapter = _adapter(request, provider_id)
    provider = adapter.get_provider()
    provider.oauth2_adapter_class = Adapter
    process = request.POST.get("process", "login")
    if process not in {"login", "connect"} or (process == "connect" and not request.user.is_authenticated):
        raise Http404
    nonce = secrets.token_urlsafe(24)
    try:
        leads_to = provider.redirect(
            request,
            process=process,
            next_url=get_next_redirect_url(request),
            data={_NONCE: nonce},
            auth_params={**provider.get_auth_params(), "nonce": nonce},
        )
    except (OAuth2Error, requests.RequestException, KeyError, ValueError) as fault:
        return _as_answer(render_authentication_error(request, provider, exception=fault))
    # A page and no redirect: forms of this site may be sent to this site only, and browsers hold redirects to it too.
    return render(request, "socialaccount/leaving.html", {"provider": provider, "leads_to": leads_to.url})


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take somebody back from a provider."""
    adapter = _adapter(request, provider_id)
    answer: HttpResponse = Callback.adapter_view(adapter)(request)
    return answer


def _adapter(request: HttpRequest, provider_id: str) -> Adapter:
    adapter = Adapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as fault:
        raise Http404 from fault
    return adapter


def _as_answer(response: HttpResponse) -> HttpResponse:
    """What the sign-in library answers: it names no types."""
    return response
