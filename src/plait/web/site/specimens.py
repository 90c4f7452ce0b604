"""One of everything for the style guide, made with the same parts that pages use. All names and figures are made up."""

from dataclasses import dataclass

from plait.core.missing import Reason
from plait.web.parts import (
    Card,
    Cell,
    Column,
    Fact,
    FieldError,
    Filter,
    LegendItem,
    Link,
    Option,
    Pages,
    Row,
    Strand,
    Tab,
    Table,
)
from plait.web.site import specimen_charts
from plait.web.site.specimen_charts import ChartSpecimen


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour of the palette; its swatch is a class of the same name."""

    name: str
    value: str
    use: str


@dataclass(frozen=True, slots=True)
class Specimens:
    """What the style guide shows."""

    colours: tuple[Colour, ...]
    facts: tuple[Fact, ...]
    tabs: tuple[Tab, ...]
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    filters: tuple[Filter, ...]
    errors: tuple[FieldError, ...]
    table: Table
    pages: Pages
    legend: tuple[LegendItem, ...]
    charts: tuple[ChartSpecimen, ...]
    reasons: tuple[Reason, ...]


def collect() -> Specimens:
    """Gather the specimens."""
    charts = specimen_charts.collect()
    return Specimens(
        colours=_COLOURS,
        facts=_FACTS,
        tabs=_TABS,
        cards=_CARDS,
        links=(
            Link("How sure are we?", "#charts"),
            Link("Method", "#charts"),
            Link("Table", "#tables"),
            Link("CSV", "#tables"),
        ),
        filters=_FILTERS,
        errors=(FieldError("Enter a whole number of miles, such as 25", "miles-wrong"),),
        table=_table(),
        pages=Pages("Schools 51 to 100 of 412", "#pages", "#pages"),
        legend=charts[0].legend,
        charts=charts,
        reasons=tuple(Reason),
    )


_COLOURS = (
    Colour("ink", "#17212b", "words, you"),
    Colour("muted", "#5b6670", "second words"),
    Colour("paper", "#fbfaf6", "the page"),
    Colour("surface", "#ffffff", "cards and fields"),
    Colour("line", "#ddd8cc", "rules"),
    Colour("band", "#efece3", "as expected"),
    Colour("goals", "#2b4a93", "the strand of goals; links"),
    Colour("capability", "#17705f", "the strand of capability; a signal worth following"),
    Colour("initiatives", "#a8481f", "the strand of initiatives"),
)
_FACTS = (
    Fact("412", "pupils"),
    Fact("38%", "ever eligible for free school meals"),
    Fact("21%", "English as an additional language"),
    Fact("September 2017", before="in the trust since"),
)
_TABS = (
    Tab("At a glance", "#tabs", current=True),
    Tab("Schools in like circumstances", "#tabs"),
    Tab("Trust and history", "#tabs"),
)


def _card(title: str, text: str, action: str, *, strand: Strand, button: bool = False) -> Card:
    return Card(title, text, "#cards", action, strand=strand, button=button)


_CARDS = (
    _card(
        "Find out how",
        "A clear signal in reading, writing and maths. Nobody has looked yet: is it real, and what explains it?",
        "Arrange a visit",
        strand="capability",
        button=True,
    ),
    _card(
        "Schools that might learn from you",
        "Three schools in your trust in like circumstances have this as a priority.",
        "See the pairs",
        strand="initiatives",
    ),
    _card(
        "Your goal this year",
        "“Every child reads fluently by seven.” Review due in 3 weeks.",
        "Look again",
        strand="goals",
    ),
    _card("A card of no strand", "When what it leads to belongs to none of the three.", "Follow it", strand=""),
)
_FILTERS = (
    Filter(
        "within",
        "Within",
        (
            Option("", "any distance", chosen=True),
            Option("10", "10 miles"),
            Option("25", "25 miles"),
            Option("50", "50 miles"),
        ),
        value="any distance",
    ),
    Filter("area", "Urban or rural", (Option("urban", "urban"), Option("rural", "rural")), many=True),
)


def _table() -> Table:
    columns = (
        Column("School"),
        Column("Trust", wide_only=True),
        Column("Pupils", number=True, sort_url="#tables", sort="descending"),
        Column("Expected standard, age 11", number=True, sort_url="#tables"),
    )
    figures = (
        (
            "St Aldwyn’s C of E Primary",
            "Fenwick · 14 miles",
            "Northbridge Learning Trust",
            "your trust",
            "447",
            Cell("71%"),
        ),
        ("Millrace Community Primary", "Oldport · 61 miles", "Local authority", "", "398", Cell(gap=Reason.SUPPRESSED)),
        ("Castle Rise Academy", "Hartley · 8 miles", "Tidewater Trust", "", "361", Cell("64%")),
    )
    rows = tuple(
        Row(
            (
                Cell(name, url="#tables", note=place),
                Cell(trust, pill=own, wide_only=True),
                Cell(pupils, number=True),
                Cell(last.text, gap=last.gap, number=True),
            )
        )
        for name, place, trust, own, pupils, last in figures
    )
    return Table("Three schools in like circumstances to Harbour Lane", columns, rows)
