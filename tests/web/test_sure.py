"""How sure are we: the page, its five steps, and that no figure on it can differ from the lab's."""

import csv
import io
import re

import pytest
from django.test import Client

from plait.insight.lab import found, luck
from plait.insight.outcomes import shelf
from plait.web.charts import pupils
from plait.web.charts.scale import Scale
from plait.web.signals import sure_lab, sure_steps
from tests.web import drawings
from tests.web.pages import Page, get_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(with_sector, client: Client) -> Page:
    return get_page(client, "/how-sure")


def test_it_answers_the_questions_of_a_headteacher_in_their_order(page: Page):
    assert page.h1 == "How sure are we?"
    assert [text for level, text in page.headings if level == "h2" and text != "Find"] == [
        "Small numbers and luck",
        "Why last year’s star falls back",
        "What the dot, the line and the band mean",
        "What the words mean",
        "How many flags are false?",
        "What is not measured",
        "How we know: the lab",
        "What would change our mind",
    ]


def test_all_five_steps_stand_on_the_page_without_scripts_each_with_picture_sentence_and_table(page: Page):
    steps = re.findall(r'<li class="pl-step">.*?</li>(?=\s*(?:<li class="pl-step">|</ol>))', page.html, re.DOTALL)
    assert len(steps) == 5
    for number, step in enumerate(steps, start=1):
        assert f">{number}. " in step
        assert " hidden" not in step.replace(' aria-hidden="true"', "")
        assert step.count("<svg") == 1
        assert "<figcaption>" in step
        assert step.count("School ") == luck.SHOWN


def test_there_is_no_inline_script_and_no_style(page: Page):
    assert re.search(r"<script(?![^>]*\ssrc=)", page.html) is None
    assert re.search(r"\son[a-z]+=", page.html) is None
    assert " style=" not in page.html


def test_the_figures_of_the_lab_are_quoted_also_where_they_hurt(page: Page):
    lab = found.read()
    for share in (lab.plain.false, lab.plain.false_below):
        assert f"{100 * share:.1f}%" in page.text
    hidden = next(each for each in lab.stresses if each.name == "unmeasured")
    assert f"{100 * hidden.false:.0f}% of the flags were false" in page.text
    assert f"about one in {round(1 / lab.plain.false_below)}" in page.text
    for kind in lab.stresses:
        assert kind.name in sure_lab.TROUBLES
        assert sure_lab.TROUBLES[kind.name] in page.text
    assert "no school of 800,000 was flagged" in page.text or "no schools of 800,000 were flagged" in page.text


def test_what_no_circumstance_shows_is_listed_for_every_phase(page: Page):
    for outcome in shelf.list_outcomes():
        for each in outcome.context.unmeasured:
            assert each[1:] in page.text


def test_the_words_have_the_chances_that_the_method_gives_them(page: Page):
    for word, chance in (("Clear", "95%"), ("Likely", "80%"), ("Possible", "50%")):
        assert f"{word} {chance} or more" in page.text


def test_it_leads_to_the_method_cards(page: Page):
    assert "/methods/signals" in {href for _, href in page.links}


def test_every_figure_of_the_steps_is_in_the_csv(with_sector, client: Client):
    answer = client.get("/how-sure.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2 * luck.SHOWN
    shown = luck.illustrate()
    first = rows[luck.SHOWN]
    assert (first["Set"], float(first["This year"])) == ("different", shown.different.now[0])
    assert float(first["As best we can tell"]) == pytest.approx(shown.judged.best[0], abs=1e-4)
    assert rows[0]["As best we can tell"] == ""
    assert {row["Seed"] for row in rows} == {str(luck.SEED)}
    assert sum(row["Picked"] == "yes" for row in rows) == 2 * luck.PICKED


def test_it_stands_without_data_since_it_concerns_no_school(without_build, client: Client):
    assert get_page(client, "/how-sure").h1 == "How sure are we?"


def test_the_page_asks_the_database_for_nothing(with_sector, client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/how-sure")


def test_a_picture_draws_each_school_where_its_pupils_put_it():
    schools = (
        pupils.School("A", now=10.0),
        pupils.School("B", now=20.0, picked=True, after=12.0),
        pupils.School("C", now=20.0, truth=14.0, best=15.0, low=13.0, high=17.0),
    )
    chart = pupils.Pupils("Three schools", "They differ.", schools, Scale(10.0, 20.0), middle=15.0)
    tree = drawings.read(pupils.draw(chart))
    assert (drawings.name_of(tree), drawings.description_of(tree)) == ("Three schools", "They differ.")
    (plain,) = drawings.find(tree, "ch-luck")
    assert drawings.share(plain, "cx") == pytest.approx(0.05)
    (moved,) = [each for each in drawings.find(tree, "ch-point") if "ch-moves" in each.attrib["class"]]
    assert moved.attrib["data-from"] == "98%"
    assert drawings.share(moved, "cx") == pytest.approx(0.05 + 0.93 * 0.2)
    assert len(drawings.find(tree, "ch-missing")) == 2
    (line,) = drawings.find(tree, "ch-range")
    assert (
        drawings.share(line, "x1")
        < drawings.share(drawings.find(tree, "ch-best")[0], "cx")
        < drawings.share(line, "x2")
    )
    assert len(drawings.find(tree, "ch-truth")) == 1
    table = pupils.table(chart)
    assert [column.label for column in table.columns] == [
        *("School", "Long run", "This year", "Next year", "As best we can tell", "Probably above", "and below")
    ]


def test_no_school_lies_beyond_the_scale_of_the_pictures():
    shown = luck.illustrate()
    for pair in (shown.alike, shown.different):
        for figures in (pair.now, pair.after, pair.truth):
            assert all(sure_steps.SCALE.holds(float(each)) for each in figures)
    assert all(sure_steps.SCALE.holds(float(each)) for each in (*shown.judged.low, *shown.judged.high))
