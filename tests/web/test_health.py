import datetime as dt

import pytest
from django.test import Client, RequestFactory

import plait
from plait.core.home import Home
from plait.indicators.models import LedgerIsAppendOnly, ServedBuild
from plait.indicators.queries import served_builds as ledger
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.services import served_builds
from plait.indicators.services.served_builds import BuildChanged
from plait.web import context
from tests.store_factory import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AT = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


def test_a_site_with_its_data_is_well(client: Client, with_build: Home):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": plait.__version__,
        "database": "ok",
        "store": "ok",
        "build": NAME,
        "period": "2024/25",
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_version_is_told_to_the_machine_itself_alone(client: Client, with_build: Home):
    assert "version" not in client.get("/health", REMOTE_ADDR="192.0.2.7").json()
    assert "version" not in client.get("/health", headers={"x-forwarded-for": "192.0.2.7"}).json()
    assert client.get("/health", REMOTE_ADDR="::1").json()["version"] == plait.__version__


def test_a_site_without_data_is_unwell_and_says_how_to_mend_it(client: Client, without_build: Home):
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unwell"
    assert answer.json()["database"] == "ok"
    assert "plait data import" in answer.json()["store"]
    assert str(without_build.root) not in answer.content.decode()


def test_health_does_not_depend_on_who_may_read(client: Client, with_build: Home, closed: None):
    assert client.get("/health").status_code == 200


def test_health_cannot_be_written_to(client: Client, with_build: Home):
    assert client.post("/health").status_code == 405


def test_the_first_opening_of_a_build_is_written_down_once(rf: RequestFactory, with_build: Home):
    request = rf.get("/")
    assert context.store_of(request).name == NAME
    context.forget_served_builds()
    context.store_of(request)
    (line,) = ledger.list_served_builds()
    assert line.name == NAME
    assert line.first_served_at.year == 2026


def test_a_closed_site_opens_no_build_for_a_visitor(rf: RequestFactory, with_build: Home, closed: None):
    with pytest.raises(OpenDataClosed):
        context.store_of(rf.get("/"))
    assert ledger.list_served_builds() == []


def test_a_build_of_the_same_name_with_other_contents_is_refused():
    served_builds.record("2024-25_a", content_hash="a" * 64, at=AT)
    with pytest.raises(BuildChanged):
        served_builds.record("2024-25_a", content_hash="b" * 64, at=AT)


def test_lines_of_the_ledger_are_never_changed_or_removed():
    line = served_builds.record("2024-25_a", content_hash="a" * 64, at=AT)
    line.content_hash = "b" * 64
    with pytest.raises(LedgerIsAppendOnly):
        line.save()
    with pytest.raises(LedgerIsAppendOnly):
        line.delete()
    assert ServedBuild.objects.get().content_hash == "a" * 64


def test_the_ledger_shows_the_newest_build_first():
    served_builds.record("2023-24_a", content_hash="a" * 64, at=AT)
    served_builds.record("2024-25_b", content_hash="b" * 64, at=AT + dt.timedelta(days=1))
    assert [line.name for line in ledger.list_served_builds()] == ["2024-25_b", "2023-24_a"]
    assert [line.name for line in ledger.list_served_builds(at_most=1)] == ["2024-25_b"]
