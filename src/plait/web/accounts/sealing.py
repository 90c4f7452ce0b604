"""What second steps are encrypted with: a key made from the site's secret key, and from the keys that it had before."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction


def cipher() -> MultiFernet:
    """Encrypts with the present key, and reads what a former one encrypted."""
    return MultiFernet([_cipher_of(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def encrypt_anew() -> tuple[int, int]:
    """Encrypt every second step with the present key; how many were, and how many no key opens any more."""
    done, lost, tool = 0, 0, cipher()
    with transaction.atomic():
        for each in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
            try:
                each.data = {name: _anew(value, tool) for name, value in each.data.items()}
            except InvalidToken:
                lost += 1
                continue
            each.save(update_fields=["data"])
            done += 1
    return done, lost


def _anew(value: Any, tool: MultiFernet) -> Any:
    """A value, or each of a list, encrypted anew; what is no text was never encrypted."""
    if isinstance(value, list):
        return [_anew(each, tool) for each in value]
    return tool.rotate(value.encode("ascii")).decode("ascii") if isinstance(value, str) else value


def _cipher_of(secret: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"plait second steps")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
