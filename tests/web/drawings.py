"""Read a drawing back: its elements, their places, and what it says to those who do not see it."""

import xml.etree.ElementTree as ET


def read(drawing: str) -> ET.Element:
    """The drawing as a tree; it must be well formed and carry no styles of its own."""
    assert "style=" not in drawing
    assert "<style" not in drawing
    return ET.fromstring(drawing)


def find(tree: ET.Element, cls: str) -> list[ET.Element]:
    """Every element with a class."""
    return [element for element in tree.iter() if cls in element.get("class", "").split()]


def share(element: ET.Element, name: str) -> float:
    """A percentage attribute as a share of the width."""
    written = element.attrib[name]
    if written == "0":
        return 0.0
    assert written.endswith("%"), f"{name} is {written}"
    return float(written[:-1]) / 100


def name_of(tree: ET.Element) -> str:
    """The name of a drawing."""
    title = tree.find("title")
    assert tree.get("role") == "img"
    assert title is not None
    return title.text or ""


def description_of(tree: ET.Element) -> str:
    """What a drawing says."""
    description = tree.find("desc")
    assert description is not None
    return description.text or ""
