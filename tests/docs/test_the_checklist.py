"""The security checklist names every requirement once, and no test that is not there."""

import re

import pytest

from tests.architecture.floors import CHECKOUT

TEXT = (CHECKOUT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = ROW.findall(TEXT)
# Requirements of levels 1 and 2 in each chapter of version 4.0.3.
IN_CHAPTER = {1: 38, 2: 53, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15, 13: 13, 14: 23}


def test_every_requirement_stands_once_and_in_order():
    numbers = [tuple(int(part) for part in row[0].split(".")) for row in ROWS]
    assert numbers == sorted(set(numbers))
    assert {chapter: sum(n[0] == chapter for n in numbers) for chapter in IN_CHAPTER} == IN_CHAPTER


def test_each_says_how_it_stands_and_why():
    states = {"met", "in part", "not met", "the operator's", "does not apply"}
    assert {row[2] for row in ROWS} <= states
    assert [row[0] for row in ROWS if len(row[3]) < 3] == []


def test_the_count_above_the_tables_is_right():
    n = {state: sum(row[2] == state for row in ROWS) for state in ("met", "in part", "not met")}
    assert f"{len(ROWS)} requirements. {n['met']} met, {n['in part']} in part, {n['not met']} not met" in TEXT


@pytest.mark.parametrize("told", sorted(set(TEST.findall(TEXT))), ids="::".join)
def test_a_test_that_is_named_is_there(told: tuple[str, str]):
    file, name = told
    place = CHECKOUT / file
    assert place.is_file()
    assert not name or re.search(rf"^(async )?def {name}\(", place.read_text(encoding="utf-8"), re.MULTILINE)
