"""Requests to providers go to public addresses only, however the way in is dressed."""

import ipaddress
import socket

import pytest
import requests

from plait.web.accounts import guarded
from plait.web.accounts.guarded import GuardedSession, RefusedAddress


@pytest.fixture(autouse=True)
def in_production(settings):
    """No provider on this machine."""
    settings.PLAIT_OIDC_ON_THIS_MACHINE = False


def let_names_lead_to(monkeypatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; the names that were asked for."""
    asked: list[str] = []

    def look_up(host, port, **_):
        asked.append(host)
        found = [ipaddress.ip_address(address) for address in addresses]
        return [
            (socket.AF_INET if each.version == 4 else socket.AF_INET6, socket.SOCK_STREAM, 6, "", (str(each), port))
            for each in found
        ]

    monkeypatch.setattr(guarded.socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def no_way_out(monkeypatch) -> list[tuple[str, int]]:
    """Nothing is connected to; what would have been."""
    tried: list[tuple[str, int]] = []

    def connect(address, **_):
        tried.append(address)
        raise OSError("Nothing is there.")

    monkeypatch.setattr(guarded.socket, "create_connection", connect)
    return tried


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_asked(monkeypatch, no_way_out, address):
    let_names_lead_to(monkeypatch, address)
    with pytest.raises(RefusedAddress, match="not asked"):
        GuardedSession().get("https://provider.example/.well-known/openid-configuration")
    assert no_way_out == []


def test_a_name_of_which_one_address_is_private_is_not_asked(monkeypatch, no_way_out):
    let_names_lead_to(monkeypatch, "93.184.215.14", "10.0.0.5")
    with pytest.raises(RefusedAddress):
        GuardedSession().get("https://provider.example/")
    assert no_way_out == []


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch, no_way_out):
    asked = let_names_lead_to(monkeypatch, "93.184.215.14")
    with pytest.raises(requests.ConnectionError):
        GuardedSession().get("https://provider.example/")
    assert asked == ["provider.example"]  # once: it cannot lead elsewhere the second time
    assert no_way_out == [("93.184.215.14", 443)]


@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/",
        "http://127.0.0.1/",
        "https://user:secret@provider.example/",
        "ftp://provider.example/",
        "file:///etc/passwd",
        "https:///nowhere",
    ],
)
def test_what_is_no_plain_https_address_is_not_asked(monkeypatch, no_way_out, url):
    let_names_lead_to(monkeypatch, "93.184.215.14")
    with pytest.raises(RefusedAddress):
        GuardedSession().get(url)
    assert no_way_out == []


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/"])
def test_a_number_instead_of_a_name_is_no_way_round(no_way_out, url):
    with pytest.raises(RefusedAddress):
        GuardedSession().get(url)
    assert no_way_out == []


def test_a_name_of_this_machine_is_refused_in_production_and_taken_on_a_demonstration(settings, liar):
    address = f"{liar.issuer.replace('127.0.0.1', 'localhost')}/.well-known/openid-configuration"
    with pytest.raises(RefusedAddress):
        GuardedSession().get(address)
    settings.PLAIT_OIDC_ON_THIS_MACHINE = True
    with GuardedSession() as session:
        assert session.get(address).json()["issuer"] == liar.issuer


def test_a_redirect_is_refused_and_not_followed(settings, liar):
    settings.PLAIT_OIDC_ON_THIS_MACHINE = True
    liar.redirect = f"{liar.issuer}/elsewhere"
    with GuardedSession() as session, pytest.raises(RefusedAddress, match="not asked"):
        session.get(f"{liar.issuer}/here")
    assert liar.asked == ["/here"]


def test_an_answer_that_is_far_too_long_is_refused(settings, liar):
    settings.PLAIT_OIDC_ON_THIS_MACHINE = True
    liar.size = 1_000_001
    with GuardedSession() as session, pytest.raises(RefusedAddress, match="not asked"):
        session.get(f"{liar.issuer}/jwks")


def test_the_proxy_of_the_environment_is_not_used(settings, liar, monkeypatch):
    settings.PLAIT_OIDC_ON_THIS_MACHINE = True
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with GuardedSession() as session:
        assert session.get(f"{liar.issuer}/jwks").status_code == 200
