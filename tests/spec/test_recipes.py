"""What a recipe may say, and which rule it breaks by name if it says otherwise."""

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plait.indicators.store.definitions import load_definitions
from plait.insight import domain
from plait.insight.recipes import shelf
from plait.insight.recipes.reading import read

KINDS = {each.id: each.kind for each in load_definitions().values()}
FILES = sorted(shelf.FOLDER.glob("*.toml"))


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((shelf.FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def judge(table: dict[str, Any]) -> domain.Recipe:
    recipe = read(table, where="test.toml")
    domain.check(recipe, kinds=KINDS)
    return recipe


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    """Change one entry of a recipe, wherever it stands."""

    def change(table: dict[str, Any]) -> None:
        at: Any = table
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def test_the_seven_recipes_are_there():
    assert {each.id for each in shelf.list_recipes()} == {
        *("dfe-primary", "dfe-secondary", "fbit", "open-primary", "open-secondary", "open-special", "trust")
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_recipe_that_ships_has_an_owner_a_reason_a_review_and_limits(path: Path):
    recipe = shelf.get_recipe(path.stem)
    assert recipe.owner
    assert recipe.next_review.year >= 2027
    assert len(recipe.why) > 60
    assert recipe.limits
    assert recipe.missing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_recipe_that_ships_uses_an_outcome(path: Path):
    recipe = shelf.get_recipe(path.stem)
    used = {each for item in recipe.characteristics for each in item.indicators}
    assert {KINDS[each] for each in used} <= {"context"}
    assert used.isdisjoint(recipe.judged)


@pytest.mark.parametrize("name", ["dfe-primary", "dfe-secondary", "fbit"])
def test_a_recipe_that_repeats_a_published_method_says_that_it_is_inferred(name: str):
    assert shelf.get_recipe(name).status == "inferred from published inputs"


@pytest.mark.parametrize("name", ["open-primary", "open-secondary", "open-special"])
def test_weights_of_an_open_recipe_are_the_evidence_rounded(name: str):
    recipe = shelf.get_recipe(name)
    (found,) = recipe.evidence
    for item in recipe.characteristics:
        assert item.weight == pytest.approx(found.shares[item.id], abs=0.006)


def test_the_secondary_recipe_has_the_ten_published_inputs_with_their_weights():
    items = shelf.get_recipe("dfe-secondary").characteristics_of(2022)
    assert {item.constant: item.weight for item in items} == {
        "KS2RP": 0.36,
        "KS2MP": 0.24,
        "PPPerc": 0.10,
        "PercentEAL": 0.08,
        "Polar4QuintilePupils": 0.05,
        "PStability": 0.05,
        "IdaciPupils": 0.04,
        "PercentSchSupport": 0.04,
        "NumberOfPupils": 0.02,
        "PercentageStatementOrEHP": 0.02,
    }


def test_on_the_later_basis_reading_and_maths_are_one_input():
    items = shelf.get_recipe("dfe-secondary").characteristics_of(2024)
    assert len(items) == 9
    assert next(item.weight for item in items if item.constant == "KS2MRP") == 0.60


BROKEN = [
    ("an outcome as an input", put("characteristics", 0, "indicator", value="attainment8"), domain.OutcomeAsInput),
    ("an outcome added to an input", put("characteristics", 0, "plus", value=["progress8"]), domain.OutcomeAsInput),
    ("an input that it judges", put("judged", value=["fsm_ever6"]), domain.OutcomeAsInput),
    ("an unknown indicator", put("characteristics", 0, "indicator", value="shoe_size"), domain.UnknownIndicator),
    ("an unknown outcome", put("judged", value=["shoe_size"]), domain.UnknownIndicator),
    ("a weight of zero", put("characteristics", 0, "weight", value=0.0), domain.BadWeights),
    ("a negative weight", put("characteristics", 0, "weight", value=-0.1), domain.BadWeights),
    ("weights that do not sum", put("characteristics", 0, "weight", value=0.5), domain.BadWeights),
    ("a wrong stated sum", put("weights_sum", value=2.0), domain.BadWeights),
    ("an unknown field", put("constraints", 0, "field", value="colour"), domain.UnknownField),
    ("an unknown entry", put("colour", value="blue"), domain.BadRecipe),
    ("an unknown scaling", put("scaling", value="magic"), domain.BadRecipe),
    ("scales stated nowhere", put("scaling", value="stated"), domain.BadRecipe),
    ("published scales named nowhere", put("scaling", value="published_sd"), domain.BadRecipe),
    ("no neighbours", put("k", value=0), domain.BadRecipe),
    ("a number as a text", put("k", value="fifty"), domain.BadRecipe),
    ("a flag as a number", put("k", value=True), domain.BadRecipe),
    ("a share of weight above one", put("min_weight_share", value=1.5), domain.BadRecipe),
    ("a penalty of nothing", put("constraints", 1, "penalty", value=0.0), domain.BadRecipe),
    (
        "a preference among too few",
        put("constraints", 0, value={"field": "region", "kind": "preferred", "label": "region", "among": 10}),
        domain.BadRecipe,
    ),
    ("a fixed basis without years", put("years", value={"kind": "fixed"}), domain.BadRecipe),
    (
        "an input that is an indicator and a field",
        put("characteristics", 0, "field", value="age_low"),
        domain.BadRecipe,
    ),
    ("no characteristics", put("characteristics", value=[]), domain.BadRecipe),
]


@pytest.mark.parametrize(("change", "refusal"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN])
def test_a_recipe_is_refused_by_name(change: Callable[[dict[str, Any]], None], refusal: type[domain.RecipeError]):
    table = copy.deepcopy(load("open-secondary"))
    judge(table)
    change(table)
    with pytest.raises(refusal) as refused:
        judge(table)
    assert refused.value.what
    assert refused.value.mend


def test_a_missing_entry_is_refused_by_name():
    table = load("open-primary")
    del table["why"]
    with pytest.raises(domain.BadRecipe, match="lacks “why”"):
        judge(table)


def test_a_file_that_is_not_toml_is_refused_with_its_name(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text("id = ", encoding="utf-8")
    with pytest.raises(domain.BadRecipe, match=r"mine\.toml is not TOML"):
        shelf.read_file(path, kinds=KINDS)


def test_a_file_is_named_after_its_recipe(tmp_path: Path):
    (tmp_path / "mine.toml").write_text((shelf.FOLDER / "fbit.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(domain.BadRecipe, match="holds the recipe “fbit”"):
        shelf.read_folder(tmp_path, kinds=KINDS)


def test_an_unknown_recipe_is_answered_with_those_there_are():
    with pytest.raises(domain.UnknownRecipe, match="dfe-secondary"):
        shelf.get_recipe("nothing")
