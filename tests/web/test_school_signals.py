"""A school in its circumstances: words to those entitled, intervals to all, refusals by name, plain without signals."""

import csv
import io
import re

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from plait.indicators.store.reader import Store
from tests import store_factory as made
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web.pages import Page, get_page
from tests.web.sector import find_urns, store_of
from tests.web.signalled import needs_shown, trusts_home, with_trusts, without_signals

__all__ = ["needs_shown", "trusts_home", "with_trusts", "without_signals"]
pytestmark = pytest.mark.django_db
TITLE = "How we are doing, in our circumstances"
NEEDS = re.compile(r"\b(Clearly|Likely|Possibly) lower|need support|support may be needed in", re.IGNORECASE)


def section_of(page: Page) -> Page:
    """The section of signals alone."""
    return Page(page.html.split('aria-labelledby="doing"', 1)[1].split("</section>", 1)[0])


def rows_of(page: Page) -> list[str]:
    return page.html.split('class="pl-row pl-row--signal"')[1:]


def lede_of(page: Page) -> str:
    return Page(page.html.split('class="pl-lede">', 1)[1].split("</p>", 1)[0]).text


def test_a_star_has_its_word_its_pupils_its_interval_and_how_often_such_flags_hold(with_england, client: Client):
    page = get_page(client, f"/schools/{england.STAR}")
    row = Page(rows_of(page)[0].split("<details", 1)[0]).text
    assert "Clear signal." in row
    assert re.search(r"Above what was expected in each of its six years with figures\. About \d more pupils in 30", row)
    assert re.search(r"\(\+\d+ to \+\d+ percentage points\); nearly all such flags hold\.", row)
    assert "What would change our mind: " in row
    assert "at what is expected would" in row


def test_the_first_sentence_sums_up_what_the_rows_say(with_england, client: Client):
    lede = lede_of(get_page(client, f"/schools/{england.STAR}"))
    assert "this school does clearly better than we would expect in “Reading, writing and maths”" in lede


def test_a_row_links_to_its_method_and_the_section_to_how_sure(with_england, client: Client):
    links = dict(section_of(get_page(client, f"/schools/{england.STAR}")).links)
    assert links["Reading, writing and maths"] == reverse("signal-method", args=[f"primary.{england.RWM}"])
    assert links["How sure are we?"] == reverse("sure")
    assert links["The same as CSV"] == reverse("school-csv", args=[england.STAR])


def test_what_is_not_measured_and_weak_circumstances_are_said(with_england, client: Client):
    text = section_of(get_page(client, f"/schools/{england.STAR}")).text
    assert "higher than the circumstances we can measure" in text
    assert "stays one until somebody has looked" in text
    assert "Not measured: what pupils knew when they started" in text


def test_a_visitor_reads_the_interval_of_a_school_in_need_and_no_word(with_england, client: Client):
    page = get_page(client, f"/schools/{england.LOW}")
    section = section_of(page)
    row = Page(rows_of(page)[0]).text
    assert re.search(r"As best we can tell −\d+ percentage points \(−\d+ to −\d+\)\.", row)
    assert NEEDS.search(section.text) is None
    assert "such flags hold" not in row
    assert "What would change our mind" not in row
    assert "entitled" in section.text
    assert "Lower than expected" not in section.html
    assert NEEDS.search(lede_of(page)) is None


def test_somebody_entitled_reads_the_word_too(with_england, needs_shown, client: Client):
    page = get_page(client, f"/schools/{england.LOW}")
    row = Page(rows_of(page)[0]).text
    assert "Clearly lower." in row
    assert "A reason to look, and not a verdict." in row
    assert "Support may be needed in “Reading, writing and maths”" in lede_of(page)
    assert "entitled" not in section_of(page).text


def test_a_need_is_never_green(with_england, needs_shown, client: Client):
    row = rows_of(get_page(client, f"/schools/{england.LOW}"))[0]
    assert "ch-signal" not in row
    assert "pl-word--clear" not in row


