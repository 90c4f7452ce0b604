"""What looks like a pupil's identifier is found, and ordinary school prose is left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.core import pupils
from plait.core.pupils import Kind, find_identifiers

TODAY = dt.date(2026, 11, 21)
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NHS_NUMBER = "9434765919"  # the example that the NHS prints


def kinds(text: str) -> list[Kind]:
    return [each.kind for each in find_identifiers(text, today=TODAY)]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("H801200001001", Kind.UPN),  # the Department for Education's own examples
        ("R900400001001", Kind.UPN),
        ("G80120000101A", Kind.TEMPORARY_UPN),
    ],
)
def test_the_departments_examples_are_found(number, kind):
    assert kinds(f"We spoke about {number}, who moved here.") == [kind]
    assert kinds(number.lower()) == [kind]
    assert kinds(f"({number})") == [kind]


def test_a_number_is_shown_so_that_it_can_be_found_again_but_not_read():
    (found,) = find_identifiers("About H801200001001.", today=TODAY)
    assert (found.start, found.end) == (6, 19)
    assert found.shown == "H8…01"
    assert "check letter is right" in found.why
    assert "one child" in found.why


@pytest.mark.parametrize("letter", [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter != "H"])
def test_a_wrong_check_letter_is_no_upn(letter):
    assert kinds(f"{letter}801200001001") == []


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_number_has_one_letter_that_makes_it_a_upn(rest):
    assert [letter for letter in LETTERS if kinds(letter + rest) == [Kind.UPN]] == [pupils.check_letter(rest)]


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(LETTERS))
def test_a_temporary_number_counts_its_letter_by_its_place(rest, last):
    weighed = sum(int(digit) * weight for digit, weight in zip(rest, range(2, 13), strict=True))
    expected = LETTERS[(weighed + LETTERS.index(last) * 13) % 23]
    assert pupils.check_letter(rest + last) == expected
    assert kinds(expected + rest + last) == [Kind.TEMPORARY_UPN]


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_mistyped_digit_is_no_upn_any_more(rest, place, step):
    digit = (int(rest[place]) + step) % 10
    wrong = rest[:place] + str(digit) + rest[place + 1 :]
    assert pupils.check_letter(wrong) != pupils.check_letter(rest)
    assert kinds(pupils.check_letter(rest) + wrong) == []


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 10))
def test_two_digits_that_changed_places_are_no_upn_any_more(rest, place):
    swapped = rest[:place] + rest[place + 1] + rest[place] + rest[place + 2 :]
    same = rest[place] == rest[place + 1]
    assert (pupils.check_letter(swapped) == pupils.check_letter(rest)) is same


@pytest.mark.parametrize("written", [NHS_NUMBER, "943 476 5919", "943-476-5919", "943\u00a0476\u00a05919"])
def test_an_nhs_number_is_found_however_it_is_written(written):
    (found,) = find_identifiers(f"NHS {written}.", today=TODAY)
    assert found.kind is Kind.NHS_NUMBER
    assert found.end - found.start == len(written)


def digits_with_check(nine: str, remainder: int) -> str | None:
    """Nine digits and the tenth that brings the weighted sum to a remainder of 11, by trying all."""
    tenth = [digit for digit in "0123456789" if pupils.weigh_ten_digits(nine + digit) == remainder]
    return nine + tenth[0] if tenth else None


@given(st.sampled_from("467"), st.text("0123456789", min_size=8, max_size=8))
def test_ten_digits_of_the_english_ranges_are_an_nhs_number_only_with_their_check_digit(first, rest):
    number = digits_with_check(first + rest, 0)
    expected = (11 - sum(w * int(d) for w, d in zip(range(10, 1, -1), first + rest, strict=True)) % 11) % 11
    assert (number is None) is (expected == 10)
    for digit in "0123456789":
        written = first + rest + digit
        right = written == number and len(set(written)) > 1
        assert kinds(f"Spoke about {written} today") == ([Kind.NHS_NUMBER] if right else [])


def test_a_number_of_another_range_is_an_nhs_number_only_where_it_is_called_one():
    number = digits_with_check("123456788", 0)
    assert number is not None
    assert kinds(f"The reference is {number}.") == []
    assert kinds(f"The NHS number is {number}.") == [Kind.NHS_NUMBER]


def test_a_learner_number_is_found_where_the_text_calls_it_one():
    assert kinds("ULN 9276308686") == [Kind.ULN]  # the example of the Higher Education Statistics Agency
    assert kinds("Her unique learner number: 9276308686") == [Kind.ULN]
    assert kinds("9276308686 (ULN)") == [Kind.ULN]
    assert kinds("The reference is 9276308686") == []
    assert kinds("ULN 9276308687") == []


@given(st.text("0123456789", min_size=10, max_size=10))
def test_no_number_is_both_a_learner_number_and_an_nhs_number(number):
    assert len(kinds(f"ULN or NHS number {number}")) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Amy Jones, born 3 May 2014, joined in Year 5.",
        "Amy Jones (DOB 03/05/2014)",
        "Amy (born 3 May 2014) joined us.",
        "Amy was born on 3rd May 2014.",
        "Name: Amy Jones\nDOB: 03/05/2014",
        "JONES Amy, d.o.b. 03.05.14",
        "AMY JONES DOB 03-05-2014",
        "Date of birth of Zoë O’Brien: 2014-05-03",
        "She was born on May 3rd, 2014 and reads well.",
        "The pupil's date of birth is 3 May 2014.",
        "We met in March. Then Amir's birthday came, on 14 February 2016.",
        "April Jones was born on 3 May 2014.",
    ],
)
def test_a_date_of_birth_with_whose_it_is_is_found(text):
    (found,) = find_identifiers(text, today=TODAY)
    assert found.kind is Kind.BIRTH_DATE
    assert text[found.start : found.end][:1].isdigit() or text[found.start :].startswith("May")
    assert "school age" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "The governors met on 12/03/2024 with Jane Smith in the chair.",
        "Jane Smith, 12 March 2019",
        "Ofsted inspected the school on 14 November 2017 and again on 3 May 2022.",
        "The trust was born on 1 September 2014 out of three schools.",
        "St Mary's CE Primary School was born on 1 September 2014.",
        "After the merger the trust was born on 1 September 2014.",
        "Jane Smith, our director, was born on 3 May 1970.",
        "The headteacher’s birthday assembly. Amy Jones spoke about reading on 3 May 2022.",
        "Dates of birth are not needed. Please return the form by 3 May 2024.",
        "Born 31/02/2014, said Amy Jones of the calendar's new page.",
        "Pupils born between September and August are in one year group.",
        "Version 12.03.2014 of the policy; see Amy Jones.",
        "URN 100049, UID 2044, UKPRN 10033441, LAESTAB 202 3614, company 07690054, charity 1146567.",
        "Ring 020 7946 0958, 0113 496 0000, 07700 900123 or +44 7700 900123 after four.",
        "Tel: 7700 900123. Mobile 770 090 0123. Call +44 770 090 0123.",
        "In 2023/24 there were 1,234,567,890 reasons and £4505551234 to spend.",
        "ISBN 0-306-40615-2 and ISBN 0306406152 and 978-0-306-40615-7",
        "ISBN 4873113369 is in the staff library.",  # the ISBN's check digit is the NHS number's
        "Postcode SW1A 2AA, grid 530034 180381, UPRN 100023336956.",
        "Purchase order 4505551234 of 3 May 2014 was paid.",
        "4444444444 stands where the number was.",
        "https://example.org/report/9434765919/page and file_9434765919.pdf",
        "Card 4539 1488 0343 6467",
        "A1B2C3D4E5F6G is a room code and X12345678901 has twelve characters.",
        "Attainment 8 rose from 43.2 to 47.9; Progress 8 is +0.31 (0.05 to 0.57).",
        "",
    ],
)
def test_ordinary_school_prose_is_left_alone(text):
    assert find_identifiers(text, today=TODAY) == ()


@pytest.mark.parametrize(("year", "found"), [(2006, False), (2007, True), (2024, True), (2025, False), (2027, False)])
def test_only_people_of_school_age_are_told_of(year, found):
    assert bool(kinds(f"Amy Jones was born on 3 May {year}.")) is found


def test_several_are_told_in_the_order_of_the_text():
    text = f"Amy Jones, born 3 May 2014, UPN H801200001001, NHS {NHS_NUMBER}"
    assert kinds(text) == [Kind.BIRTH_DATE, Kind.UPN, Kind.NHS_NUMBER]


def test_the_day_of_asking_decides_where_none_is_given():
    assert [each.kind for each in find_identifiers("Amy Jones was born on 3 May 2014.")] == [Kind.BIRTH_DATE]


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_name_and_its_reason(kind):
    assert len(kind.label) > 8
    assert kind.why.endswith("single children.")


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    for each in find_identifiers(text, today=TODAY):
        assert 0 <= each.start < each.end <= len(text)
