"""The picture of an improvement model: a true plait, words that stay on the sheet, and nothing that is not said."""

from itertools import pairwise
from math import pi, sin

import pytest

from plait.web.framework.helix import Picture, Word, draw_phone, draw_sheet, say
from plait.web.framework.lettering import break_lines, measure
from plait.web.framework.model_page import Part, shorten
from plait.web.framework.plait_shape import Plait

SHEET = Plait(x=400, wide=74, top=300, foot=1080, places=12)
PHONE = Plait(x=46, wide=27, top=130, foot=1330, places=12, one_side=True, lead=25)
STRANDS = (("goals", "Curate clear goals"), ("capability", "Build capability"), ("initiatives", "Implement"))


def picture(words: str = "Ours.", *, each: int = 4, motto: str = "") -> Picture:
    told = tuple(Word(key, f"{name} {n}", words) for key, name in STRANDS for n in range(each))
    return Picture("Northbridge <Trust>", motto, STRANDS, told)


@pytest.mark.parametrize("plait", [SHEET, PHONE])
def test_each_component_stands_where_its_own_strand_comes_out_to_the_side(plait: Plait):
    for number in range(12):
        x, y, right = plait.place(number)
        assert plait.x_at(number % 3, y) == pytest.approx(x, abs=1e-9)
        assert right == (x > plait.x)
        others = [plait.x_at(strand, y) for strand in range(3) if strand != number % 3]
        assert all((other < x) if right else (other > x) for other in others)


@pytest.mark.parametrize("plait", [SHEET, PHONE])
def test_a_strand_lies_over_and_under_by_turns_as_in_a_real_plait(plait: Plait):
    """The reference asks which strand is in front by sin(2θ), the depth of a plait that lies in space."""
    for strand in range(3):
        for low, high in plait.fronts(strand):
            y = (low + high) / 2
            if not plait.top + 10 < y < plait.foot - 10:
                continue
            here = plait.x_at(strand, y)
            nearest = min((s for s in range(3) if s != strand), key=lambda s: abs(plait.x_at(s, y) - here))
            assert plait.x_at(nearest, y) == pytest.approx(here, abs=plait.wide / 40)
            turn = {s: plait._angle(s, y) for s in (strand, nearest)}
            assert sin(2 * turn[strand]) > sin(2 * turn[nearest])
        fronts = sorted(plait.fronts(strand))
        gaps = [after[0] - before[0] for before, after in pairwise(fronts[1:-1])]
        assert gaps == [pytest.approx(pi / plait.turn * plait.slot)] * len(gaps)


@pytest.mark.parametrize("text", ["One page says what good teaching is here; three goals a year.", "W" * 90, "a", ""])
def test_lines_are_no_wider_than_asked_and_lose_no_word_until_there_are_too_many(text: str):
    lines = break_lines(text, size=18, width=200, most=99)
    assert all(measure(line, size=18) <= 200 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(break_lines(text, size=18, width=200, most=2)) <= 2


def test_lines_are_of_about_one_length_and_no_word_is_cut_for_it():
    lines = break_lines("Implement improvement initiatives, one by one", size=17, width=130, most=9)
    assert " ".join(lines) == "Implement improvement initiatives, one by one"
    assert break_lines("Small steps looked at now", size=18, width=200, most=2) == ("Small steps", "looked at now")


def test_a_text_that_does_not_fit_ends_in_an_ellipsis():
    lines = break_lines("word " * 60, size=18, width=200, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith("word…")


def test_the_picture_is_safe_and_says_what_it_shows():
    for drawn in (draw_sheet(picture("<b>bold</b>", motto="“Ours” & yours")), draw_phone(picture("<b>bold</b>"))):
        assert "<b>" not in drawn
        assert "&lt;b&gt;bold&lt;/b&gt;" in drawn
        assert "style=" not in drawn
        assert 'role="img"' in drawn
    assert "all 12 components stand words of Northbridge <Trust>" in say(picture())
    assert "Beside 0 of 12" in say(picture(""))


def test_the_strands_take_turns_and_a_framework_of_another_shape_makes_no_plait():
    assert [each.strand for each in picture().woven[:4]] == ["goals", "capability", "initiatives", "goals"]
    assert picture(each=5).even
    two = Picture("A trust", "", STRANDS[:2], ())
    assert not two.even
    assert not Picture("A trust", "", STRANDS, picture().words[:11]).even


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Part(words="Read, then ask.", how="Something else."), "Read, then ask."),
        (Part(how="We meet. Then we part."), "We meet."),
        (Part(how="word " * 60), "…"),
        (Part(common="The same"), ""),
    ],
)
def test_beside_the_plait_stand_a_few_words_or_the_beginning_of_how_it_is_done(part: Part, told: str):
    assert shorten(part).endswith(told)
    assert len(shorten(part)) <= 121
