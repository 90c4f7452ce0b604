"""Requests to OpenID providers: encrypted, never redirected, and never into the site's own network."""

import ipaddress
import socket
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings

from plait.core.errors import PlaitError

_PATIENCE: Final = 5.0  # seconds to connect, and between bytes
_LARGEST: Final = 1_000_000  # bytes: a discovery document or a set of keys is a few thousand


class RefusedAddress(PlaitError, requests.RequestException):
    """A provider, or what it names, lies where the site does not go."""


class GuardedSession(requests.Session):
    """As `requests.Session`, for addresses outside only; tests and demonstrations may name a provider on this machine.

    A name is looked up before it is asked. What it leads to could change in between; the names are those that the
    operator has set, so this guards against a provider that names inner addresses, not against its own name server.
    """

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Ask, if the address may be asked.

        Raises
        ------
        RefusedAddress
            If it may not, or the answer is far too long.
        """
        check_address(url, own_machine=settings.PLAIT_OIDC_ON_THIS_MACHINE)
        kwargs.setdefault("timeout", _PATIENCE)
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        response = super().request(method, url, **kwargs)
        _read(response)
        return response


def check_address(url: str, *, own_machine: bool) -> None:
    """Refuse an address that is not encrypted, or that leads into a private network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    found = _look_up(host, parts.port or 443)
    if own_machine and found and all(address.is_loopback for address in found):
        return
    if parts.scheme != "https":
        raise _refused(host, "It is not encrypted (https).")
    if not found:
        raise _refused(host, "Its name is not known.")
    inner = [address for address in found if not address.is_global or address.is_multicast]
    if inner:
        raise _refused(host, f"It leads to {inner[0]}, which is not a public address.")


def _look_up(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        return [ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (socket.gaierror, UnicodeError):
        return []


def _read(response: requests.Response) -> None:
    body = response.raw.read(_LARGEST + 1, decode_content=True)
    if len(body) > _LARGEST:
        response.close()
        raise _refused(urlsplit(response.url).hostname or "", "Its answer is far too long.")
    response._content = body  # noqa: SLF001 the library reads no further than what was read here
    response._content_consumed = True  # noqa: SLF001


def _refused(host: str, why: str) -> RefusedAddress:
    return RefusedAddress(
        f"{host or 'The provider'} was not asked.", why=why, mend="Check the issuer that the operator has set."
    )
