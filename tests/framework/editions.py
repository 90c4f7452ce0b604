"""A second edition of the framework, for tests of what was written under the first."""

from dataclasses import replace

from plait.framework.domain import ComponentText, FrameworkText
from plait.framework.files import MAIN, read_shipped
from plait.framework.services import frameworks


def bring_in_second(*, gone: str = "networks", instead: ComponentText | None = None) -> FrameworkText:
    """The shipped framework without one component, and with another in its place where one is given."""
    (text,) = (each for each in read_shipped() if each.key == MAIN)
    strands = tuple(
        replace(
            strand,
            components=tuple(
                one
                for each in strand.components
                for one in ([each] if each.key != gone else [instead] if instead else [])
            ),
        )
        for strand in text.strands
    )
    second = replace(text, strands=strands, note="Without one.")
    frameworks.take_in(second, by=None)
    return second
