"""The page of pairs: evidence for both, likeness, why this pair, what to ask, and to whom it is shown."""

import csv
import io

import pytest
from django.test import Client

from plait.insight.queries import signals_pairs_ground as likeness
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web.pages import get_page
from tests.web.signalled import needs_shown, trusts_home, with_trusts, without_signals

__all__ = ["needs_shown", "trusts_home", "with_trusts", "without_signals"]
pytestmark = pytest.mark.django_db

PAGE = f"/trusts/{planted.UID}/pairs"


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every two schools count as in like circumstances."""
    monkeypatch.setattr(likeness, "LIKE_RATE", 1.0)


@pytest.fixture
def all_unlike(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two schools do."""
    monkeypatch.setattr(likeness, "LIKE_RATE", 0.0)


def test_a_pair_shows_the_evidence_of_both_their_likeness_and_why(with_trusts, needs_shown, no_limit, client: Client):
    page = get_page(client, PAGE)
    assert page.h1 == "Who could visit whom?"
    pair = next(each for each in page.html.split('class="pl-pair"') if f"Primary School {england.LOW}</a>" in each)
    assert f"Primary School {england.STAR}</a>" in pair
    assert pair.count('role="img"') == 2
    assert "Clear: worse than expected" in pair
    assert "Clear: better than expected" in pair
    assert "of 100 pairs of schools picked at random" in pair
    assert "1 mile apart." in pair
    assert "The only bright spot of the trust here in like circumstances." in pair
    assert f"/compare?urn={england.LOW}&amp;urn={england.STAR}" in pair


def test_the_page_says_what_to_ask_and_how_pairs_are_made(with_trusts, needs_shown, no_limit, client: Client):
    text = get_page(client, PAGE).text
    assert "To the host: when did this begin to go well" in text
    assert "As many needs as can be are answered first" in text
    assert "No school hosts more than two." in text
    assert "A pair is a reason to talk, not a verdict on either school." in text


def test_needs_that_nobody_answers_say_why(with_trusts, needs_shown, all_unlike, client: Client):
    page = get_page(client, PAGE)
    assert "no school of the trust answers any of them" in page.text
    part = page.html.split('id="open"', 1)[1]
    assert "work in circumstances too unlike" in part
    assert "No bright spot in like circumstances within 50 miles either." in part


@pytest.mark.parametrize("miles", ["25", "100", "any", "nonsense"])
def test_elsewhere_may_be_near_or_anywhere(with_trusts, needs_shown, client: Client, miles):
    page = get_page(client, f"{PAGE}?miles={miles}")
    kept = miles if miles != "nonsense" else "50"
    if 'id="miles"' in page.html:
        assert f'<option value="{kept}" selected>' in page.html


def test_a_trust_without_needs_says_so(with_trusts, needs_shown, client: Client):
    text = get_page(client, f"/trusts/{planted.NOBODY}/pairs").text
    assert "nothing to pair" in text
    assert "What to ask" not in text


def test_the_pairs_are_not_shown_to_everyone_and_the_bright_spots_are(with_trusts, client: Client):
    page = get_page(client, PAGE, status=403)
    assert page.h1 == "Who visits whom is shown to people of the trust"
    assert f"Primary School {england.STAR}" in page.text
    assert f"Primary School {england.LOW} " not in page.text
    assert "worse" not in page.text
    assert client.get(f"{PAGE}.csv").status_code == 403


def test_an_unknown_trust_is_a_page_that_helps(with_trusts, needs_shown, client: Client):
    assert "No trust has the UID 77." in get_page(client, "/trusts/77/pairs", status=404).text


def test_without_signals_the_page_says_what_to_do(without_signals, needs_shown, client: Client):
    assert "plait signals build" in get_page(client, PAGE, status=404).text


def test_the_csv_holds_pairs_needs_without_a_host_and_who_elsewhere(with_trusts, needs_shown, no_limit, client: Client):
    response = client.get(f"{PAGE}.csv?miles=any")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    pair = next(row for row in rows if row["need_urn"] == str(england.LOW) and row["outcome"].endswith(england.RWM))
    assert (pair["kind"], pair["host_urn"]) == ("pair", str(england.STAR))
    assert float(pair["miles"]) == pytest.approx(1.0, abs=0.1)
    assert float(pair["distance"]) > 0.0
    for row in rows:
        assert row["kind"] in {"pair", "unanswered", "elsewhere"}
        assert (row["host_urn"] == "") == (row["kind"] == "unanswered")


def test_the_number_of_queries_does_not_grow(with_trusts, needs_shown, client: Client, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)
