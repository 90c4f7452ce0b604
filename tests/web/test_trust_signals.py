"""The page of a trust's signals: what is known, whom to visit, what changed, what is not, and who is told what."""

import csv
import io
import re

import pytest
from django.test import Client

from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web.pages import get_page
from tests.web.signalled import needs_shown, trusts_home, with_trusts, without_signals

__all__ = ["needs_shown", "trusts_home", "with_trusts", "without_signals"]
pytestmark = pytest.mark.django_db

PAGE = f"/trusts/{planted.UID}/signals"


def part_of(html: str, start: str, end: str = "</section>") -> str:
    return html.split(f'id="{start}"', 1)[1].split(end, 1)[0]


def row_of(html: str, urn: int) -> str:
    """A school's row in the table of the outcome that is open."""
    rows = part_of(html, "in-full").split("<tr>")[1:]
    return next(each for each in rows if f"Primary School {urn}<" in each)


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("uid", [planted.UID, planted.WITHOUT_HOST, planted.NOBODY, england.TRUST])
@pytest.mark.parametrize("query", ["", "?order=place", "?outcome=nonsense&order=size"])
def test_every_kind_of_trust_has_a_sound_page(with_trusts, client: Client, uid, query):
    page = get_page(client, f"/trusts/{uid}/signals{query}")
    assert page.h1 == "What do we know of its schools, and whom could we visit?"


def test_the_two_minutes_say_what_is_known_whom_to_visit_what_changed_and_what_is_not(with_trusts, client: Client):
    html = get_page(client, PAGE).html
    told = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html))
    assert list(told) == ["Known", "To visit", "Changed", "Not known"]
    assert f"Primary School {england.STAR}" in told["To visit"]
    assert f"Primary School {england.RISER}" in told["Changed"]
    assert "Silence is not “no change”" in told["Changed"]
    assert "One school judged in nothing" in told["Not known"]


def test_whom_to_visit_lists_the_planted_bright_spot_by_name_with_the_family(with_trusts, client: Client):
    html = get_page(client, PAGE).html
    part = part_of(html, "visits")
    assert f"Primary School {england.STAR}" in part
    assert f"Primary School {england.LOW}<" not in part
    assert "By name, not by size. One list for the whole page:" in part
    assert "expected to be false" in part


def test_the_caterpillar_is_in_order_of_names_and_never_of_size(with_trusts, client: Client):
    part = part_of(get_page(client, PAGE).html, "in-full")
    names = re.findall(r'class="ch-cat__name"><a [^>]*>(.*?)</a>', part)
    assert names == sorted(names)
    assert len(names) == 5
    by_place = part_of(get_page(client, f"{PAGE}?order=place").html, "in-full")
    assert "ch-cat__place" in by_place
    assert names == sorted(re.findall(r'class="ch-cat__name"><a [^>]*>(.*?)</a>', by_place))
    assert "never by size" in part
    assert "size" not in re.findall(r'<option value="(\w+)"', part)


def test_the_mean_stands_with_its_interval_and_the_scale_is_the_same_for_every_trust(with_trusts, client: Client):
    here, there = (get_page(client, f"/trusts/{uid}/signals").html for uid in (planted.UID, england.TRUST))
    ends = [re.findall(r"ch-label[^>]*>([^<]*)<", part_of(html, "in-full")) for html in (here, there)]
    assert ends[0] == ends[1]
    assert len(ends[0]) == 3
    assert re.search(r"Their mean is [^ ]+ percentage points \([^ ]+ to [^ ]+\)\.", here)


