"""Results of comparing: examples on a scale, the levels they anchor, and how far it may be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from plait.goals.models import AgreeingResult
from plait.web import words
from plait.web.agreeing.pictures import draw_example
from plait.web.charts.scale import Scale
from plait.web.parts import Cell, Column, Row, Table

HEADING: Final = (
    *("Example", "Place", "From", "To", "Judgements", "Level in the definition", "Level by the judgements"),
    "People differ about it",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One example on the scale."""

    title: str
    picture: SafeString
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that came of comparing; `judges` is empty for all but whoever leads."""

    told: str
    refused: str
    examples: tuple[Example, ...]
    sure: tuple[str, ...]
    levels: str
    misfit: str
    judges: str
    table: Table


def present_scale(result: AgreeingResult) -> Told:
    """What came of comparing."""
    content = result.content
    names = _names(content)
    scale = _scale(content)
    return Told(
        told=_say_all(result),
        refused=content["refused"],
        examples=tuple(_example(each, content, scale, names) for each in content["exemplars"]) if scale else (),
        sure=tuple(_say_sure(content)),
        levels=_say_levels(content, names),
        misfit=_say_misfit(content),
        judges=_say_judges(content.get("judges")),
        table=_table(scale_rows(result)),
    )


def scale_rows(result: AgreeingResult) -> list[tuple[object, ...]]:
    """The scale as its table and its CSV twin hold it."""
    names = _names(result.content)
    placed = {each["exemplar"]: each for each in result.content.get("placed", ())}
    return [
        (
            each["title"],
            each["measure"],
            each["lo"],
            each["hi"],
            each["judged_n"],
            names.get(each["anchored"], ""),
            _say_level(placed[each["exemplar"]], names) if each["exemplar"] in placed else "",
            "more than luck explains" if each["exemplar"] in result.content["misfit"] else "",
        )
        for each in result.content["exemplars"]
    ]


def list_told(result: AgreeingResult) -> list[str]:
    """How far the scale may be trusted, a sentence each; how alike people judge is in it for whoever leads."""
    told = present_scale(result)
    return [each for each in (told.told, told.refused, *told.sure, told.levels, told.misfit, told.judges) if each]


def _example(
    each: Mapping[str, Any], content: Mapping[str, Any], scale: Scale, names: Mapping[int | None, str]
) -> Example:
    placed = {one["exemplar"]: one for one in content.get("placed", ())}.get(each["exemplar"])
    told = [f"In {words.count(each['judged_n'], 'comparison')}."]
    if placed is not None:
        told.append(f"By the judgements {_say_level(placed, names)}.")
    if each["anchored"] in names:
        told.append(f"The definition has it at “{names[each['anchored']]}”.")
    if each["exemplar"] in content["misfit"]:
        told.append("People differ about it more than about the others: look at it together.")
    sentence = " ".join(told)
    picture = draw_example(
        each["measure"],
        (each["lo"], each["hi"]),
        scale=scale,
        edges=content["boundaries"],
        name=each["title"],
        told=sentence,
    )
    return Example(each["title"], picture, sentence)


def _say_level(placed: Mapping[str, Any], names: Mapping[int | None, str]) -> str:
    low, high = names.get(placed["lowest"], ""), names.get(placed["highest"], "")
    return f"“{low}”" if low == high else f"anywhere from “{low}” to “{high}”"


def _say_all(result: AgreeingResult) -> str:
    made, wished = result.content["judgements_n"], result.content["wished_n"]
    told = words.starting(f"{words.count(result.people_n, 'person', 'people')} made {words.count(made, 'comparison')}")
    more = f"; {wished - made} more are wished for" if wished > made else ", as many as are wished for"
    return f"{told}{more}." if not result.last else f"{told}. It is closed, and this is everything."


def _say_sure(content: Mapping[str, Any]) -> list[str]:
    """How far it may be trusted; only figures that mean what they say."""
    told = []
    if content["reliability"] is not None:
        value, lo, hi = (f"{each:.2f}" for each in content["reliability"])
        told.append(
            f"How well the scale tells these examples apart: {value}, probably between {lo} and {hi}. "
            "0 is nothing but chance, 1 is certainty; 0.8 is what one hopes for."
        )
    if content["strata"] is not None:
        levels = words.count(max(int(content["strata"]), 1), "level")
        told.append(f"That is enough to tell about {levels} apart, and no more.")
    if content["halves"] is not None:
        value = f"{content['halves'][0]:.2f}"
        told.append(f"Two halves of the people, taken by lot, come to scales that agree by {value}.")
    if content["more"] is not None and content["more"][0]:
        told.append(f"About {words.count(content['more'][0], 'more comparison')} would bring it to 0.8.")
    if content["adaptive"]:
        told.append(
            "Pairs were chosen by what was judged before, so the places of all are estimated together, and how far "
            "halves agree is not told: it would look better than it is."
        )
    return told


def _say_levels(content: Mapping[str, Any], names: Mapping[int | None, str]) -> str:
    if content["refused"]:
        return ""
    if content["levels_refused"]:
        return str(content["levels_refused"])
    used = words.listed([f"“{names.get(each, '')}”" for each in content["levels"]])
    return f"Dashed lines are where {used} meet, half way between the examples that the definition has at each."


def _say_misfit(content: Mapping[str, Any]) -> str:
    n = len(content["misfit"])
    return f"People differ about {words.count(n, 'example')} more than luck explains." if n else ""


def _say_judges(judges: Mapping[str, Any] | None) -> str:
    """For whoever leads, without names."""
    if not judges:
        return ""
    n, of = judges["flagged_n"], len(judges["infit"])
    if not n:
        return f"Of {of} people none judges unlike the others."
    return (
        f"{n} of {of} people judge unlike the others, more than luck explains. That is not a fault: they may see what "
        "others miss. Who it is, is told to nobody; talk in a meeting about what people looked at."
    )


def _names(content: Mapping[str, Any]) -> dict[int | None, str]:
    return {int(position): name for position, name in content.get("names", {}).items()}


def _scale(content: Mapping[str, Any]) -> Scale | None:
    rows: Sequence[Mapping[str, Any]] = content["exemplars"]
    if not rows:
        return None
    low, high = min(each["lo"] for each in rows), max(each["hi"] for each in rows)
    edge = 0.05 * (high - low)
    return Scale(low - edge, high + edge)


def _table(rows: Sequence[Sequence[object]]) -> Table:
    return Table(
        caption="Where the examples stand; places in logits, with 90% intervals",
        columns=tuple(Column(label, number=0 < at < 5) for at, label in enumerate(HEADING)),
        rows=tuple(
            Row(
                tuple(
                    Cell(str(value), number=0 < at < 5, label=HEADING[at] if at else "")
                    for at, value in enumerate(each)
                )
            )
            for each in rows
        ),
        stack=True,
        dense=True,
    )
