"""Addresses of signing in: each page of the sign-in library that this site uses, by name, and no other.

What writes is whole: all of it stands, or none. Signing in itself opens no transaction, as it checks a password first,
and others would wait for that.
"""

from allauth.account import views as account
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path, re_path

from plait.web.accounts import access, choosing, openid, second_step
from plait.web.accounts.invitations import invitation, open_account
from plait.web.accounts.mailbox import letter, mailbox
from plait.web.accounts.sessions import Sessions, end_session
from plait.web.accounts.views import Login, Signup
from plait.web.accounts.whole import whole

urlpatterns = [
    path("account/login/", Login.as_view(), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", whole(Signup.as_view()), name="account_signup"),
    path("account/reauthenticate/", whole(account.reauthenticate), name="account_reauthenticate"),
    path("account/email/", whole(account.email), name="account_email"),
    path("account/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^account/confirm-email/(?P<key>[-:\w]+)/$", whole(account.confirm_email), name="account_confirm_email"),
    path("account/password/change/", whole(account.password_change), name="account_change_password"),
    path("account/password/set/", whole(account.password_set), name="account_set_password"),
    path("account/password/strength/", choosing.strength, name="password-strength"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/2fa/", steps.index, name="mfa_index"),
    path("account/second-step/", second_step.second_step, name="second-step"),
    path("account/2fa/authenticate/", steps.authenticate, name="mfa_authenticate"),
    path("account/2fa/reauthenticate/", whole(steps.reauthenticate), name="mfa_reauthenticate"),
    path("account/2fa/totp/activate/", whole(totp.activate_totp), name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/2fa/recovery-codes/generate/",
        whole(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/2fa/webauthn/add/", whole(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/2fa/webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "account/2fa/webauthn/reauthenticate/",
        whole(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", whole(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/2fa/webauthn/keys/<int:pk>/edit/", whole(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/3rdparty/", whole(social.connections), name="socialaccount_connections"),
    path("account/3rdparty/signup/", whole(social.signup), name="socialaccount_signup"),
    path("account/3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/3rdparty/login/error/", social.login_error, name="socialaccount_login_error"),
    path("account/oidc/<slug:provider_id>/login/", openid.begin, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
    path("account/sessions/", whole(Sessions.as_view()), name="usersessions_list"),
    path("account/sessions/<int:number>/end/", end_session, name="session-end"),
    path("invitations/<str:secret>", invitation, name="invitation"),
    path("invitations/<str:secret>/open-account", whole(open_account), name="invitation-open-account"),
    path("demo/mail", mailbox, name="mailbox"),
    path("demo/mail/<str:name>", letter, name="mailbox-letter"),
]
ACCESS = access.ACCESS
