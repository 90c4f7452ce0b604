import math

import pytest

from plait.web import words
from plait.web.charts import legend, locator, share, spread
from plait.web.charts.hill import Everyone
from plait.web.charts.locator import Land, Locator, Place
from plait.web.charts.share import Part, Shares
from plait.web.charts.spread import Member, Spread
from tests.web import drawings
from tests.web.drawings import description_of, find, read

EVERYONE = Everyone((1, 2, 1), 0.0, 60.0)


def test_the_parts_of_a_bar_stand_beside_each_other_largest_first():
    bar = Shares("Made of", (Part("size", 0.25), Part("meals", 0.5), Part("language", 0.25)))
    pieces = list(read(share.draw(bar)).iter("rect"))
    assert [(drawings.share(p, "x"), drawings.share(p, "width")) for p in pieces] == [
        (0, 0.5),
        (0.5, 0.25),
        (0.75, 0.25),
    ]
    assert [piece.findtext("title") for piece in pieces] == ["meals: 50%", "language: 25%", "size: 25%"]


def test_what_is_beyond_the_fourth_part_is_drawn_as_one():
    parts = tuple(Part(f"part {i}", part) for i, part in enumerate((0.3, 0.25, 0.2, 0.1, 0.08, 0.07)))
    drawn = share.drawn(Shares("Made of", parts))
    assert [part.name for part in drawn] == ["part 0", "part 1", "part 2", "part 3", "other"]
    assert math.isclose(sum(part.share for part in drawn), 1.0)


def test_a_part_of_nothing_is_not_drawn_but_stands_in_the_table():
    bar = Shares("Made of", (Part("meals", 1.0), Part("size", 0.0)))
    assert len(share.drawn(bar)) == 1
    assert [row.cells[1].text for row in share.table(bar).rows] == ["100.0%", "0.0%"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), "There is nothing to divide."),
        ((Part("meals", 1.0),), "Mostly meals (100%)."),
        ((Part("meals", 0.6), Part("size", 0.4)), "Mostly meals (60%), then size (40%)."),
    ],
)
def test_the_sentence_names_the_largest_parts(parts: tuple[Part, ...], said: str):
    assert share.sentence(Shares("Made of", parts)) == said


def make_spread(*values: float | None, **changes: object) -> Spread:
    members = tuple(Member(f"School {chr(65 + i)}", value) for i, value in enumerate(values))
    given_fields = {"label": "Maths", "everyone": EVERYONE, "members": members, "write": words.percent} | changes
    return Spread(**given_fields)  # type: ignore[arg-type]


def test_each_school_of_a_trust_is_a_dot_in_its_place():
    dots = find(read(spread.draw(make_spread(0.0, 30.0, 60.0))), "ch-member")
    assert [drawings.share(dot, "cx") for dot in dots] == [0.0, 0.5, 1.0]


def test_schools_in_the_same_place_stand_on_each_other():
    first, second, apart = find(read(spread.draw(make_spread(30.0, 30.1, 50.0))), "ch-member")
    assert first.attrib["cx"] == second.attrib["cx"]
    assert float(first.attrib["cy"]) - float(second.attrib["cy"]) == 11.0
    assert apart.attrib["cy"] == first.attrib["cy"]


def test_a_school_without_a_figure_is_counted_and_not_drawn():
    tree = read(spread.draw(make_spread(20.0, None, 40.0)))
    assert len(find(tree, "ch-member")) == 2
    assert description_of(tree) == "Two schools, from 20% to 40%, the middle at 30%. One school has no figure."


def test_the_middle_of_everyone_is_a_line_and_is_said():
    tree = read(spread.draw(make_spread(20.0, middle=30.0, all_name="primary schools")))
    assert drawings.share(find(tree, "ch-median")[0], "x1") == 0.5
    assert description_of(tree) == "One school, at 20%; the middle of all primary schools is 30%."


def test_the_table_of_a_trust_is_in_the_order_of_names_and_not_of_figures():
    members = (Member("Beacon", 10.0), Member("Abbey", 90.0), Member("Castle", 50.0))
    table = spread.table(Spread("Maths", EVERYONE, members))
    assert [row.cells[0].text for row in table.rows] == ["Abbey", "Beacon", "Castle"]


def test_a_trust_without_figures_says_so():
    assert spread.sentence(make_spread(None, None)) == "None of these schools has a figure."


def test_land_is_a_dot_for_each_ten_kilometres_larger_where_there_are_more_schools():
    land = locator.survey([Place(5_000, 5_000), *[Place(15_000, 25_000)] * 4])
    assert (land.width, land.height) == (2, 3)
    assert 'class="ch-land ch-land-1" d="M0.5 2.5h0"' in land.shapes
    assert 'class="ch-land ch-land-2" d="M1.5 0.5h0"' in land.shapes


def test_the_map_shows_here_and_the_others_with_north_above():
    land = Land(west=0, north=10, width=10, height=10, shapes="")
    tree = read(locator.draw(Locator("Where", land, Place(20_000, 30_000), (Place(50_000, 80_000),))))
    here, other = find(tree, "ch-here")[0], find(tree, "ch-place")[0]
    assert (here.attrib["cx"], here.attrib["cy"]) == ("2", "7")
    assert (other.attrib["cx"], other.attrib["cy"]) == ("5", "2")


def test_a_school_without_a_place_is_not_drawn_anywhere():
    land = locator.survey([Place(5_000, 5_000)])
    tree = read(locator.draw(Locator("Where", land, None)))
    assert find(tree, "ch-here") == []
    assert description_of(tree) == "Where this school lies is not published."


def test_places_that_are_not_known_draw_no_land():
    assert locator.survey([Place(math.nan, 1.0), Place(0.0, 0.0)]).shapes == ""


def test_a_mile_is_a_mile():
    assert math.isclose(locator.miles_between(Place(0, 0), Place(1609.344, 0)), 1.0)


def test_the_map_says_how_many_are_near():
    here, near, far = Place(100_000, 100_000), Place(120_000, 100_000), Place(300_000, 100_000)
    said = locator.sentence(Locator("Where", locator.survey([here]), here, (near, far), where="Wexmouth"))
    assert said == "In Wexmouth; of 2 neighbours, 1 is within 25 miles."


def test_legends_are_drawings_that_a_screen_reader_passes_over():
    items = (legend.you(), legend.neighbours(), legend.expected(), legend.gap(), *legend.shares("meals", "size"))
    for item in items:
        assert read(item.swatch).get("aria-hidden") == "true"
        assert item.words
