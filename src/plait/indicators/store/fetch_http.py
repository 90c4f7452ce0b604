"""One careful request: https only, public addresses only, redirects only to named hosts."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from plait.core.errors import PlaitError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_PORTS = {"https": 443, "http": 80}
_PATIENCE = 30.0  # seconds without a byte


class FetchError(PlaitError):
    """A file could not be fetched."""


class RefusedAddress(FetchError):
    """A request would go where it must not: unencrypted, to a private network, or to a host that nobody named."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Where requests may go.

    `hosts` are the names that a redirect may lead to, the first one included. `allow_loopback` lets unencrypted
    requests go to this very machine, for a mirror or a test.
    """

    hosts: frozenset[str]
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An open answer: read `body` and close `connection`."""

    status: int
    headers: Mapping[str, str]
    body: http.client.HTTPResponse
    connection: http.client.HTTPConnection

    def close(self) -> None:
        """End the answer and the connection."""
        self.body.close()
        self.connection.close()


def request(url: str, *, policy: Policy, headers: Mapping[str, str]) -> Answer:
    """Ask for a URL, following redirects that the policy allows.

    Raises
    ------
    RefusedAddress
        If the URL, or one that it leads to, is outside the policy.
    FetchError
        If it leads in a circle.
    OSError, http.client.HTTPException
        If the network fails.
    """
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _ask(url, policy=policy, headers=headers)
        leads_to = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not leads_to:
            return answer
        answer.close()
        url = urljoin(url, leads_to)
    raise FetchError(
        f"{url} was not fetched.", why="It leads from one address to another without end.", mend="Try later."
    )


def _ask(url: str, *, policy: Policy, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold()
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _refused(url, "It is no plain https address.")
    if host not in policy.hosts:
        raise _refused(url, f"It leads to {host}, which the register does not name.")
    port = parts.port or _PORTS[parts.scheme]
    address = _public_address(url, host, port, policy)
    is_local = ipaddress.ip_address(address).is_loopback
    if parts.scheme != "https" and not is_local:
        raise _refused(url, "It is not encrypted.")
    plain = socket.create_connection((address, port), timeout=_PATIENCE)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=context)
        connection.sock = _wrapped(context, plain, host)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
        connection.sock = plain
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path, headers=dict(headers))
        body = connection.getresponse()
    except BaseException:
        connection.close()
        raise
    return Answer(body.status, {name.casefold(): value for name, value in body.getheaders()}, body, connection)


def _wrapped(context: ssl.SSLContext, plain: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _public_address(url: str, host: str, port: int, policy: Policy) -> str:
    """The address to connect to; checked and used as one, so that a name cannot change its mind between the two."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        number = ipaddress.ip_address(address)
        if not (number.is_global or (policy.allow_loopback and number.is_loopback)):
            raise _refused(url, f"{host} stands for {address}, which is not a public address.")
    return found[0]


def _refused(url: str, why: str) -> RefusedAddress:
    return RefusedAddress(
        f"{url} was not fetched.", why=why, mend="Download the file by hand, or mend its entry in the register."
    )
