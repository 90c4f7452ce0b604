"""The methods: the list, each card, and the recipe as a file."""

import re
import tomllib

import pytest
from django.test import Client

from plait.insight.recipes import shelf
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]
RECIPES = [recipe.id for recipe in shelf.list_recipes()]
PARTS = (
    "Why it is used",
    "Who it is for",
    "What it compares",
    "How it works",
    "How good it is",
    "How stable it is",
    "Where it can mislead",
    "Who answers for it",
)


def test_every_recipe_is_on_the_list(with_sector, client: Client):
    page = get_page(client, "/methods")
    assert {(recipe.name, f"/methods/{recipe.id}") for recipe in shelf.list_recipes()} <= set(page.links)
    assert page.text.count("inferred from published inputs") == sum(
        "inferred" in recipe.status for recipe in shelf.list_recipes()
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_card_has_every_part_of_the_record(with_sector, client: Client, recipe):
    page = get_page(client, f"/methods/{recipe}")
    assert page.h1 == shelf.get_recipe(recipe).name
    assert tuple(text for level, text in page.headings if level == "h2" and text in PARTS) == PARTS


def test_inputs_are_counted_as_one_match_has_them(with_sector, client: Client):
    recipe = shelf.get_recipe("dfe-secondary")
    assert {year: len(recipe.characteristics_of(year)) for year in recipe.years.choices} == {2024: 9, 2022: 10}
    assert "9 or 10 inputs" in get_page(client, "/methods/dfe-secondary").text
    assert "6 inputs" in get_page(client, "/methods/open-primary").text
    assert "9 or 10 inputs" in get_page(client, "/methods").text


def test_the_card_says_on_which_basis_the_published_lists_are_repeated(with_sector, client: Client):
    text = get_page(client, "/methods/dfe-secondary").text
    assert "On the 2022/23 basis its distances are the service's own." in text.replace("’", "'")
    assert "On the 2024/25 basis no published list confirms it" in text


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_card_stands_on_a_build_that_cannot_feed_it(with_build, client: Client, recipe):
    page = get_page(client, f"/methods/{recipe}")
    assert shelf.get_recipe(recipe).owner in page.text
    assert "nothing follows from a list by itself" in page.text


@pytest.mark.parametrize("recipe", ["open-primary", "open-secondary", "open-special", "trust", "dfe-secondary"])
def test_the_weights_are_shares_that_sum_to_the_whole(with_sector, client: Client, recipe):
    page = get_page(client, f"/methods/{recipe}")
    shares = [float(each) for each in re.findall(r'<p class="pl-weight__figure"><b>([\d.]+)%</b>', page.html)]
    assert abs(sum(shares) - 100) < 1
    assert shares == sorted(shares, reverse=True)
    assert page.html.count('class="ch ch-weight"') == len(shares)


@pytest.mark.parametrize("recipe", ["dfe-primary", "dfe-secondary", "fbit"])
def test_a_recipe_that_is_inferred_says_so_before_anything_else(with_sector, client: Client, recipe):
    page = get_page(client, f"/methods/{recipe}")
    headings = [text for level, text in page.headings if level == "h2"]
    assert headings[0] == "Inferred, not official"
    assert "This recipe is inferred from published inputs." in page.text


def test_the_limits_of_a_recipe_are_all_there(with_sector, client: Client):
    recipe = shelf.get_recipe("open-primary")
    text = get_page(client, "/methods/open-primary").text
    assert [limit for limit in recipe.limits if limit not in text] == []
    assert recipe.missing.replace("\n", " ") in text


def test_the_evidence_says_what_was_explained_in_which_years(with_sector, client: Client):
    recipe = next(recipe for recipe in shelf.list_recipes() if recipe.evidence)
    text = get_page(client, f"/methods/{recipe.id}").text
    for found in recipe.evidence:
        assert f"In {found.schools_n:,} schools that the fit had not seen" in text
        assert f"{found.year}/{(found.year + 1) % 100:02d}" in text


def test_how_stable_the_sets_of_this_build_are_is_told(with_sector, client: Client):
    text = get_page(client, "/methods/open-primary").text
    assert re.search(r"[\d,]+ of the [\d,]+ schools in the pool can be matched on the \d{4}/\d\d basis", text)
    assert re.search(r"\d+% of a list stays, on average over \d+ schools", text)
    assert re.search(r"From the \d{4}/\d\d basis to the \d{4}/\d\d basis \d+% of a list stays", text)


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipe_itself_can_be_downloaded(with_sector, client: Client, recipe):
    response = client.get(f"/methods/{recipe}.toml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/toml")
    assert f'filename="{recipe}-{shelf.get_recipe(recipe).version}.toml"' in response["Content-Disposition"]
    assert tomllib.loads(response.content.decode())["id"] == recipe


@pytest.mark.parametrize("path", ["/methods/gold", "/methods/gold.toml"])
def test_a_recipe_that_is_not_there_is_not_found(with_sector, client: Client, path):
    assert "There is no recipe “gold”." in get_page(client, path, status=404).text


def test_visitors_are_kept_out_where_open_data_is_closed(with_sector, closed, client: Client):
    for path in ("/methods", "/methods/open-primary", "/methods/open-primary.toml"):
        assert client.get(path).status_code == 403


def test_without_data_the_pages_say_how_to_get_some(without_build, client: Client):
    assert client.get("/methods").status_code == 503


def test_the_pages_ask_the_database_for_nothing(with_sector, client: Client, django_assert_num_queries):
    client.get("/methods")
    with django_assert_num_queries(0):
        client.get("/methods")
        client.get("/methods/open-primary")
