"""The page of operators that says how much room files take."""

import pytest
from django.test import Client
from django.utils import timezone

from plait.goals.models import Upload
from tests.people import make_body, make_member, make_trust

pytestmark = [pytest.mark.django_db]
PATH = "/organisations/files"


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make_member(make_body(), "operator"))
    return client


def keep(trust, person, *, n: int, size_n: int) -> None:
    for each in range(n):
        Upload.objects.create(file=f"{each}.pdf", size_n=size_n, owner=trust, by=person, at=timezone.now())


def test_it_says_what_each_keeps_and_what_room_is_left(operator, settings, django_assert_max_num_queries):
    settings.PLAIT_FILES_OF_A_PERSON, settings.PLAIT_MEGABYTES_OF_A_PERSON = 3, 50
    settings.PLAIT_FILES_OF_AN_ORGANISATION, settings.PLAIT_MEGABYTES_OF_AN_ORGANISATION = 1_000, 2_000
    trust = make_trust("Northbridge")
    person = make_member(trust, "director", name="Ama <Osei>")
    keep(trust, person, n=3, size_n=2_500_000)
    operator.get(PATH)
    with django_assert_max_num_queries(8):
        page = operator.get(PATH).content.decode()
    assert "3 of 1,000" in page
    assert "7.5 of 2,000" in page
    assert "For 997 more files, 1,992 MB" in page
    assert "None left" in page
    assert "Ama &lt;Osei&gt;" in page
    lines = operator.get(f"{PATH}.csv").content.decode().splitlines()
    assert lines[1:] == ["Organisation,Northbridge,3,1000,7.5,2000", "Person,Ama <Osei>,3,3,7.5,50"]


def test_an_empty_site_says_so(operator):
    assert "None are kept yet" in operator.get(PATH).content.decode()


def test_nobody_else_reads_it():
    client = Client()
    client.force_login(make_member(make_trust(), "director"))
    assert client.get(PATH).status_code == 404
    assert client.get(f"{PATH}.csv").status_code == 404
