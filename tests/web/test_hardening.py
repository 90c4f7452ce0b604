"""What a visitor tries who means no good: files, methods, names that are code, lines that are two."""

import json
import logging
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from plait.config import settings as configured
from plait.config.logs import JsonLines
from plait.config.middleware import StaticFiles
from plait.core.home import Home
from tests.architecture.floors import CHECKOUT
from tests.people import PASSWORD, make_member, make_trust

OPEN = ("/", "/accessibility", "/account/login/", "/account/password/reset/", "/data", "/methods/signals")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/plait/",
        "/static/plait/.built",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/config/settings.py",
        "/.git/config",
        "/.env",
        "/plait.sqlite3",
        "/metrics",
        "/admin/",
    ],
)
def test_no_folder_is_listed_and_no_file_is_found_that_is_not_for_browsers(
    client: Client, without_build: Home, path: str
):
    assert client.get(path).status_code == 404


def test_of_the_built_files_none_is_served_that_hides_its_name(tmp_path: Path):
    (tmp_path / ".built").write_text("sum")
    (tmp_path / "plait.css").write_text("p {}")
    static = StaticFiles(lambda request: None)  # type: ignore[arg-type]
    static.add_files(str(tmp_path), prefix="tried/")
    assert [url for url in static.files if url.startswith("/tried/")] == ["/tried/plait.css"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "NONSENSE"])
def test_a_method_that_no_page_needs_is_refused(client: Client, without_build: Home, method: str):
    answers = {path: client.generic(method, path).status_code for path in OPEN}
    assert {path: status for path, status in answers.items() if status not in {404, 405}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*OPEN, "/nothing-here", "/health", "/robots.txt"])
def test_every_answer_says_what_it_is_and_in_which_letters(client: Client, without_build: Home, path: str):
    kind = client.get(path).headers["Content-Type"]
    assert kind in {"text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"}


def test_a_line_break_in_an_address_makes_no_second_line_of_the_log(client: Client, without_build: Home, caplog):
    with caplog.at_level(logging.INFO, logger="plait.requests"):
        client.get('/a%0D%0A{"level": "forged"}%E2%80%A8b')
    (record,) = [record for record in caplog.records if record.name == "plait.requests"]
    line = JsonLines().format(record)
    assert line.splitlines() == [line]
    assert json.loads(line)["level"] == "info"


def test_a_guard_that_breaks_lets_nobody_through(client: Client, without_build: Home, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("plait.web.guard._refuse", fail)
    client.raise_request_exception = False
    answer = client.get("/accessibility")
    assert answer.status_code == 500
    assert "accessibility" not in answer.content.decode().lower()


@pytest.mark.django_db
def test_a_name_that_is_code_is_shown_and_not_run(client: Client, without_build: Home):
    name = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    client.force_login(make_member(make_trust(), "director", name=name))
    page = client.get("/home").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_file_of_secrets_beside_the_compose_file_is_never_committed():
    done = subprocess.run(["git", "check-ignore", "-q", ".env"], cwd=CHECKOUT, check=False)
    assert done.returncode == 0


def test_no_answer_is_given_to_pages_of_other_sites(client: Client, without_build: Home):
    for origin in ("null", "https://elsewhere.example"):
        answer = client.get("/accessibility", headers={"origin": origin})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert not any("cors" in name.lower() for name in settings.MIDDLEWARE)


def test_what_is_kept_is_a_salted_hash_that_costs_memory_and_time():
    hasher = Argon2PasswordHasher()
    assert configured.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")
    one, other = (hasher.encode(PASSWORD, hasher.salt()) for _ in range(2))
    assert one.startswith("argon2$argon2id$")
    assert one != other
    told = hasher.decode(one)
    assert (told["memory_cost"] >= 15 * 1024, told["time_cost"] >= 2, len(told["salt"]) >= 16) == (True, True, True)
    assert not hasher.verify(f"{PASSWORD} ", one)
    assert PBKDF2PasswordHasher.iterations >= 310_000


def test_nothing_of_a_long_password_is_cut_off():
    hasher = Argon2PasswordHasher()
    whole = "quiet herons " * 9 + "wade on by"
    assert not hasher.verify(whole[:-1], hasher.encode(whole, hasher.salt()))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "text/html; charset=utf-8"])
def test_what_is_no_form_is_refused_by_415(client: Client, kind: str):
    answer = client.post("/account/login/", data=b'{"login": "x"}', content_type=kind)
    assert answer.status_code == 415
    assert client.post("/account/login/", {"login": "x"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health", "/account/login/", "/roles.csv", "/nothing-here", "/roles"])
def test_what_asks_for_headers_alone_is_sent_no_body_that_would_stand_before_somebody_elses_answer(
    without_build: Home, path: str
):
    """Asked of the application itself: Django's test client would take the body away."""

    def ask(method: str) -> tuple[str, dict[str, str], bytes]:
        told: list[tuple[str, dict[str, str]]] = []
        asked = RequestFactory().generic(method, path).environ
        answer = get_wsgi_application()(asked, lambda status, headers: told.append((status, dict(headers))))
        try:
            return *told[0], b"".join(answer)
        finally:
            answer.close()

    status, headers, body = ask("GET")
    alone = ask("HEAD")
    assert (alone[0], alone[2]) == (status, b"")
    assert len(body) > 0
    assert alone[1]["Content-Type"] == headers["Content-Type"]
    assert int(alone[1]["Content-Length"]) > 0
