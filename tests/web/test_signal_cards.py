"""The method cards of outcomes: the list, each card and its twins, refusals, and a build without signals."""

import csv
import io
import json
import math
import re
import shutil
import tomllib

import pytest
from django.test import Client
from scipy.stats import norm

from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.reader import open_current
from plait.insight.outcomes import shelf
from plait.insight.queries import signals_cards
from plait.insight.queries import signals_kept as kept
from plait.organisations.domain import Scope
from plait.web import context
from plait.web.charts import skill
from tests.web import drawings
from tests.web.pages import get_page

pytestmark = pytest.mark.django_db
OPEN = Scope(open_data=True)
RWM, SCORE, REFUSED = "primary.ks2_rwm_expected", "primary.ks2_maths_score", "secondary.attainment8"
PARTS = (
    "What counts as a difference",
    "What is taken into account",
    "How much circumstances explain",
    "How luck is reckoned",
    "How far schools differ, and for how long",
    "How many are listed, and how many of those are false",
    "Years",
    "Where it can mislead",
    "What it rests on",
)


@pytest.fixture
def raw(with_sector: Home) -> dict[str, object]:
    return signals_cards.get_raw(OPEN, open_current(with_sector), RWM)


@pytest.fixture
def without_signals(with_sector: Home, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The same build, for which nobody has run `plait signals build`."""
    shutil.copytree(with_sector.store, tmp_path / "store", ignore=shutil.ignore_patterns("signals"))
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    return Home(tmp_path)


def test_every_outcome_is_on_the_list_under_its_phase_with_what_circumstances_explain(with_sector, client: Client):
    page = get_page(client, "/methods/signals")
    links = {href for _, href in page.links}
    assert {f"/methods/signals/{each.key}" for each in shelf.list_outcomes()} <= links
    assert [text for level, text in page.headings if level == "h2"] == [
        *("Primary schools", "Secondary schools", "Sixth forms")
    ]
    assert re.search(r"(little|part|most) \(\d+%\)", page.text)
    assert "100 are needed" in page.text  # why outcomes of secondary schools are not judged in a small sector


def test_the_list_of_methods_leads_to_every_card(with_sector, client: Client):
    page = get_page(client, "/methods")
    assert {f"/methods/signals/{each.key}" for each in shelf.list_outcomes()} <= {href for _, href in page.links}
    assert "/how-sure" in {href for _, href in page.links}


@pytest.mark.parametrize("key", [RWM, SCORE, "primary.absence_persistent", "primary.ks2_maths_progress"])
def test_a_card_has_every_part(with_sector, client: Client, key: str):
    page = get_page(client, f"/methods/signals/{key}")
    assert page.h1 == shelf.get_outcome(key).definition.name
    assert tuple(text for level, text in page.headings if level == "h2" and text in PARTS) == PARTS
    for unmeasured in shelf.get_outcome(key).context.unmeasured:
        assert unmeasured[1:] in page.text


def test_the_figures_of_a_card_are_those_that_were_kept(with_sector, client: Client, raw):
    text = get_page(client, f"/methods/signals/{RWM}").text
    last = raw["skill"][-1]
    assert f"In {AcademicYear(last['year'])} circumstances explain {100 * last['r2']:.0f}%" in text
    assert f"Chance leaves at most {100 * last['ceiling']:.0f}% to explain" in text
    assert f"{raw['family']['listed_n']:,} of {raw['family']['asked_n']:,} schools are listed" in text
    assert f"A difference counts from {raw['margin']:.1f} percentage points: 0.10 of the spread between pupils" in text
    assert f"{100 * raw['spreads']['persistence']:.0f}% is left after a year" in text
    assert f"{raw['method']}, code {raw['code'][:12]}" in text
    assert raw["build"] in text
    assert "nothing is drawn at random" in text


def test_the_usual_size_of_differences_in_a_percentage_is_told_around_the_countrys_figure(with_sector, raw):
    judged = signals_cards.get_card(OPEN, open_current(with_sector), RWM).judgement
    p = 0.5 + math.sqrt(0.25 - (raw["pupil_sd"] / 100) ** 2)
    slope = 100 * norm.pdf(norm.ppf(p))
    assert raw["spreads_unit"] == "probits"
    assert judged.bent
    assert judged.school.constant == pytest.approx(slope * math.sqrt(raw["spreads"]["school.constant"]))
    assert judged.school.lasting == pytest.approx(math.hypot(judged.school.constant, judged.school.moving))
    points = signals_cards.get_card(OPEN, open_current(with_sector), SCORE)
    kept_points = signals_cards.get_raw(OPEN, open_current(with_sector), SCORE)["spreads"]["school.moving"]
    assert not points.judgement.bent
    assert points.judgement.school.moving == pytest.approx(math.sqrt(kept_points))


def test_a_weak_expectation_says_so_before_anything_else(with_sector, client: Client, raw):
    assert raw["skill"][-1]["weak"]
    page = get_page(client, f"/methods/signals/{RWM}")
    assert next(text for level, text in page.headings if level == "h2") == "Circumstances explain little"


def test_years_without_figures_are_told_with_their_reason(with_sector, client: Client):
    card = signals_cards.get_card(OPEN, open_current(with_sector), RWM)
    held = {year.start for year in card.judgement.years}
    gaps = {gap.year.start for gap in card.judgement.gaps}
    assert gaps == set(range(min(held), max(held) + 1)) - held
    assert "cancelled because of the pandemic" in get_page(client, f"/methods/signals/{RWM}").text


def test_a_refused_outcome_has_a_card_that_says_why(with_sector, client: Client):
    page = get_page(client, f"/methods/signals/{REFUSED}")
    assert next(text for level, text in page.headings if level == "h2") == "Not judged with this build"
    assert "100 are needed" in page.text
    assert "How much circumstances explain" not in page.text
    rows = list(csv.reader(io.StringIO(client.get(f"/methods/signals/{REFUSED}.csv").content.decode("utf-8-sig"))))
    assert any(row[0] == "refusal" and "100 are needed" in row[3] for row in rows)


def test_schools_that_were_not_asked_are_counted_with_the_reason(with_sector):
    store = open_current(with_sector)
    judged = signals_cards.get_card(OPEN, store, RWM).judgement
    table = kept.frame(store, kept.get(store, shelf.get_outcome(RWM)), "schools")
    assert sum(judged.not_asked.values()) == (~table["answerable"]).sum()
    assert judged.family.asked_n + sum(judged.not_asked.values()) == table.height


def test_the_twins_hold_the_same_figures(with_sector, client: Client, raw):
    assert json.loads(client.get(f"/methods/signals/{RWM}.json").content) == raw
    rows = list(csv.DictReader(io.StringIO(client.get(f"/methods/signals/{RWM}.csv").content.decode("utf-8-sig"))))
    by_name = {(row["part"], row["year"], row["name"]): row["value"] for row in rows}
    last = raw["skill"][-1]
    assert float(by_name["skill", str(AcademicYear(last["year"])), "explained_rate"]) == last["r2"]
    assert float(by_name["judgement", "", "margin"]) == raw["margin"]
    toml = client.get(f"/methods/signals/{RWM}.toml")
    assert RWM.split(".")[1] in {each["id"] for each in tomllib.loads(toml.content.decode())["outcome"]}
    assert 'filename="outcomes-primary.toml"' in toml["Content-Disposition"]
    listed = list(csv.DictReader(io.StringIO(client.get("/methods/signals.csv").content.decode("utf-8-sig"))))
    assert [row["outcome"] for row in listed] == [each.key for each in shelf.list_outcomes()]


@pytest.mark.parametrize("tail", ["", ".csv", ".json", ".toml"])
def test_an_outcome_that_is_not_judged_is_not_found(with_sector, client: Client, tail: str):
    assert "is not judged" in get_page(client, f"/methods/signals/primary.happiness{tail}", status=404).text


def test_where_signals_were_not_worked_out_the_page_names_the_command(without_signals, client: Client):
    for path in ("/methods/signals", f"/methods/signals/{RWM}", "/methods/signals.csv"):
        assert "plait signals build" in get_page(client, path, status=404).text
    assert "plait signals build" in get_page(client, "/methods").text


def test_visitors_are_kept_out_where_open_data_is_closed(with_sector, closed, client: Client):
    for path in ("/methods/signals", f"/methods/signals/{RWM}", f"/methods/signals/{RWM}.toml"):
        assert client.get(path).status_code == 403
    with pytest.raises(OpenDataClosed):
        signals_cards.list_cards(Scope(open_data=False), open_current(with_sector))


def test_without_data_the_pages_say_how_to_get_some(without_build, client: Client):
    assert client.get("/methods/signals").status_code == 503


def test_the_pages_ask_the_database_for_nothing(with_sector, client: Client, django_assert_num_queries):
    client.get("/methods/signals")
    with django_assert_num_queries(0):
        client.get("/methods/signals")
        client.get(f"/methods/signals/{RWM}")


def test_the_picture_of_skill_has_a_bar_for_each_year_and_an_edge_where_chance_leaves_nothing():
    years = tuple(skill.Year(AcademicYear(y), e, 0.6, 1000) for y, e in ((2022, 0.2), (2023, 0.3), (2024, -0.1)))
    chart = skill.Skill("What circumstances explain", years)
    tree = drawings.read(skill.draw(chart))
    explained = [drawings.share(bar, "width") for bar in drawings.find(tree, "ch-share-1")]
    assert explained == pytest.approx([0.84 * 0.2, 0.84 * 0.3, 0.0])
    assert [drawings.share(bar, "width") for bar in drawings.find(tree, "ch-ceiling")] == pytest.approx(
        [0.84 * 0.6] * 3
    )
    assert "In 2024/25 circumstances explain 0%" in drawings.description_of(tree)
    assert "Over the years it was 0% to 30%" in skill.sentence(chart)
    assert [row.cells[0].text for row in skill.table(chart).rows] == ["2022/23", "2023/24", "2024/25"]