def test_the_chosen_outcome_is_opened_and_a_fragment_of_the_page(with_trusts, client: Client):
    key = f"primary.{england.READING}"
    page = get_page(client, f"{PAGE}?outcome={key}")
    assert f'<option value="{key}" selected>' in page.html
    part = client.get(f"{PAGE}?outcome={key}", headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part
    assert "One outcome in full: " in part


def test_nobody_anonymous_is_told_of_needs(with_trusts, client: Client):
    page = get_page(client, PAGE)
    assert "worse" not in page.text.lower().replace("worse.", "")
    assert "Shared needs are shown to people of the trust who are entitled" in page.text
    row = row_of(page.html, england.LOW)
    assert "not shown here" in row
    assert re.search(r"−\d", row)  # the dot and its interval are open


def test_those_entitled_read_the_word(with_trusts, needs_shown, client: Client):
    page = get_page(client, PAGE)
    row = row_of(page.html, england.LOW)
    assert "Clear: worse" in row
    assert "Shared needs are shown to people" not in page.text


def test_the_grid_has_a_word_and_a_picture_for_each_school_and_outcome(with_trusts, client: Client):
    part = part_of(get_page(client, PAGE).html, "grid")
    assert part.count('class="pl-cell"') == 5 * part.count('<th scope="col"><a')
    assert part.count('class="ch-mini') >= 5
    assert "<b>clear, better</b>" in part


def test_what_is_not_known_names_schools_outcomes_and_what_nobody_measures(with_trusts, client: Client):
    part = part_of(get_page(client, PAGE).html, "unknown")
    assert f"Primary School {planted.NURSERY}" in part
    assert "cannot be judged with the figures held here" in part
    assert "Not measured is:" in part


def test_a_trust_without_a_judged_school_says_why(with_trusts, client: Client):
    assert "no school open now" in get_page(client, f"/trusts/{planted.NOBODY}/signals").text
    text = get_page(client, f"/trusts/{planted.WITHOUT_HOST}/signals").text
    assert "Fewer than three of its schools are judged" in text


def test_an_unknown_trust_and_a_build_without_signals_are_pages_that_help(with_trusts, client: Client):
    assert "No trust has the UID 77." in get_page(client, "/trusts/77/signals", status=404).text


@pytest.mark.parametrize("path", ["signals", "signals.csv", "outcomes.csv"])
def test_without_signals_the_page_says_what_to_do(without_signals, client: Client, path):
    assert "plait signals build" in get_page(client, f"/trusts/{planted.UID}/{path}", status=404).text


@pytest.mark.parametrize("path", ["signals", "signals.csv", "outcomes.csv", "pairs", "pairs.csv"])
def test_a_closed_site_shows_nothing(with_trusts, closed, client: Client, path):
    assert client.get(f"/trusts/{planted.UID}/{path}").status_code == 403


@pytest.fixture
def closed(settings: object) -> None:
    settings.PLAIT_OPEN_DATA = False  # type: ignore[attr-defined]


def test_the_csv_holds_each_school_and_outcome_and_no_word_of_needs(with_trusts, client: Client):
    rows = rows_of(client, f"{PAGE}.csv")
    judged = [row for row in rows if row["outcome"]]
    assert {row["urn"] for row in judged} == {str(urn) for urn in planted.MEMBERS[planted.UID][:5]}
    assert not any(row["side"] == "worse" for row in rows)
    low = next(row for row in judged if row["urn"] == str(england.LOW) and row["outcome"].endswith(england.RWM))
    assert (low["word"], low["probability"]) == ("", "")
    assert float(low["low"]) < float(low["estimate"]) < float(low["high"]) < 0
    riser = next(row for row in judged if row["urn"] == str(england.RISER) and row["outcome"].endswith(england.RWM))
    assert (riser["long_since"], riser["last_since"]) == ("2021/22", "2022/23")
    (unjudged,) = [row for row in rows if not row["outcome"]]
    assert unjudged["urn"] == str(planted.NURSERY)
    assert unjudged["why_not"]


def test_the_csv_of_outcomes_holds_the_table_of_the_trust(with_trusts, needs_shown, client: Client):
    rows = rows_of(client, f"/trusts/{planted.UID}/outcomes.csv")
    one = next(row for row in rows if row["outcome"] == f"primary.{england.RWM}")
    assert one["schools_judged"] == "5"
    assert int(one["better"]) >= 1
    assert int(one["worse"]) >= 1
    assert float(one["low"]) < float(one["mean"]) < float(one["high"])
    assert float(one["by_chance"]) < 2.5


def test_the_tabs_lead_to_the_pages_about_the_trust(with_trusts, client: Client):
    links = dict(get_page(client, PAGE).links)
    assert links["At a glance"] == f"/trusts/{planted.UID}"
    assert links["Pairs"] == f"/trusts/{planted.UID}/pairs"
    html = client.get(f"/trusts/{planted.UID}").content.decode()
    assert html.count(f'href="{PAGE}"') == 2  # a tab, and what could come next


def test_the_number_of_queries_does_not_grow_with_the_schools(with_trusts, client: Client, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(1):  # what was found behind its signals
        client.get(PAGE)
