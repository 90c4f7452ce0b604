import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from plait.config import security
from plait.config.logs import JsonLines
from plait.config.security import WrongSetting
from plait.core.home import Home

PAGES = ["/style", "/accessibility", "/nothing-here", "/health"]


def policy_of(header: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in header.split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_no_page_may_run_or_load_what_is_not_its_own(client: Client, without_build: Home, path: str):
    policy = policy_of(client.get(path).headers["Content-Security-Policy"])
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_every_answer_carries_the_other_headers(client: Client, without_build: Home, path: str):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_no_page_has_a_style_or_a_script_of_its_own(client: Client, without_build: Home):
    for path in ("/style", "/accessibility", "/nothing-here"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize(("accepted", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_text_is_sent_as_small_as_the_browser_takes_it(
    client: Client, without_build: Home, accepted: str, encoding: str
):
    answer = client.get("/accessibility", headers={"accept-encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, without_build: Home):
    tag = client.get("/accessibility", headers={"accept-encoding": "br"}).headers["ETag"]
    again = client.get("/accessibility", headers={"accept-encoding": "br", "if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""


def test_each_request_is_one_line_of_json_without_its_query(client: Client, without_build: Home, caplog):
    with caplog.at_level(logging.INFO, logger="plait.requests"):
        client.get("/accessibility?q=a+private+question")
    (record,) = [record for record in caplog.records if record.name == "plait.requests"]
    line = json.loads(JsonLines().format(record))
    assert (line["method"], line["path"], line["status"]) == ("GET", "/accessibility", 200)
    assert line["bytes"] > 0
    assert line["ms"] >= 0
    assert "private" not in json.dumps(line)


@pytest.mark.parametrize(
    "path",
    [
        "/invitations/SECRET",
        "/invitations/SECRET/open-account",
        "/account/confirm-email/SECRET/",
        "/account/password/reset/key/1-SECRET/",
        "/letters/stop/SECRET",
    ],
)
def test_no_log_holds_the_secret_of_a_letter(path: str):
    """Whoever reads a log would else open the account, or belong, in somebody's place."""
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (path,), None)
    record.path = path
    line = JsonLines().format(record)
    assert "SECRET" not in line
    assert json.loads(line)["path"].startswith(path.partition("SECRET")[0].removesuffix("1-"))


MAIL = {"PLAIT_SMTP_HOST": "mail.plait.example", "PLAIT_MAIL_FROM": "Plait <post@plait.example>"}


def start_settings(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, and print what they say."""
    names = ("SECURE_HSTS_SECONDS", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "PLAIT_OPEN_DATA")
    code = f"import json; from plait.config import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAIT_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=clean | {"PLAIT_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_to_start_without_a_secret_key(tmp_path: Path):
    done = start_settings(tmp_path, PLAIT_ENV="production", PLAIT_ALLOWED_HOSTS="plait.example")
    assert done.returncode != 0
    assert "PLAIT_SECRET_KEY is empty" in done.stderr
    assert not (tmp_path / "secret_key").exists()


def test_production_refuses_a_short_secret_key(tmp_path: Path):
    done = start_settings(
        tmp_path, PLAIT_ENV="production", PLAIT_ALLOWED_HOSTS="plait.example", PLAIT_SECRET_KEY="x" * 49
    )
    assert done.returncode != 0
    assert "PLAIT_SECRET_KEY has 49 characters" in done.stderr


@pytest.mark.parametrize("url", ["mysql://person:hidden@host/name", "nonsense", "postgres://u:hidden@host:port/name"])
def test_a_database_that_cannot_be_used_is_refused_without_its_password(tmp_path: Path, url: str):
    done = start_settings(tmp_path, DATABASE_URL=url)
    assert done.returncode != 0
    assert "DATABASE_URL cannot be used" in done.stderr
    assert "hidden" not in done.stderr


def test_production_refuses_to_start_without_the_names_it_answers_to(tmp_path: Path):
    done = start_settings(tmp_path, PLAIT_ENV="production", PLAIT_SECRET_KEY="x" * 60)
    assert done.returncode != 0
    assert "PLAIT_ALLOWED_HOSTS is empty" in done.stderr


def test_production_refuses_to_answer_to_any_name(tmp_path: Path):
    done = start_settings(
        tmp_path, PLAIT_ENV="production", PLAIT_SECRET_KEY="x" * 60, PLAIT_ALLOWED_HOSTS="plait.example, *", **MAIL
    )
    assert done.returncode != 0
    assert "PLAIT_ALLOWED_HOSTS allows any name" in done.stderr


def test_by_which_names_a_site_is_asked_how_it_is_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_ALLOWED_HOSTS", "plait.example,localhost")
    assert security.hosts_of_health(production=True) == {"127.0.0.1", "[::1]"}  # the operator has named the third
    assert security.hosts_of_health(production=False) == frozenset()


def test_production_refuses_to_start_without_a_mail_server(tmp_path: Path):
    done = start_settings(
        tmp_path, PLAIT_ENV="production", PLAIT_SECRET_KEY="x" * 60, PLAIT_ALLOWED_HOSTS="plait.example"
    )
    assert done.returncode != 0
    assert "PLAIT_SMTP_HOST" in done.stderr


def test_production_keeps_to_https(tmp_path: Path):
    done = start_settings(
        tmp_path, PLAIT_ENV="production", PLAIT_SECRET_KEY="x" * 60, PLAIT_ALLOWED_HOSTS="plait.example", **MAIL
    )
    hsts, secure, redirect, hosts, open_data = json.loads(done.stdout)
    assert hsts >= 31_536_000
    assert secure is True
    assert redirect is True
    assert "plait.example" in hosts
    assert open_data is True


def test_django_finds_nothing_to_mend_in_a_production_site(tmp_path: Path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAIT_")}
    production = {"PLAIT_ENV": "production", "PLAIT_SECRET_KEY": "k7-Qm2x" * 9, "PLAIT_ALLOWED_HOSTS": "plait.example"}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    environment = (
        clean | production | MAIL | {"PLAIT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "plait.config.settings"}
    )
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_demo_answers_to_this_machine_only_and_needs_no_https(tmp_path: Path):
    hsts, secure, redirect, hosts, _ = json.loads(start_settings(tmp_path).stdout)
    assert (hsts, secure, redirect) == (0, False, False)
    assert hosts == ["127.0.0.1", "localhost", "[::1]"]


def test_a_setting_that_is_neither_on_nor_off_is_refused(tmp_path: Path):
    done = start_settings(tmp_path, PLAIT_OPEN_DATA="perhaps")
    assert done.returncode != 0
    assert "PLAIT_OPEN_DATA is “perhaps”" in done.stderr


def test_an_unknown_environment_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_ENV", "staging")
    with pytest.raises(WrongSetting, match="staging"):
        security.environment()


def test_a_demo_makes_its_secret_key_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PLAIT_SECRET_KEY", raising=False)
    home = Home(tmp_path / "home")
    first = security.secret_key(home, production=False)
    assert len(first) >= 50
    assert stat.S_IMODE(home.secret_key.stat().st_mode) == 0o600
    assert security.secret_key(home, production=False) == first
    assert [path.name for path in home.root.iterdir()] == ["secret_key"]
