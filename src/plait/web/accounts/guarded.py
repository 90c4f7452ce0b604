"""Requests to OpenID providers: encrypted, never redirected, and never into the site's own network."""

import ipaddress
import socket
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from plait.core.errors import PlaitError

_PATIENCE: Final = 5.0  # seconds to connect, and between bytes
_LARGEST: Final = 1_000_000  # bytes: a discovery document or a set of keys is a few thousand
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind a translator
_PORTS: Final = {"https": 443, "http": 80}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedAddress(PlaitError, requests.RequestException):
    """A provider, or what it names, lies where the site does not go."""


class _Stopped(Exception):
    """Carries a refusal through the layers below, which would take it for a broken line and hide it."""

    def __init__(self, refused: RefusedAddress) -> None:
        super().__init__()
        self.refused = refused


class GuardedSession(requests.Session):
    """As `requests.Session`, for public addresses only; on a demonstration a provider may run on this very machine.

    The address that a name leads to is checked at the moment of connecting, and that address is the one connected to:
    a name cannot change its mind in between. Redirects and the environment's proxies are not followed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        guard = _Guard(own_machine=settings.PLAIT_OIDC_ON_THIS_MACHINE)
        self.mount("https://", guard)
        self.mount("http://", guard)

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Ask, if the address may be asked.

        Raises
        ------
        RefusedAddress
            If it may not, it answers with another address to ask, or the answer is far too long.
        """
        _check_plain(url, own_machine=settings.PLAIT_OIDC_ON_THIS_MACHINE)
        kwargs.setdefault("timeout", _PATIENCE)
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        try:
            response = super().request(method, url, **kwargs)
        except _Stopped as stopped:
            raise stopped.refused from None
        if response.is_redirect:
            response.close()
            raise _refused(_host_of(url), "It leads to another address, and this site does not follow.")
        _read(response)
        return response


def find_address(host: str, port: int, *, own_machine: bool) -> str:
    """The one address to connect to for a name.

    Raises
    ------
    RefusedAddress
        If the name is not known, or any of its addresses lies in a private network.
    """
    found = _look_up(host, port)
    if not found:
        raise _refused(host, "Its name is not known.")
    if own_machine and all(address.is_loopback for address in found):
        return str(min(found, key=lambda address: address.version))  # “localhost” is ::1 too, where few listen
    for address in found:
        if not _is_public(address):
            raise _refused(host, f"It leads to {address}, which is not a public address.")
    return str(found[0])


def _is_public(address: Address) -> bool:
    """Whether an address is out in the open, also by the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _look_up(host: str, port: int) -> list[Address]:
    try:
        return [ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (socket.gaierror, UnicodeError):
        return []


def _check_plain(url: str, *, own_machine: bool) -> None:
    """Refuse what is no plain https address, before anything is looked up."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _refused(host, "It is no plain https address.")
    if parts.scheme == "http":
        found = _look_up(host, parts.port or _PORTS["http"])
        if not (own_machine and found and all(address.is_loopback for address in found)):
            raise _refused(host, "It is not encrypted (https).")


class _Guard(HTTPAdapter):
    """Connects by the connections below."""

    def __init__(self, *, own_machine: bool) -> None:
        self._own_machine = own_machine
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use pools whose connections check where they go."""
        del args, kwargs
        own_machine = self._own_machine
        manager = PoolManager()
        manager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, own_machine=own_machine),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, own_machine=own_machine),
        }
        self.poolmanager = manager


def _pool(pool: type[HTTPConnectionPool], connection: type[HTTPConnection], *, own_machine: bool) -> Any:
    class Checked(connection):  # type: ignore[valid-type, misc]
        def _new_conn(self) -> socket.socket:
            try:
                address = find_address(self.host, self.port, own_machine=own_machine)
            except RefusedAddress as refused:
                raise _Stopped(refused) from refused
            return socket.create_connection((address, self.port), timeout=_PATIENCE)

    class Pool(pool):  # type: ignore[valid-type, misc]
        ConnectionCls = Checked

    return Pool


def _read(response: requests.Response) -> None:
    body = response.raw.read(_LARGEST + 1, decode_content=True)
    if len(body) > _LARGEST:
        response.close()
        raise _refused(_host_of(response.url), "Its answer is far too long.")
    response._content = body  # noqa: SLF001 the library reads no further than what was read here
    response._content_consumed = True  # noqa: SLF001


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _refused(host: str, why: str) -> RefusedAddress:
    return RefusedAddress(
        f"{host or 'The provider'} was not asked.", why=why, mend="Check the issuer that the operator has set."
    )
