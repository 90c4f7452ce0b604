"""A figure as it stands: value, expected, difference and interval, of a school and of a trust."""

import json
from collections.abc import Iterator

import pytest

from plait.core.home import Home
from plait.indicators.queries.measures import NoSuchMeasure
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.reader import Store, open_build
from plait.insight.queries import signals, signals_trust
from plait.insight.queries.shown import figures_of, get_figure, list_shown
from plait.insight.queries.shown_answers import PREFIX, read_told
from plait.organisations.domain import Scope
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted

KEY = f"{PREFIX}{england.RWM}"
STRANGER = Scope(open_data=True)
DIRECTOR = Scope(open_data=True, needs_trusts=frozenset({planted.UID}))


@pytest.fixture(scope="module")
def trusts_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return planted.make_home(Home(tmp_path_factory.mktemp("shown-trusts")))


@pytest.fixture
def sector(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    return open_build(trusts_home.store / "builds" / planted.BUILD)


def members(store: Store) -> list[int]:
    (signal,) = [
        each
        for each in signals_trust.list_of_trust(DIRECTOR, store, planted.UID)
        if each.outcome.indicator == england.RWM
    ]
    return [each.urn for each in signal.members]


def test_the_latest_figure_of_a_school_is_that_of_its_signal_with_the_interval(sector: Store):
    urn = members(sector)[0]
    told = next(
        each for each in signals.get_school(STRANGER, sector, urn).signals if each.outcome.indicator == england.RWM
    )
    found = get_figure(STRANGER, sector, KEY, urn=urn)
    assert (found.difference, found.difference_lo, found.difference_hi) == (told.estimate, told.lo, told.hi)
    assert found.value == pytest.approx(told.figures[-1].observed)
    assert found.expected == told.figures[-1].expected
    assert found.build == sector.name
    assert "in like circumstances (between" in found.difference_text
    kept = json.loads(json.dumps(found.freeze()))
    assert kept["value"] == found.value
    assert "word" not in kept
    stood = read_told(kept)
    assert stood == found.told
    assert stood.spread is not None
    assert (stood.spread.phase, stood.number) == ("primary", found.value)


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (
            {
                "key": KEY,
                "name": "Reading",
                "value": "63.0%",
                "year": "2024/25",
                "expected": "61.0%",
                "difference": "2.0 percentage points above what was expected, probably between 0.4 below and 4.4 above",
            },
            "Reading: 63.0% in 2024/25; 61.0% was expected in these circumstances. As best we can tell, it lies 2.0 "  # noqa: ISC004
            "percentage points above what was expected, probably between 0.4 below and 4.4 above.",
        ),
        ({"school": "Ours", "value": "63% in 2024/25", "difference": ""}, ": 63% in 2024/25."),
        (
            {
                **dict.fromkeys(("lo", "hi", "expected", "difference", "difference_lo", "difference_hi")),
                "key": KEY,
                "name": "Reading",
                "unit": "percent",
                "decimals": 0,
                "year": 2023,
                "value": 63.0,
                "gap": "",
                "source": "x",
                "build": "b",
                "value_text": "63.0% in 2023/24",
                "difference_text": "",
            },
            "Reading: 63.0% in 2023/24.",
        ),
    ],
    ids=["words of a self-evaluation", "words of a review by impact", "a review before spreads were kept"],
)
def test_what_was_kept_before_is_read_as_it_was(kept: dict[str, object], sentence: str):
    told = read_told(kept)
    assert told.sentence == sentence
    assert told.spread is None


def test_without_a_build_an_indicator_has_a_gap_and_a_name():
    (found,) = figures_of(STRANGER, None, [KEY], urn=1).values()
    assert (found.value_text, found.build) == ("No published figures are held here", "")
    assert figures_of(Scope(open_data=False), None, [KEY], urn=1) == {}


def test_the_figure_of_a_year_is_told_beside_what_was_expected_in_that_year(sector: Store):
    urn = members(sector)[0]
    told = next(
        each for each in signals.get_school(STRANGER, sector, urn).signals if each.outcome.indicator == england.RWM
    )
    earlier = told.figures[0]
    found = get_figure(STRANGER, sector, KEY, urn=urn, year=earlier.year.start)
    assert found.year == earlier.year.start
    assert earlier.expected is not None
    assert found.difference == pytest.approx(earlier.observed - earlier.expected)
    assert (found.difference_lo or 0) < (found.difference or 0) < (found.difference_hi or 0)


def test_a_word_of_need_is_given_to_those_entitled_alone(sector: Store):
    for urn in members(sector):
        known, open_ = (get_figure(scope, sector, KEY, urn=urn) for scope in (DIRECTOR, STRANGER))
        assert open_.difference == known.difference
        if known.word and (known.difference or 0) < 0 and known.word != "as expected":
            assert open_.word == ""


@pytest.mark.django_db
def test_what_is_asked_wrongly_is_refused_by_name(sector: Store):
    urn = members(sector)[0]
    for key in ("indicator:no_such_thing", "own:12", "own:²", "words"):
        with pytest.raises(NoSuchMeasure):
            get_figure(STRANGER, sector, key, urn=urn)
        assert figures_of(STRANGER, sector, [key], urn=urn) == {}
    with pytest.raises(OpenDataClosed):
        get_figure(Scope(open_data=False), sector, KEY, urn=urn)
    with pytest.raises(ValueError, match="a school or a trust"):
        list_shown(STRANGER, sector, [KEY])


def test_a_trust_is_told_its_mean_difference_and_a_gap_where_nothing_is_published(sector: Store):
    (signal,) = [
        each
        for each in signals_trust.list_of_trust(STRANGER, sector, planted.UID)
        if each.outcome.indicator == england.RWM
    ]
    assert signal.mean is not None
    found = get_figure(STRANGER, sector, KEY, uid=planted.UID)
    assert (found.difference, found.difference_lo, found.difference_hi) == (
        signal.mean.estimate,
        signal.mean.lo,
        signal.mean.hi,
    )
    if found.value is None:
        assert found.value_text == found.gap != ""
