"""Reads of frameworks and of trusts' improvement models."""

from typing import Final

WITHOUT_SCOPE: Final = {
    "frameworks.list_components": "the framework by which everything is ordered, the same for everybody",
    "frameworks.component_choices": "the framework by which everything is ordered, the same for everybody",
    "frameworks.find_component": "the framework by which everything is ordered, the same for everybody",
    "frameworks.name_component": "the framework by which everything is ordered, the same for everybody",
    "frameworks.read_edition": "says what an edition that was read already holds",
    "frameworks.get_edition_number": "the framework by which everything is ordered, the same for everybody",
}
