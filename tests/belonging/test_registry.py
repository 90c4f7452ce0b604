"""Bringing trusts and schools in from the register, and following it when a new build is served."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import polars as pl
import pytest
from django.apps import apps

from plait.core.home import Home
from plait.core.models import AuditEntry
from plait.indicators.models import ServedBuild
from plait.indicators.services import register, serving
from plait.indicators.store.reader import Store, open_current
from plait.organisations.models import Notice, Organisation, Person
from plait.organisations.notices import Kind
from tests.belonging.conftest import Cast, Enter
from tests.people import join, make_body, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AT = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def store(with_sector: Home) -> Store:
    return open_current(with_sector)


@pytest.fixture
def operator(db: None) -> Person:
    return make_member(make_body(), "operator", name="Jo Penrose")


def largest_trust(store: Store) -> dict[str, object]:
    schools = store.table("schools").filter(pl.col("status") == "open", pl.col("trust_uid").is_not_null())
    uid = schools.group_by("trust_uid").len().sort("len", "trust_uid", descending=True)["trust_uid"][0]
    return store.table("trusts").filter(pl.col("uid") == uid).row(0, named=True)


def test_an_operator_finds_a_trust_and_brings_it_in_once(store: Store, operator: Person, enter: Enter):
    client, trust = enter(operator), largest_trust(store)
    found = client.get("/organisations", {"q": trust["name"]}).context["found"]
    assert (found[0].number, found[0].kind, found[0].url) == (trust["uid"], "trust", "")
    for _ in range(2):
        answer = client.post("/organisations/add", {"kind": "trust", "number": trust["uid"]})
        made = Organisation.objects.get(uid=trust["uid"])
        assert (answer.status_code, answer["Location"]) == (303, f"/organisations/{made.pk}/invite")
    assert AuditEntry.objects.filter(action="organisation.added", actor=operator.pk).exists()
    again = client.get("/organisations", {"q": trust["name"]}).context["found"]
    assert again[0].url == f"/organisations/{made.pk}"


def test_a_name_in_capitals_is_kept_as_people_write_it(store: Store, monkeypatch: pytest.MonkeyPatch):
    uid = largest_trust(store)["uid"]
    loud = store.table("trusts").with_columns(pl.lit("THE HARBOUR C.E. LEARNING TRUST").alias("name"))
    monkeypatch.setattr(Store, "table", lambda self, name: loud if name == "trusts" else pl.DataFrame())
    assert register.adopt_trust(store, uid=uid).name == "The Harbour C.E. Learning Trust"


def test_names_kept_in_capitals_before_are_written_anew_once():
    step = import_module("plait.organisations.migrations.0005_names_as_people_write_them")
    trust = Organisation.objects.create(kind="trust", uid=77, name="THE WILLOW TRUST")
    body = Organisation.objects.create(kind="sector_body", name="THE PEOPLE OF NORTH")
    step.write_names(apps, None)
    trust.refresh_from_db()
    body.refresh_from_db()
    assert (trust.name, body.name) == ("The Willow Trust", "THE PEOPLE OF NORTH")


def test_nobody_is_brought_in_to_what_has_closed(store: Store, operator: Person, enter: Enter):
    gone = store.table("schools").filter(pl.col("status") == "closed").row(0, named=True)
    page = enter(operator).get("/organisations", {"q": str(gone["urn"])})
    assert [each.open for each in page.context["found"]] == [False]
    assert "Invite its first person" not in page.content.decode()


def test_a_number_that_the_register_does_not_know_is_not_there(store: Store, operator: Person, enter: Enter):
    assert enter(operator).post("/organisations/add", {"kind": "trust", "number": 1}).status_code == 404
    assert not Organisation.objects.filter(kind="trust").exists()


def test_nobody_but_an_operator_searches_the_register_or_brings_a_trust_in(store: Store, cast: Cast, enter: Enter):
    trust, before = largest_trust(store), Organisation.objects.count()
    for person in (cast.director, cast.head, cast.colleague, cast.stranger, cast.ended, cast.nobody):
        client = enter(person)
        assert client.get("/organisations", {"q": "school"}).status_code == 404
        assert client.post("/organisations/add", {"kind": "trust", "number": trust["uid"]}).status_code in {403, 404}
    assert enter(None).get("/organisations").status_code == 302
    assert Organisation.objects.count() == before


def test_a_director_brings_in_a_school_of_the_trust_and_no_other(store: Store, cast: Cast, enter: Enter):
    trust = register.adopt_trust(store, uid=largest_trust(store)["uid"])
    director = make_member(trust, "director", name="Rosa Lind")
    client = enter(director)
    listed = client.get(f"/organisations/{trust.pk}").context["unadopted"]
    schools = store.table("schools").filter(pl.col("status") == "open")
    assert len(listed) == schools.filter(pl.col("trust_uid") == trust.uid).height
    answer = client.post("/organisations/add", {"kind": "school", "number": listed[0].urn})
    made = Organisation.objects.get(urn=listed[0].urn)
    assert answer["Location"] == f"/organisations/{made.pk}/invite"
    assert made.parent == trust
    after = client.get(f"/organisations/{trust.pk}")
    assert len(after.context["unadopted"]) == len(listed) - 1
    foreign = schools.filter(pl.col("trust_uid") != trust.uid).row(0, named=True)
    assert client.post("/organisations/add", {"kind": "school", "number": foreign["urn"]}).status_code == 403
    assert not Organisation.objects.filter(urn=foreign["urn"]).exists()
    assert not Organisation.objects.filter(uid=foreign["trust_uid"]).exists()


def next_build(store: Store, *, schools: pl.DataFrame, trusts: pl.DataFrame) -> Store:
    """The same build under another name, with another register: what the services read of it."""
    tables = {"schools": schools, "trusts": trusts, "chains": store.table("chains")}
    manifest = SimpleNamespace(content_hash="of the next build")
    return SimpleNamespace(name=f"{store.name}-next", manifest=manifest, table=tables.__getitem__)  # type: ignore[return-value]


def test_a_new_build_moves_a_school_and_those_in_charge_of_both_trusts_are_told(store: Store, enter: Enter):
    trust = register.adopt_trust(store, uid=largest_trust(store)["uid"])
    rows = store.table("schools").filter(pl.col("trust_uid") == trust.uid, pl.col("status") == "open")
    school = register.adopt_school(store, urn=rows["urn"][0])
    other_uid = store.table("trusts").filter(pl.col("uid") != trust.uid)["uid"][0]
    other = register.adopt_trust(store, uid=other_uid)
    head, director = make_member(school, "headteacher", name="Kit Moss"), make_member(trust, "director")
    second = make_member(other, "director", name="Owen Marsh")
    bystander = make_person()
    join(bystander, school, "colleague")
    assert serving.begin(store, at=AT) == ()
    moved = pl.when(pl.col("urn") == school.urn)
    schools = store.table("schools").with_columns(
        moved.then(pl.lit(other_uid)).otherwise(pl.col("trust_uid")).cast(pl.Int32).alias("trust_uid"),
        moved.then(pl.lit("A New Name School")).otherwise(pl.col("name")).alias("name"),
    )
    told = serving.begin(next_build(store, schools=schools, trusts=store.table("trusts")), at=AT)
    assert len(told) == 2
    assert ServedBuild.objects.count() == 2
    school.refresh_from_db()
    assert (school.name, school.parent) == ("A New Name School", other)
    by_person = {
        person: " ".join(Notice.objects.filter(person=person, kind=Kind.REGISTER).values_list("text", flat=True))
        for person in (head, director, second, bystander)
    }
    assert "is now called A New Name School" in by_person[head]
    assert "A New Name School is now in" in by_person[second]
    assert "no longer in" in by_person[director]
    assert by_person[bystander] == ""
    assert enter(head).get(f"/organisations/{other.pk}").status_code == 200
    assert enter(head).get(f"/organisations/{trust.pk}").status_code == 404


def test_the_first_page_after_a_new_build_brings_the_register_into_step(store: Store, cast: Cast, enter: Enter):
    made = register.adopt_school(store, urn=store.table("schools")["urn"][0])
    Organisation.objects.filter(pk=made.pk).update(name="As it was called", followed_build="an earlier build")
    enter(None).get("/schools")
    name = made.name
    made.refresh_from_db()
    assert made.name == name
