"""How much a person and an organisation may keep, and what is removed because nothing names it."""

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.core.errors import NotAllowed
from plait.goals.models import Exemplar, Upload
from plait.goals.quality import ExemplarKind
from plait.goals.quality_text import ExemplarSaid
from plait.goals.queries import uploads as reading
from plait.goals.services import quality_parts, quality_steps, uploads
from plait.goals.services.uploads import NoRoom, free, keep, sweep
from plait.organisations.services.authority import scope_of
from tests.goals.definitions import make_definition
from tests.people import make_body, make_member, make_trust

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    settings.PLAIT_FILES_OF_A_PERSON, settings.PLAIT_MEGABYTES_OF_A_PERSON = 3, 5
    settings.PLAIT_FILES_OF_AN_ORGANISATION, settings.PLAIT_MEGABYTES_OF_AN_ORGANISATION = 4, 6
    return tmp_path


@pytest.fixture
def trust():
    return make_trust()


@pytest.fixture
def director(trust):
    return make_member(trust, "director")


def pdf(n: int, *, size_n: int = 100) -> bytes:
    return b"%PDF-1.7\n" + str(n).encode() * size_n


def add(definition, by, n: int, *, size_n: int = 100) -> Exemplar:
    """An exemplar with a file, as the page adds it."""
    kept = keep(pdf(n, size_n=size_n), name=f"plan {n}.pdf", owner=definition.owner, by=by)
    told = ExemplarSaid(
        ExemplarKind.DOCUMENT,
        f"Plan {n}",
        file=kept.file,
        file_name=kept.file_name,
        media_type=kept.media_type,
        size_n=kept.size_n,
    )
    statement = definition.domains.get(key="reading").statements.get(key="books")
    return quality_parts.add_exemplar(statement, said=told, by=by)


def test_a_person_brings_in_so_many_files_and_is_told_how_many_they_have(trust, director):
    made = make_definition(trust, director)
    first, *_ = [add(made, director, n) for n in range(3)]
    with pytest.raises(NoRoom) as refused:
        add(made, director, 4)
    assert "You have brought in 3 of 3 files and 0.0 of 5 MB" in refused.value.why
    assert "Remove examples" in refused.value.mend
    assert Upload.objects.count() == 3
    quality_parts.remove_exemplar(first, by=director)
    add(made, director, 4)  # what nothing names any more is not counted
    assert Upload.objects.filter(by=director).count() == 3


def test_where_there_is_room_each_of_the_two_sums_is_asked_for_once(trust, director):
    with CaptureQueriesContext(connection) as asked:
        keep(pdf(1), name="plan.pdf", owner=trust, by=director)
    assert sum("SUM(" in each["sql"] for each in asked.captured_queries) == 2


def test_a_person_brings_in_so_many_bytes(trust, director):
    made = make_definition(trust, director)
    add(made, director, 1, size_n=4_000_000)
    with pytest.raises(NoRoom, match="was not uploaded") as refused:
        add(made, director, 2, size_n=1_500_000)
    assert "1 of 3 files and 4.0 of 5 MB; this one has 1.5 MB" in refused.value.why


def test_an_organisation_keeps_so_much_whoever_brings_it(trust, director):
    other = make_member(trust, "analyst")
    made = make_definition(trust, director)
    for n in range(3):
        add(made, director, n)
    add(made, other, 4)
    with pytest.raises(NoRoom) as refused:
        add(made, other, 5)
    assert f"{trust.name} keeps 4 of 4 files" in refused.value.why


@pytest.mark.database
def test_the_same_file_counts_once_for_an_organisation_and_for_each(trust, director):
    made = make_definition(trust, director)
    add(made, director, 1)
    add(made, director, 1)
    assert Upload.objects.count() == 1
    other = make_trust("Another trust")
    keep(pdf(1), name="plan.pdf", owner=other, by=make_member(other, "director"))
    assert Upload.objects.count() == 2


def test_whoever_may_not_write_keeps_nothing(trust, director, home):
    with pytest.raises(NotAllowed):
        keep(pdf(1), name="plan.pdf", owner=trust, by=make_member(trust, "trustee"))
    assert not (home / "uploads").exists()


def test_what_an_earlier_version_names_is_kept_and_counted(trust, director):
    made = make_definition(trust, director)
    exemplar = add(made, director, 1)
    quality_steps.keep_version(made, called="As it stood in spring", by=director)
    Exemplar.objects.filter(pk=exemplar.pk).delete()
    assert free() == 0
    assert Upload.objects.count() == 1


@pytest.mark.database
def test_the_daily_job_removes_files_a_day_old_that_nothing_names(trust, director, home):
    made = make_definition(trust, director)
    stays, goes = add(made, director, 1), add(made, director, 2)
    (home / "uploads" / "notes.txt").write_text("somebody's own")
    quality_parts.remove_exemplar(goes, by=director)
    assert sweep() == 0  # it came a moment ago
    for each in (home / "uploads").iterdir():
        os.utime(each, (0, 0))
    assert sweep() == 1
    assert {each.name for each in (home / "uploads").iterdir()} == {stays.file, "notes.txt"}
    assert sweep() == 0


def test_what_comes_again_counts_as_new(trust, director, home):
    made = make_definition(trust, director)
    file = home / "uploads" / add(made, director, 1).file
    os.utime(file, (0, 0))
    keep(pdf(1), name="plan.pdf", owner=trust, by=director)
    assert file.stat().st_mtime > 0


def test_operators_alone_are_told_who_keeps_how_much(trust, director):
    add(make_definition(trust, director), director, 1, size_n=2_000_000)
    operator = make_member(make_body(), "operator")
    told = reading.list_by_organisation(scope_of(operator))
    assert [(each.name, each.files_n, each.most_files_n, each.most_megabytes_n) for each in told] == [
        (trust.name, 1, 4, 6)
    ]
    assert 1_999_999 < reading.list_by_person(scope_of(operator))[0].bytes_n < 2_000_100
    with pytest.raises(NotAllowed):
        reading.list_by_person(scope_of(director))


def test_the_job_is_registered():
    from plait.organisations import daily

    assert daily.list_acts()["files removed that nothing names"] is uploads.sweep
