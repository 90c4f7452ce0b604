"""Who did what, and data protection: for whom each page is, and what it shows."""

import json
import re

import pytest
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.core.personal import declarations
from plait.insight.models import Finding
from plait.organisations.models import Membership
from plait.web.people import audit_views
from plait.web.people.audit import ACTIONS
from tests.architecture.floors import SOURCE
from tests.organisations.records import keep
from tests.people import as_, join, make_member, make_person
from tests.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def write(stage: Stage, **told: str) -> None:
    asked = {
        "token": told.get("visibility", ""),
        "stance": "holds",
        "seen": "A sentence that only some may read.",
        "looked_on": "2026-01-12",
        "owner": str(stage.school.pk),
    }
    answer = as_(stage.head).post(f"/schools/{stage.school.urn}/findings/write?outcome={stage.outcome}", asked | told)
    assert answer.status_code == 303


def test_a_lead_sees_who_did_what_but_not_the_contents_of_what_they_could_not_read(stage: Stage):
    write(stage, visibility="me")
    write(stage, visibility="public")
    page = as_(stage.lead).get("/audit").content.decode()
    assert page.count("Finding written") == 2
    assert page.count("A sentence that only some may read.") == 1
    assert "shown to those who may read the record" in page
    table = as_(stage.lead).get("/audit.csv").content.decode()
    assert table.count("A sentence that only some may read.") == 1


def test_what_stood_in_a_record_when_fewer_might_read_it_is_not_shown_once_all_may(stage: Stage):
    write(stage, visibility="school", seen="A name that was taken out.")
    change = f"/findings/{Finding.objects.get().pk}/change"
    told = {"version": "1", "stance": "holds", "seen": "For everyone.", "looked_on": "2026-01-12"}
    assert as_(stage.head).post(change, told | {"visibility": "public"}).status_code == 303
    assert (
        as_(stage.head).post(change, told | {"visibility": "public", "version": "2", "learn": "More."}).status_code
        == 303
    )
    page = as_(stage.lead).get("/audit?action=finding.").content.decode()
    assert page.count("Finding revised") == 2
    assert "A name that was taken out." not in page
    assert "More." in page


@pytest.mark.parametrize("who", ["head", "director", "trustee", "partner_director"])
def test_nobody_else_searches_the_trail(stage: Stage, who: str):
    for address in ("/audit", "/audit.csv", "/data-protection/people"):
        assert as_(getattr(stage, who)).get(address).status_code == 404


def test_a_lead_of_another_trust_sees_nothing_of_this_one(stage: Stage):
    from tests.people import make_member

    write(stage, visibility="trust")
    lead = make_member(stage.partner, "data_protection_lead")
    assert "Finding written" not in as_(lead).get("/audit").content.decode()


def test_the_trail_is_searched_by_what_was_done_and_when(stage: Stage):
    write(stage, visibility="trust")
    lead = as_(stage.lead)
    assert "Finding written" in lead.get("/audit?action=finding.").content.decode()
    assert "Finding written" not in lead.get("/audit?action=sharing.").content.decode()
    assert "Finding written" not in lead.get("/audit?until=2020-01-01").content.decode()
    assert lead.get("/audit?since=nonsense&until=&page=0&action=DROP").status_code == 200


def test_the_trail_is_searched_by_a_part_of_a_name(stage: Stage):
    write(stage, visibility="trust")
    lead, part = as_(stage.lead), stage.head.name.split()[0].lower()
    assert "Finding written" in lead.get("/audit", {"who": part}).content.decode()
    assert "finding.written" in lead.get("/audit.csv", {"who": part}).content.decode()
    nothing = lead.get("/audit", {"who": "Nobody Of That Name"}).content.decode()
    assert "Nothing was done that fits." in nothing


def test_somebody_is_found_among_many_whose_requests_are_answered(stage: Stage):
    for n in range(20):
        make_member(stage.school, "colleague", name=f"Colleague {n}")
    lead = as_(stage.lead)
    assert "Find somebody by name or address" in lead.get("/data-protection/people").content.decode()
    found = lead.get("/data-protection/people", {"q": "hannah"})
    assert [each.name for each, _ in found.context["people"]] == ["Hannah Brook"]
    assert "Nobody with “zzz”" in lead.get("/data-protection/people", {"q": "zzz"}).content.decode()


def test_what_is_held_and_kept_alike_is_one_row(stage: Stage):
    rows = as_(None).get("/data-protection").context["table"].rows
    told = [(row.cells[0].text, row.cells[-1].text) for row in rows]
    assert len(told) == len(set(told)) > 20
    assert as_(None).get("/data-protection.csv").content.decode().count("\n") > len(told)


def test_the_record_of_processing_has_every_purpose_that_is_declared(stage: Stage):
    page = as_(None).get("/data-protection").content.decode()
    purposes = {field.purpose for each in declarations() for field in each.personal.values()}
    assert len(purposes) > 10
    assert [purpose for purpose in purposes if purpose not in page.replace("&#x27;", "'")] == []
    dpia = as_(None).get("/data-protection/dpia.md").content.decode()
    assert [purpose for purpose in purposes if purpose not in dpia] == []
    assert as_(None).get("/data-protection.csv").status_code == 200


