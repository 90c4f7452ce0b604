"""Sharing one finding with one trust: offered, accepted, read, ended, and all of it in the register."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.insight.models import Finding
from plait.organisations.models import Share
from tests.organisations.records import keep
from tests.people import as_
from tests.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def offer(stage: Stage, record: Finding, **changed: str):
    told = {
        "token": "a token",
        "partner": str(stage.partner.pk),
        "until": (timezone.localdate() + dt.timedelta(days=60)).isoformat(),
        "purpose": "A visit in the spring",
    } | changed
    return as_(stage.head).post(f"/findings/{record.pk}/offer", told)


def test_a_record_is_shared_from_offer_to_end(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="partners")
    partner = as_(stage.partner_director)
    assert offer(stage, record).status_code == 303
    share = Share.objects.get()
    assert partner.get(f"/findings/{record.pk}").status_code == 404
    assert "A visit in the spring" in partner.get("/sharing").content.decode()
    assert partner.post(f"/sharing/{share.pk}/accept").status_code == 303
    assert partner.get(f"/findings/{record.pk}").status_code == 200
    assert "In force" in as_(stage.director).get("/sharing").content.decode()
    assert partner.post(f"/sharing/{share.pk}/end", {"because": "We have been"}).status_code == 303
    assert partner.get(f"/findings/{record.pk}").status_code == 404
    assert "We have been" in as_(stage.head).get("/sharing").content.decode()


def test_an_offer_that_cannot_stand_says_why_and_keeps_what_was_typed(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="partners")
    answer = offer(stage, record, until="2020-01-01")
    assert answer.status_code == 422
    assert "after today" in answer.content.decode()
    assert "A visit in the spring" in answer.content.decode()


def test_who_is_no_side_of_an_agreement_neither_sees_nor_ends_it(stage: Stage):
    from tests.people import make_member, make_trust

    record = keep(stage.head, owner=stage.school, visibility="partners")
    offer(stage, record)
    share = Share.objects.get()
    stranger = as_(make_member(make_trust("Stranger Trust"), "director"))
    assert "A visit in the spring" not in stranger.get("/sharing").content.decode()
    for act in ("accept", "end"):
        assert stranger.post(f"/sharing/{share.pk}/{act}").status_code == 404
    assert as_(None).get("/sharing").status_code == 302


def test_a_trustee_sees_the_register_and_changes_nothing(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="partners")
    offer(stage, record)
    trustee = as_(stage.trustee)
    page = trustee.get("/sharing").content.decode()
    assert "A visit in the spring" in page
    assert "/end" not in page
    assert trustee.post(f"/sharing/{Share.objects.get().pk}/end").status_code == 403


def test_the_register_is_the_same_as_a_table(stage: Stage):
    offer(stage, keep(stage.head, owner=stage.school, visibility="partners"))
    answer = as_(stage.head).get("/sharing.csv")
    assert "A visit in the spring" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv")


def test_a_form_is_not_acted_on_by_following_a_link(stage: Stage):
    offer(stage, keep(stage.head, owner=stage.school, visibility="partners"))
    for act in ("accept", "end"):
        assert as_(stage.partner_director).get(f"/sharing/{Share.objects.get().pk}/{act}").status_code == 405


def test_one_record_is_offered_to_one_trust_once_until_the_offer_has_run_out(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="partners")
    assert offer(stage, record).status_code == 303
    again = offer(stage, record, token="another")
    assert again.status_code == 422
    assert "already" in again.content.decode()
    Share.objects.update(until=timezone.localdate())
    assert offer(stage, record, token="a third").status_code == 303
    assert [each.ended_because for each in Share.objects.order_by("pk")] == ["Its last day had passed", ""]


def test_a_finding_is_called_by_its_outcome_in_words_wherever_it_is_offered(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="partners")
    Finding.objects.update(outcome="secondary.progress8", school_name="HARBOUR LANE SCHOOL")
    page = as_(stage.head).get(f"/share/finding/{record.pk}").content.decode()
    assert "Share “Progress 8 at Harbour Lane School” with another trust" in page
    offer(stage, record)
    assert Share.objects.get().label == "What we found: Progress 8 at Harbour Lane School"


def test_the_register_asks_the_database_no_more_for_many_agreements(stage: Stage, django_assert_max_num_queries):
    offer(stage, keep(stage.head, owner=stage.school, visibility="partners"))
    head = as_(stage.head)
    head.get("/sharing")
    with django_assert_max_num_queries(20) as few:
        head.get("/sharing")
    asked = len(few)
    for n in range(6):
        offer(stage, keep(stage.head, owner=stage.school, visibility="partners"), token=f"token {n}")
    with django_assert_max_num_queries(asked):
        assert head.get("/sharing").content.decode().count("/end") == 7


def test_why_an_agreement_ended_is_told_with_one_full_stop(stage: Stage):
    offer(stage, keep(stage.head, owner=stage.school, visibility="partners"))
    as_(stage.partner_director).post(f"/sharing/{Share.objects.get().pk}/end", {"because": "We have been."})
    page = as_(stage.head).get("/sharing").content.decode()
    assert "We have been." in page
    assert "We have been.." not in page
