"""The security checklist names every requirement once, and no test that is not there."""

import re

import pytest

from tests.architecture.floors import CHECKOUT

TEXT = (CHECKOUT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = ROW.findall(TEXT)
# The requirements of levels 1 and 2 in each section of version 4.0.3; the gaps are of level 3, or were taken out.
OF_THE_STANDARD = """
1.1 1-7   1.2 1-4   1.4 1,4,5 1.5 1-4     1.6 1-4   1.7 1-2 1.8 1-2 1.9 1-2 1.10 1 1.11 1-2 1.12 2 1.14 1-6
2.1 1-12  2.2 1-3   2.3 1-3   2.4 1-5     2.5 1-7   2.6 1-3 2.7 1-6 2.8 1-7 2.9 1-3 2.10 1-4
3.1 1     3.2 1-4   3.3 1-4   3.4 1-5     3.5 1-3   3.7 1
4.1 1-3,5 4.2 1-2   4.3 1-3
5.1 1-5   5.2 1-8   5.3 1-10  5.4 1-3     5.5 1-4
6.1 1-3   6.2 1-6   6.3 1-2   6.4 1-2
7.1 1-4   7.2 1-2   7.3 1,3-4 7.4 1-3
8.1 1-4   8.2 1-3   8.3 1-8
9.1 1-3   9.2 1-4
10.2 1-2  10.3 1-3
11.1 1-8
12.1 1-3  12.2 1    12.3 1-6  12.4 1-2    12.5 1-2  12.6 1
13.1 1,3-5 13.2 1-3,5-6 13.3 1-2 13.4 1-2
14.1 1-4  14.2 1-6  14.3 2-3  14.4 1-7    14.5 1-4
"""


def list_numbers() -> list[str]:
    words = OF_THE_STANDARD.split()
    listed = []
    for section, told in zip(words[::2], words[1::2], strict=True):
        for part in told.split(","):
            first, _, last = part.partition("-")
            listed += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return listed


def test_every_requirement_stands_once_and_in_order():
    assert len(list_numbers()) == 259
    assert [row[0] for row in ROWS] == list_numbers()


def test_each_says_how_it_stands_and_why():
    states = {"met", "in part", "not met", "the operator's", "does not apply"}
    assert {row[2] for row in ROWS} <= states
    assert [row[0] for row in ROWS if len(row[3]) < 3] == []


def test_the_count_above_the_tables_is_right():
    n = {state: sum(row[2] == state for row in ROWS) for state in sorted({row[2] for row in ROWS})}
    told = ", ".join(
        f"{n[state]} {words}"
        for state, words in (
            ("met", "met"),
            ("in part", "in part"),
            ("not met", "not met"),
            ("the operator's", "for the operator"),
            ("does not apply", "that do not apply"),
        )
    )
    assert f"{len(ROWS)} requirements. {told}." in TEXT


@pytest.mark.parametrize("told", sorted(set(TEST.findall(TEXT))), ids="::".join)
def test_a_test_that_is_named_is_there(told: tuple[str, str]):
    file, name = told
    place = CHECKOUT / file
    assert place.is_file()
    assert not name or re.search(rf"^(async )?def {name}\(", place.read_text(encoding="utf-8"), re.MULTILINE)