def test_everybody_gets_their_own_data_and_nobody_elses(stage: Stage):
    record = keep(stage.head, owner=stage.school, visibility="me")
    answer = as_(stage.head).post("/data-protection/mine")
    assert json.loads(answer.content)["held"]["insight.Finding"][0]["seen"] == record.seen
    assert as_(stage.head).get("/data-protection/mine").status_code == 405
    assert as_(None).post("/data-protection/mine").status_code == 302
    for who in (stage.colleague, stage.director):
        assert as_(who).post(f"/data-protection/people/{stage.head.pk}/export").status_code == 404
        assert as_(who).post(f"/data-protection/people/{stage.head.pk}/erase", {}).status_code == 404


def test_a_lead_answers_a_request_and_the_trail_says_so(stage: Stage):
    lead = as_(stage.lead)
    assert "Hannah Brook" in lead.get("/data-protection/people").content.decode()
    assert lead.post(f"/data-protection/people/{stage.colleague.pk}/export").status_code == 200
    erase = f"/data-protection/people/{stage.colleague.pk}/erase"
    assert "cannot be undone" in lead.get(erase).content.decode()
    assert "Tick “I know that it cannot be undone”" in lead.post(erase, {"because": "Asked"}).content.decode()
    assert lead.post(erase, {"because": "Asked on 3 November", "sure": "on"}).status_code == 303
    stage.colleague.refresh_from_db()
    assert stage.colleague.name == f"Former colleague {stage.colleague.pk}"
    assert AuditEntry.objects.filter(action="person.erased", actor=stage.lead.pk).exists()
    assert lead.get(erase).status_code == 404


def test_an_erased_person_is_signed_out(stage: Stage):
    browser = as_(stage.colleague)
    assert browser.get("/sharing").status_code == 200
    as_(stage.lead).post(f"/data-protection/people/{stage.colleague.pk}/erase", {"because": "Asked", "sure": "on"})
    assert browser.get("/sharing").status_code == 302


def test_the_trail_says_for_whom_somebody_acted_upon_a_record_of_another(stage: Stage):
    write(stage, visibility="trust")
    told = {"version": "1", "stance": "holds", "seen": "More.", "looked_on": "2026-01-12", "visibility": "trust"}
    change = f"/findings/{Finding.objects.get().pk}/change"
    assert as_(stage.director).post(change, told).status_code == 303
    page = as_(stage.lead).get("/audit?action=finding.").content.decode()
    assert page.count(f"for {stage.trust.name}") == 1
    heading, changed, *_ = as_(stage.lead).get("/audit.csv?action=finding.").content.decode().splitlines()
    assert "On behalf of" in heading
    assert stage.trust.name in changed


def test_a_file_that_does_not_hold_every_entry_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    write(stage, visibility="me")
    write(stage, visibility="trust")
    ask = "/audit.csv?action=finding."
    assert "choose days" not in as_(stage.lead).get(ask).content.decode()
    monkeypatch.setattr(audit_views, "_MOST", 1)
    lines = as_(stage.lead).get(ask).content.decode().splitlines()
    assert len(lines) == 3
    assert "Page 1 of 2 of 2 entries: choose days to have all of them." in lines[-1]


def test_a_lead_can_choose_everything_that_is_written_down_of_an_organisation():
    """Accounts, and exports of the trail at the machine, are of no organisation, so no lead finds them."""
    of_nobody = {"account", "audit"}
    written = {
        noun
        for path in SOURCE.glob("*/services/*.py")
        for noun in re.findall(r"(?:record|note)\(\s*\"([a-z_]+)\.[a-z_]+\"", path.read_text(encoding="utf-8"))
    }
    assert {"decision", "finding", "sharing"} <= written
    assert sorted(written - of_nobody - {each.rstrip(".") for each in ACTIONS}) == []


def test_the_last_and_the_first_day_that_there_are_end_no_search_in_an_error(stage: Stage):
    browser = as_(stage.lead)
    for asked in ("until=9999-12-31", "since=9999-12-31", "since=0001-01-01", "until=0001-01-01", "until=today"):
        assert browser.get(f"/audit?{asked}").status_code == 200, asked
        assert browser.get(f"/audit.csv?{asked}").status_code == 200, asked


def test_a_lead_learns_no_address_of_somebody_who_has_left_and_belongs_elsewhere(stage: Stage):
    gone = make_person("Kit Long", email="kit.long@where-they-work-now.example")
    join(gone, stage.school, "colleague", until=timezone.localdate())
    at_both = make_person("Una Stone", email="una.stone@both.example")
    join(at_both, stage.school, "colleague")
    for person in (gone, at_both):
        join(person, stage.partner, "analyst")
    browser = as_(stage.lead)
    page = browser.get("/data-protection/people").content.decode()
    assert "Kit Long" in page
    assert "una.stone@both.example" in page
    assert gone.email not in page
    assert "Kit Long" not in browser.get("/data-protection/people?q=where-they-work").content.decode()
    Membership.objects.filter(person=gone).update(to_date=timezone.localdate())
    assert gone.email in browser.get("/data-protection/people").content.decode()
