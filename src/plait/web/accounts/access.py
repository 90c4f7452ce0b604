"""Who may reach each page of signing in, those of the sign-in library among them."""

from typing import Final

from plait.web.access import ANYONE, DEMO, SIGNED_IN, Access

_OPEN = Access(ANYONE, ANYONE)
_OWN = Access(SIGNED_IN, SIGNED_IN)

ACCESS: Final = {
    "account_login": _OPEN,
    "account_logout": _OPEN,
    "account_inactive": Access(ANYONE),
    "account_signup": _OPEN,
    "account_reauthenticate": _OWN,
    "account_email": _OWN,
    "account_email_verification_sent": Access(ANYONE),
    "account_confirm_email": _OPEN,  # whoever holds the letter
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "password-strength": Access(None, ANYONE),
    "account_reset_password": _OPEN,
    "account_reset_password_done": Access(ANYONE),
    "account_reset_password_from_key": _OPEN,  # whoever holds the letter
    "account_reset_password_from_key_done": Access(ANYONE),
    "mfa_index": Access(SIGNED_IN),
    "second-step": Access(SIGNED_IN),  # where who administers is led, to show or set one up
    "mfa_authenticate": _OPEN,  # whoever has given the first proof in this browser
    "mfa_reauthenticate": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": Access(SIGNED_IN),
    "mfa_generate_recovery_codes": _OWN,
    "mfa_list_webauthn": Access(SIGNED_IN),
    "mfa_add_webauthn": _OWN,
    "mfa_login_webauthn": _OPEN,
    "mfa_reauthenticate_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    "socialaccount_connections": _OWN,
    "socialaccount_signup": _OPEN,  # whoever comes back from a provider
    "socialaccount_login_cancelled": Access(ANYONE),
    "socialaccount_login_error": Access(ANYONE),
    "openid_connect_login": Access(None, ANYONE),
    "openid_connect_callback": Access(ANYONE),
    "usersessions_list": _OWN,
    "session-end": Access(None, SIGNED_IN),
    "invitation": _OPEN,  # whoever holds the letter
    "invitation-open-account": Access(None, ANYONE),
    "mailbox": Access(DEMO),
    "mailbox-letter": Access(DEMO),
}