def test_the_scale_of_an_outcome_is_the_same_in_every_school(with_england, client: Client):
    bands = set()
    for urn in (england.STAR, england.LOW, england.RISER):
        row = rows_of(get_page(client, f"/schools/{urn}"))[0]
        picture = row.split('class="pl-signal__picture"', 1)[1]
        bands.add(re.search(r'<rect class="ch-band"[^>]*>', picture)[0])  # type: ignore[index]
    assert len(bands) == 1


def test_outcomes_that_cannot_be_judged_stand_by_name_with_their_reason(with_england, client: Client):
    text = section_of(get_page(client, f"/schools/{england.STAR}")).text
    assert "What could not be judged here, and why" in text
    assert "Disadvantaged pupils (reading, writing and maths, expected standard)" in text
    assert "without the number of pupils behind them" in text


def test_a_school_of_one_year_has_no_word_and_the_reason(with_england, client: Client):
    section = section_of(get_page(client, f"/schools/{england.NEW}"))
    assert "figures of one year only" in section.text
    assert "What would change our mind" not in section.text


def test_small_year_groups_and_an_earlier_urn_are_said(with_england, client: Client):
    assert "Small year groups (12 pupils)" in get_page(client, f"/schools/{england.SMALL}").text
    text = get_page(client, f"/schools/{england.CONVERTED}").text
    assert "Some years were published under an earlier URN" in text


def test_a_closed_urn_says_nothing_of_its_own(with_england, client: Client):
    assert TITLE not in get_page(client, f"/schools/{england.OLD}").text


def test_the_section_has_a_table_of_its_figures(with_england, client: Client):
    section = section_of(get_page(client, f"/schools/{england.STAR}"))
    assert "All of these as figures in a table" in section.text
    assert "The truth probably lies between" in section.text


def test_what_was_published_is_folded_below_with_its_gaps_explained(with_england, client: Client):
    page = get_page(client, f"/schools/{england.STAR}")
    assert "What was published, year by year" in page.text
    assert "Results at age 11 as a table" in page.text
    assert "Key stage 2 tests were cancelled because of the pandemic." in page.text


def test_without_signals_the_page_is_plain_and_says_so_in_a_sentence(without_signals, client: Client):
    page = get_page(client, f"/schools/{planted.PLAIN}")
    assert TITLE not in page.text
    assert page.text.count("has not been worked out for these figures") == 1
    assert "Results at age 11" in [text for _, text in page.headings]


def test_a_phase_without_outcomes_says_so(with_sector, client: Client):
    urn = find_urns(with_sector, phase="special")[0]
    page = get_page(client, f"/schools/{urn}")
    assert "What would be expected in its circumstances is not worked out for special schools." in page.text


def test_a_secondary_without_a_sixth_form_is_not_asked_about_one(with_sector, client: Client):
    secondaries = store_of(with_sector).table("schools").filter(pl.col("sixth_form").not_())
    urn = min(set(find_urns(with_sector, phase="secondary")) & set(secondaries["urn"].to_list()))
    assert "A levels" not in section_of(get_page(client, f"/schools/{urn}")).text


def test_the_csv_has_what_was_expected_and_the_estimate_with_its_interval(with_england, client: Client):
    rows = read_csv(client, england.STAR)
    rwm = {row["year"]: row for row in rows if row["indicator"] == england.RWM}
    assert rwm["2023/24"]["in_words"] == "clear"
    assert float(rwm["2023/24"]["difference_low"]) < float(rwm["2023/24"]["difference"])
    assert float(rwm["2023/24"]["difference_level"]) == 0.9
    assert rwm["2023/24"]["method"].startswith("signals-")
    assert rwm["2016/17"]["difference"] == ""
    assert 0 < float(rwm["2016/17"]["expected"]) < 100
    assert float(rwm["2016/17"]["luck_sd"]) > 0


