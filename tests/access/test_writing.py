"""Nothing is written by a form of another site, and what comes in is bounded."""

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from plait.config import security
from tests.access.actors import SECRET, Sample
from tests.access.tries import ADDRESSES, list_tries, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# What a mail program posts by itself to stop letters (RFC 8058): it has no page of ours; the link is signed.
BY_MAIL_PROGRAMS = {"letters-stop"}
WRITTEN = [each for each in ADDRESSES if each.access is not None and each.access.write is not None]


def test_a_form_without_the_token_of_this_site_is_refused_at_every_address(sample: Sample, unhurried: None):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sample.people["headteacher"])
    answers = {
        path: strict.post(path).status_code
        for address in WRITTEN
        if address.key not in BY_MAIL_PROGRAMS
        for path in {path_of(address, one, sample) for one in list_tries(address, sample)}
    }
    assert len(answers) > 40
    assert {path: status for path, status in answers.items() if status != 403} == {}


def test_a_form_with_the_token_is_taken(sample: Sample):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sample.people["headteacher"])
    strict.get("/preferences")
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    assert strict.post("/preferences", {"csrfmiddlewaretoken": token}).status_code != 403


def test_a_form_that_is_far_too_long_is_refused(client: Client):
    answer = client.post("/account/login/", {"login": "x" * (security.LONGEST_FORM + 1)})
    assert answer.status_code == 400


def test_a_form_of_very_many_fields_is_refused(client: Client):
    answer = client.post(
        "/account/login/", {f"field{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 2)}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("leads_to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_signing_in_leads_to_no_other_site(client: Client, sample: Sample, unhurried: None, leads_to: str):
    person = sample.people["headteacher"]
    client.force_login(person)
    answer = client.get("/account/login/", {"next": leads_to})
    assert "elsewhere" not in answer.headers.get("Location", "")
    out = client.post("/account/logout/", {"next": leads_to})
    assert "elsewhere" not in out.headers.get("Location", "")
    client.logout()
    told = {"login": person.email, "password": "a long enough sentence 7", "next": leads_to}
    inside = client.post("/account/login/", told)
    assert "elsewhere" not in inside.headers.get("Location", "")


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "localhost:80@elsewhere.example"])
def test_a_site_answers_to_no_name_but_its_own(client: Client, settings: object, host: str):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    answer = client.get("/account/password/reset/", headers={"host": host})
    assert answer.status_code == 400
    assert "elsewhere" not in answer.content.decode()


def test_a_forwarded_name_is_not_believed(client: Client):
    answer = client.get("/account/login/", headers={"x-forwarded-host": "elsewhere.example"})
    assert "elsewhere" not in answer.content.decode()
    assert isinstance(answer.wsgi_request, WSGIRequest)
    assert "elsewhere" not in answer.wsgi_request.build_absolute_uri("/")


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/reset/", "/invitations/x"])
def test_pages_of_signing_in_load_nothing_of_others_and_are_kept_by_nobody(client: Client, path: str):
    answer = client.get(path)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = answer.content.decode()
    assert page.count("<script") == page.count("<script src=")
    assert " style=" not in page


def test_pages_of_people_who_have_signed_in_are_kept_by_nobody(sample: Sample, client: Client):
    client.force_login(sample.people["headteacher"])
    for path in ("/home", "/roles", f"/schools/{sample.school.urn}", "/nothing-here"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store", path


def test_a_page_that_breaks_tells_nothing_of_why(client: Client, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        message = "the inner secret"
        raise RuntimeError(message)

    monkeypatch.setattr("plait.web.people.roles_views.present_roles", fail)
    client.raise_request_exception = False
    answer = client.get("/roles")
    assert answer.status_code == 500
    assert "inner secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_pages_that_show_a_lasting_secret_are_not_compressed(client: Client, sample: Sample):
    client.force_login(sample.people["headteacher"])
    taken = {"accept-encoding": "br"}
    assert "Content-Encoding" not in client.get("/account/2fa/", headers=taken).headers
    assert "Content-Encoding" not in client.get(f"/invitations/{SECRET}", headers=taken).headers
    assert client.get("/accessibility", headers=taken).headers["Content-Encoding"] == "br"


def test_what_a_form_holds_to_be_masked_is_masked_anew_for_each_answer(client: Client):
    def token() -> str:
        page = client.get("/account/login/").content.decode()
        return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    assert token() != token()
