"""New clear signals are told to people of the school and its trust; needs only to those entitled."""

import json
import shutil

import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.services import register
from plait.indicators.store.reader import Store, open_current
from plait.insight.queries import signals_kept as kept
from plait.insight.services import signal_notices
from plait.organisations.models import Notice, Organisation
from plait.organisations.notices import Kind
from tests.people import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def two_builds(fictional_home: Home, tmp_path) -> Home:
    """The sector's kept signals beside an earlier build in which nothing was clear."""
    home, store = Home(tmp_path), open_current(fictional_home)
    now, before = kept.folder_of(store.name, home=home), kept.folder_of("2000-01_earlier", home=home)
    for folder in (now, before):
        shutil.copytree(kept.folder_of(store.name, home=fictional_home), folder)
    for path in before.glob("*.schools.parquet"):
        pl.read_parquet(path).with_columns(pl.lit(0, pl.Int64).alias("strength")).write_parquet(path)
    return home


@pytest.fixture
def store(fictional_home: Home) -> Store:
    return open_current(fictional_home)


def adopt(store: Store, new, *, needs: bool) -> Organisation:
    """A school in a trust with a new signal on one side, and none on the other."""
    sides: dict[int, set[bool]] = {}
    for each in new:
        sides.setdefault(each.urn, set()).add(each.needs)
    in_trusts = set(store.table("schools").filter(pl.col("trust_uid").is_not_null())["urn"])
    urn = min(urn for urn, side in sides.items() if side == {needs} and urn in in_trusts)
    return register.adopt_school(store, urn=urn)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, kind=Kind.SIGNALS).values_list("text", flat=True))


def test_a_first_build_tells_nothing(store: Store, fictional_home: Home):
    assert signal_notices.tell(store, home=fictional_home) == ()


def test_a_strength_is_told_to_everybody_of_the_school_and_to_the_trust(store: Store, two_builds: Home):
    new = signal_notices.list_new(store, home=two_builds)
    school = adopt(store, new, needs=False)
    head, colleague = make_member(school, "headteacher"), make_member(school, "colleague")
    director, lead = make_member(school.parent, "director"), make_member(school.parent, "data_protection_lead")
    signal_notices.tell(store, home=two_builds)
    assert school.name in told(head)[0]
    assert told(head) == told(colleague)
    assert school.parent.name in told(director)[0]
    assert told(lead) == []


def test_a_need_is_told_to_those_entitled_alone(store: Store, two_builds: Home):
    school = adopt(store, signal_notices.list_new(store, home=two_builds), needs=True)
    head, colleague = make_member(school, "headteacher"), make_member(school, "colleague")
    signal_notices.tell(store, home=two_builds)
    assert len(told(head)) == 1
    assert told(colleague) == []


def test_a_build_is_told_of_once(store: Store, two_builds: Home):
    school = adopt(store, signal_notices.list_new(store, home=two_builds), needs=False)
    head = make_member(school, "headteacher")
    for _ in range(2):
        signal_notices.tell(store, home=two_builds)
    assert len(told(head)) == 1


def test_what_was_clear_before_is_not_new(store: Store, two_builds: Home):
    for path in kept.folder_of("2000-01_earlier", home=two_builds).glob("*.schools.parquet"):
        pl.read_parquet(kept.folder_of(store.name, home=two_builds) / path.name).write_parquet(path)
    assert signal_notices.list_new(store, home=two_builds) == ()


def test_an_earlier_method_says_nothing_of_what_is_new(store: Store, two_builds: Home):
    for path in kept.folder_of("2000-01_earlier", home=two_builds).glob("*.json"):
        card = json.loads(path.read_text(encoding="utf-8")) | {"method": "signals-0.1"}
        path.write_text(json.dumps(card), encoding="utf-8")
    assert signal_notices.list_new(store, home=two_builds) == ()
