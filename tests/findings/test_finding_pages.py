"""Writing down what was found behind a signal, reading it, changing it."""

import re

import pytest
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.insight.models import Finding
from tests.stage import As, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(stage: Stage, **changed: str) -> dict[str, str]:
    return {
        "token": "a token of the form",
        "stance": "holds",
        "seen": "Every morning begins with reading aloud.",
        "learn": "It was made possible by stopping two things.",
        "looked_on": timezone.localdate().isoformat(),
        "visibility": "school",
        "owner": str(stage.school.pk),
    } | changed


def address(stage: Stage) -> str:
    return f"/schools/{stage.school.urn}/findings/write?outcome={stage.outcome}"


def write(stage: Stage, as_: As, **changed: str) -> Finding:
    answer = as_(stage.head).post(address(stage), told(stage, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return Finding.objects.latest("pk")


def test_a_head_writes_down_what_was_found_and_reads_it(stage: Stage, as_: As):
    one = write(stage, as_)
    page = as_(stage.head).get(f"/findings/{one.pk}").content.decode()
    assert "reading aloud" in page
    assert "My school" in page
    assert (one.owner, one.trust, one.keeper, one.build) == (stage.school, stage.trust, stage.head, stage.store.name)
    assert AuditEntry.objects.filter(action="finding.written", actor=stage.head.pk).count() == 1


def test_handing_in_the_same_form_twice_writes_one_finding(stage: Stage, as_: As):
    browser = as_(stage.head)
    first, second = (browser.post(address(stage), told(stage)) for _ in range(2))
    assert first.url == second.url
    assert Finding.objects.count() == 1


def test_who_has_not_signed_in_is_asked_to_and_comes_back(stage: Stage, as_: As):
    answer = as_(None).get(address(stage))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/?next=/schools/")
    assert as_(None).post(address(stage), told(stage)).status_code == 302
    assert not Finding.objects.exists()


def test_who_writes_for_nobody_is_told_so(stage: Stage, as_: As):
    answer = as_(stage.trustee).get(address(stage))
    assert answer.status_code == 403
    assert "You do not write for one" in answer.content.decode()


def test_nobody_writes_for_an_organisation_that_is_not_theirs(stage: Stage, as_: As):
    answer = as_(stage.head).post(address(stage), told(stage, owner=str(stage.partner.pk)))
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert not Finding.objects.exists()


def test_an_outcome_that_is_none_of_the_schools_is_not_there(stage: Stage, as_: As):
    assert as_(stage.head).get(f"/schools/{stage.school.urn}/findings/write?outcome=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"seen": ""}, "This field is required"),
        ({"looked_on": "2099-01-01"}, "lies in the future"),
        ({"visibility": "everyone"}, "Select a valid choice"),
        ({"seen": "x" * 4001}, "at most 4000"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    stage: Stage, as_: As, changed: dict[str, str], says: str
):
    answer = as_(stage.head).post(address(stage), told(stage, **changed))
    page = answer.content.decode()
    assert says in page
    assert "stopping two things" in page
    assert not Finding.objects.exists()


def test_what_looks_like_a_pupil_is_warned_of_before_saving_and_never_written(stage: Stage, as_: As):
    seen = "We watched A123456789012's group."  # not a valid number, so nothing is said
    seen_upn = "We followed H801200001001 through a day."
    answer = as_(stage.head).post(address(stage), told(stage, seen=seen_upn))
    page = answer.content.decode()
    assert "looks like a unique pupil number" in page
    assert "nothing here leads to one pupil" in page
    assert not Finding.objects.exists()
    write(stage, as_, seen=seen_upn, no_pupil="on")
    write(stage, as_, seen=seen, token="another")
    assert Finding.objects.count() == 2


def test_a_draft_is_read_by_nobody_else_and_answers_as_what_is_not_there(stage: Stage, as_: As):
    one = write(stage, as_, visibility="me")
    for person in (stage.colleague, stage.director, stage.partner_director, None):
        answer, nothing = (as_(person).get(f"/findings/{number}") for number in (one.pk, 999_999))
        assert answer.status_code == nothing.status_code == 404
        assert answer.content.replace(str(one.pk).encode(), b"") == nothing.content.replace(b"999999", b"")


def test_two_people_at_the_same_finding_lose_nothing(stage: Stage, as_: As):
    one = write(stage, as_, visibility="trust")
    change = f"/findings/{one.pk}/change"
    version = re.search(r'name="version" value="(\d+)"', as_(stage.head).get(change).content.decode())[1]
    theirs = told(stage, visibility="trust", seen="The director's text.") | {"version": version}
    assert as_(stage.director).post(change, theirs).status_code == 302
    yours = told(stage, visibility="trust", seen="The head's text.") | {"version": version}
    answer = as_(stage.head).post(change, yours)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The director's text." in page.replace("&#x27;", "'")
    assert "The head's text." in page.replace("&#x27;", "'")
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    assert as_(stage.head).post(change, yours | {"version": again}).status_code == 302
    one.refresh_from_db()
    assert one.seen == "The head's text."


def test_a_colleague_reads_and_does_not_change_what_another_keeps(stage: Stage, as_: As):
    one = write(stage, as_, visibility="school")
    assert "Change it" not in as_(stage.colleague).get(f"/findings/{one.pk}").content.decode()
    answer = as_(stage.colleague).post(f"/findings/{one.pk}/change", told(stage) | {"version": "1"})
    assert answer.status_code == 403
    one.refresh_from_db()
    assert one.version == 1


def test_the_page_of_a_finding_asks_few_questions_of_the_database(stage: Stage, as_: As, django_assert_max_num_queries):
    one = write(stage, as_, visibility="trust")
    browser = as_(stage.director)
    with django_assert_max_num_queries(12):
        assert browser.get(f"/findings/{one.pk}").status_code == 200