def test_the_csv_gives_no_word_of_need_to_a_visitor(with_england, client: Client):
    (row,) = (row for row in read_csv(client, england.LOW) if row["indicator"] == england.RWM and row["difference"])
    assert (row["in_words"], row["probability"]) == ("", "")
    assert float(row["difference"]) < 0


def test_the_csv_gives_it_to_somebody_entitled(with_england, needs_shown, client: Client):
    (row,) = (row for row in read_csv(client, england.LOW) if row["indicator"] == england.RWM and row["difference"])
    assert row["in_words"] == "clear, may need support"
    assert float(row["probability"]) > 0.9


def read_csv(client: Client, urn: int) -> list[dict[str, str]]:
    response = client.get(f"/schools/{urn}.csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_cards_lead_to_bright_spots_asked_from_this_school(with_england, client: Client):
    links = dict(get_page(client, f"/schools/{england.STAR}").links)
    assert links["See who else"] == f"/bright-spots?outcome=primary.{england.RWM}&near={england.STAR}"
    assert links["Open the page to print"] == reverse("school-page", args=[england.STAR])
    assert client.get(links["See who else"]).status_code == 200
    plain = dict(get_page(client, f"/schools/{england.NEW}").links)
    assert plain["Look for bright spots"].endswith(f"&near={england.NEW}")


def test_the_tabs_name_the_pages_about_a_school(with_england, client: Client):
    page = get_page(client, f"/schools/{england.URNS[105]}")
    assert tabs_of(page) == ["At a glance", "Similar schools", "Since joining", "School on a page"]
    alone = get_page(client, f"/schools/{england.STAR}")
    assert tabs_of(alone) == ["At a glance", "Similar schools", "School on a page"]


def tabs_of(page: Page) -> list[str]:
    tabs = page.html.split('<nav class="pl-tabs"', 1)[1].split("</nav>", 1)[0]
    return [text for text, _ in Page(f"<nav{tabs}").links]


@pytest.mark.parametrize("path", ["", "/page"])
def test_a_page_with_signals_asks_only_for_what_people_found(
    with_england, client: Client, django_assert_max_num_queries, monkeypatch, path: str
):
    client.get(f"/schools/{england.STAR}{path}")
    asked: list[str] = []
    monkeypatch.setattr(Store, "sql", lambda _self, query, _parameters=None: asked.append(query))
    with django_assert_max_num_queries(1):
        client.get(f"/schools/{england.STAR}{path}")
    assert asked == []


def test_a_school_on_a_page_says_the_five_things(with_england, client: Client):
    page = get_page(client, f"/schools/{england.STAR}/page")
    assert page.h1 == f"Primary School {england.STAR}"
    headings = [text for level, text in page.headings if level == "h2"]
    for wanted in (TITLE, "What changed", "Who we are", "Who is in like circumstances", "What is not known"):
        assert wanted in headings
    assert "Clear signal." in page.text
    assert "Not measured: " in page.text
    moved = r"Reading, writing and maths, since 20\d\d/\d\d: [+−]?\d+ \([+−]?\d+ to [+−]?\d+\) percentage points"
    assert re.search(moved, page.text)


def test_a_school_on_a_page_tells_a_visitor_of_no_need(with_england, client: Client):
    text = get_page(client, f"/schools/{england.LOW}/page").text
    assert NEEDS.search(text) is None
    assert "entitled" in text


@pytest.mark.parametrize("urn", [made.HARBOUR_LANE, made.SILENT, made.BARE, made.GONE, made.PROPOSED, made.SECONDARY])
def test_a_school_about_which_little_is_known_has_a_sheet_too(with_build, client: Client, urn: int):
    page = get_page(client, f"/schools/{urn}/page")
    assert "What is not known" in [text for _, text in page.headings]


def test_a_sheet_without_signals_shows_what_was_published(with_build, client: Client):
    text = get_page(client, f"/schools/{made.HARBOUR_LANE}/page").text
    assert "As they were published; nothing is expected of them here." in text
    assert "of 30 pupils (" in text
    assert "has not been worked out for these figures" in text
