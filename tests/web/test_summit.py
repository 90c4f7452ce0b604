"""The page of a summit: what is in the pack, three files, and nothing of needs for those who are not entitled."""

import pytest
from django.test import Client

from plait.web.packs.writing import KINDS
from plait.web.signals import summit_kept
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web import summit_files as read
from tests.web.pages import get_page
from tests.web.signalled import needs_shown, trusts_home, with_trusts, without_signals

__all__ = ["needs_shown", "trusts_home", "with_trusts", "without_signals"]
pytestmark = pytest.mark.django_db
PAGE = f"/trusts/{planted.UID}/summit"


@pytest.fixture(autouse=True)
def nothing_kept():
    summit_kept.forget()
    yield
    summit_kept.forget()


def test_the_page_says_what_is_in_the_pack_and_leads_to_its_files(with_trusts, client: Client):
    page = get_page(client, PAGE)
    assert page.h1.startswith("School summit: ")
    assert "What changed" in page.text
    links = dict(page.links)
    assert links["Slides"] == f"{PAGE}.pptx"
    assert links["Document"] == f"{PAGE}.docx"
    assert links["The data"] == f"{PAGE}.zip"
    assert "plait summit --trust" in page.text


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_file_comes_whole_with_its_type_and_name(with_trusts, client: Client, kind):
    answer = client.get(f"{PAGE}.{kind}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == KINDS[kind]
    end = "-data.zip" if kind == "zip" else f".{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="summit-{planted.UID}{end}"'
    assert answer.content[:2] == b"PK"
    assert client.get(f"{PAGE}.{kind}").content == answer.content


def test_a_choice_of_outcomes_reaches_the_files_and_a_fragment(with_trusts, client: Client):
    key = f"primary.{england.READING}"
    page = get_page(client, f"{PAGE}?outcome={key}")
    assert dict(page.links)["Slides"] == f"{PAGE}.pptx?outcome={key}"
    assert f"--outcome {key}" in page.text
    assert f'value="{key}" checked' in page.html
    part = client.get(f"{PAGE}?outcome={key}", headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" in part
    assert "<html" not in part
    deck = read.open_deck(client.get(f"{PAGE}.pptx?outcome={key}").content)
    trends = [each.shapes.title.text for each in deck.slides if "year by year" in each.shapes.title.text]
    assert trends == ["Reading score (primary), year by year"]


def test_needs_are_in_the_pack_only_of_those_who_may_read_them(with_trusts, client: Client):
    def titles() -> list[str]:
        return [each.shapes.title.text for each in read.open_deck(client.get(f"{PAGE}.pptx").content).slides]

    assert "Shared needs" not in titles()
    assert "--needs" not in get_page(client, PAGE).text


def test_the_entitled_get_them_and_nobody_between_keeps_a_copy(with_trusts, needs_shown, client: Client):
    answer = client.get(f"{PAGE}.pptx")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Shared needs" in [each.shapes.title.text for each in read.open_deck(answer.content).slides]
    assert "--needs" in get_page(client, PAGE).text
    assert "entitled to know" in get_page(client, PAGE).text


def test_a_file_drawn_for_the_entitled_is_never_given_to_another(with_trusts, client: Client, settings):
    settings.PLAIT_SHOW_NEEDS = True
    told = client.get(f"{PAGE}.zip").content
    settings.PLAIT_SHOW_NEEDS = False
    assert client.get(f"{PAGE}.zip").content != told


def test_only_the_latest_files_are_kept(monkeypatch):
    monkeypatch.setattr(summit_kept, "MOST", 2)
    drawn = []

    def draw(name: str):
        def make():
            drawn.append(name)
            return name

        return make

    for name in ("a", "b", "a", "c", "a", "b"):
        assert summit_kept.get_file(name, draw(name)) == name
    assert drawn == ["a", "b", "c", "b"]


@pytest.mark.parametrize("path", [f"{PAGE}?outcome=nonsense", f"{PAGE}.pptx?outcome=nonsense"])
def test_an_outcome_that_is_not_judged_is_refused(with_trusts, client: Client, path):
    get_page(client, path, status=400)


@pytest.mark.parametrize("path", ["/trusts/77/summit", "/trusts/77/summit.pptx", f"{PAGE}.odp"])
def test_what_is_not_there_is_not_found(with_trusts, client: Client, path):
    get_page(client, path, status=404)


@pytest.mark.parametrize("end", ["", ".pptx", ".docx", ".zip"])
def test_without_signals_the_page_says_what_to_do(without_signals, client: Client, end):
    assert "plait signals build" in get_page(client, f"{PAGE}{end}", status=404).text


@pytest.mark.parametrize("end", ["", ".pptx", ".docx", ".zip"])
def test_a_closed_site_shows_nothing(with_trusts, client: Client, settings, end):
    client.get(f"{PAGE}{end}")
    settings.PLAIT_OPEN_DATA = False
    assert client.get(f"{PAGE}{end}").status_code == 403


@pytest.mark.parametrize("uid", [planted.WITHOUT_HOST, planted.NOBODY])
def test_a_trust_of_which_little_or_nothing_is_judged_still_has_a_pack(with_trusts, client: Client, uid):
    deck = read.open_deck(client.get(f"/trusts/{uid}/summit.pptx").content)
    assert "Bright spots in our trust" in [each.shapes.title.text for each in deck.slides]
    for kind in ("docx", "zip"):
        assert client.get(f"/trusts/{uid}/summit.{kind}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_schools(with_trusts, client: Client, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)
