"""The recipes that come with Plait, read once and checked against the indicators."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from plait.indicators.store.definitions import load_definitions
from plait.insight.domain import BadRecipe, Recipe, Unit, UnknownRecipe, check
from plait.insight.recipes.reading import read

FOLDER = Path(__file__).parent


def read_file(path: Path, *, kinds: Mapping[str, str]) -> Recipe:
    """A recipe from a TOML file, refused by name where it breaks a rule."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadRecipe(f"{path.name} is not TOML.", why=f"{error}.", mend="Correct the line that it names.") from error
    recipe = read(table, where=path.name)
    check(recipe, kinds=kinds)
    return recipe


def read_folder(folder: Path, *, kinds: Mapping[str, str]) -> Mapping[str, Recipe]:
    """Every recipe of a folder by its id, in the order of the file names."""
    recipes: dict[str, Recipe] = {}
    for path in sorted(folder.glob("*.toml")):
        recipe = read_file(path, kinds=kinds)
        if recipe.id != path.stem:
            raise BadRecipe(
                f"{path.name} holds the recipe “{recipe.id}”.",
                why="A file is named after its recipe.",
                mend="Rename one of the two.",
            )
        recipes[recipe.id] = recipe
    return recipes


@cache
def _shelf() -> Mapping[str, Recipe]:
    return read_folder(FOLDER, kinds={definition.id: definition.kind for definition in load_definitions().values()})


def list_recipes(*, unit: Unit | None = None) -> list[Recipe]:
    """Every recipe, of schools first."""
    found = [recipe for recipe in _shelf().values() if unit is None or recipe.unit is unit]
    return sorted(found, key=lambda recipe: (recipe.unit is Unit.TRUST, recipe.id))


def get_recipe(recipe: str) -> Recipe:
    """The recipe with this id.

    Raises
    ------
    UnknownRecipe
        If there is none.
    """
    shelf = _shelf()
    if recipe not in shelf:
        raise UnknownRecipe(f"There is no recipe “{recipe}”.", mend=f"Use one of: {', '.join(shelf)}.")
    return shelf[recipe]
