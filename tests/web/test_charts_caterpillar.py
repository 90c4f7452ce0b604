"""The caterpillar: one line a school, in the order given, with its interval, its mean and its words."""

import re

import pytest

from plait.web.charts import caterpillar
from plait.web.charts.caterpillar import Caterpillar, Line, Mean

LINES = (
    Line("Abbey <School>", "/schools/1", 6.0, 2.0, 10.0, word="Clear: better", place="Wexmouth", signal=True),
    Line("Beacon", "/schools/2", -1.0, -5.0, 3.0, word="As expected", place="Wexmouth"),
    Line("Castle", "", -30.0, -40.0, -20.0, word="", place="York"),
)
MEAN = Mean(-2.0, -6.0, 2.0)


def make(**changes) -> Caterpillar:
    given = {"label": "Reading, 2024/25", "lines": LINES, "mean": MEAN, "band": 2.0, "reach": 20.0}
    return Caterpillar(**{**given, **changes})


def test_lines_stand_in_the_order_given_and_the_mean_last():
    html = caterpillar.draw(make())
    names = re.findall(r'ch-cat__name">(?:<a[^>]*>|<b>)?([^<]+)', html)
    assert names == ["Abbey &lt;School&gt;", "Beacon", "Castle", "Mean of the trust"]
    assert "<School>" not in html


def test_each_line_says_its_figures_to_those_who_do_not_see_it():
    html = caterpillar.draw(make())
    assert ": +6.0 points, probably between +2.0 and +10.0" in html
    assert html.count('aria-hidden="true"') >= len(LINES) + 1


def test_places_are_headings_where_they_change():
    assert re.findall(r'ch-cat__place">([^<]+)', caterpillar.draw(make())) == ["Wexmouth", "York"]


def test_dots_lie_on_the_scale_and_what_is_beyond_has_an_arrow():
    html = caterpillar.draw(make())
    lines = re.split(r"<li[ >]", html)
    abbey, castle = (next(each for each in lines if name in each) for name in ("Abbey", "Castle"))
    assert 'cx="65%"' in abbey  # 6 of a scale from −20 to 20
    assert "beyond the end of the scale" in castle
    assert "beyond the end of the scale" not in abbey
    assert 'x="45%" width="10%"' in abbey  # the band, 2 either side


def test_only_a_signal_worth_a_visit_is_marked():
    assert caterpillar.draw(make()).count('class="ch-signal"') == 1


def test_the_sentence_counts_who_lies_wholly_on_a_side():
    said = caterpillar.sentence(make())
    assert said == (
        "Three schools: the whole interval of one lies above what was expected, of one below it; "
        "for one either side is possible. Their mean is −2.0 points (−6.0 to +2.0)."
    )
    assert caterpillar.sentence(make(lines=(), mean=None)) == "No school of the trust is judged here."


def test_the_table_has_every_school_its_interval_and_further_columns():
    table = caterpillar.table(make(), more=[("Change", ("+1", "not known", "+2"))])
    assert [column.label for column in table.columns][-1] == "Change"
    assert [row.cells[0].text for row in table.rows] == ["Abbey <School>", "Beacon", "Castle", "Mean of the trust"]
    assert table.rows[0].cells[2].text == "+2.0 to +10.0"
    assert table.rows[1].cells[-1].text == "not known"
    assert table.rows[2].cells[3].text == ""


@pytest.mark.parametrize(("best", "at"), [(0.0, "50%"), (20.0, "100%"), (-50.0, "0%")])
def test_a_tiny_picture_is_on_the_scale_of_its_outcome(best, at):
    assert f'cx="{at}"' in caterpillar.mini(best=best, low=best - 1, high=best + 1, reach=20.0)
