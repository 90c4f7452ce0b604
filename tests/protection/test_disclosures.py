"""Whoever takes away what is personal to others leaves a line where somebody answers for it."""

from plait.core.models import AuditEntry
from plait.organisations.queries import audits
from plait.organisations.services import personal_data
from plait.organisations.services.authority import scope_of
from tests.people import as_
from tests.stage import Stage


def list_told(stage: Stage, action: str) -> list[tuple[int | None, object]]:
    """Who did it and what it held, as the lead of the trust finds it."""
    found = audits.search(scope_of(stage.lead), asked=audits.Asked(action=action))
    return [(each.actor, each.after) for each in found.rows]


def test_a_list_of_people_that_is_taken_as_a_file_stands_in_the_trail(stage: Stage):
    path = f"/organisations/{stage.school.pk}/people.csv"
    as_(stage.colleague).get(path)
    as_(stage.head).get(path)
    as_(stage.head).head(path)
    n = stage.school.memberships.count()
    assert list_told(stage, "people.") == [
        (stage.head.pk, {"people": n, "with_addresses": True}),
        (stage.colleague.pk, {"people": n, "with_addresses": False}),
    ]


def test_entries_of_the_trail_that_are_taken_as_a_file_stand_in_the_trail(stage: Stage):
    as_(stage.head).get(f"/organisations/{stage.school.pk}/people.csv")
    as_(stage.lead).get("/audit.csv?action=people.")
    assert list_told(stage, "trail.") == [(stage.lead.pk, {"entries": 1})]
    kept = str(list(AuditEntry.objects.filter(action="trail.downloaded").values_list("payload", flat=True)))
    assert stage.head.name not in kept


def test_whoever_answers_for_a_trust_finds_what_an_operator_gave_out_and_erased(stage: Stage):
    personal_data.export(stage.colleague, by=None)
    personal_data.erase(stage.colleague, because="Asked on 3 November", by=None)
    found = audits.search(scope_of(stage.lead), asked=audits.Asked(action="person."))
    assert [(each.action, each.actor) for each in found.rows] == [("person.erased", None), ("person.exported", None)]
    assert "Asked on 3 November" in found.rows[0].note


def test_what_somebody_takes_of_their_own_is_told_to_nobody_else(stage: Stage):
    personal_data.export(stage.colleague, by=stage.colleague)
    assert list_told(stage, "person.") == []
    assert AuditEntry.objects.filter(action="person.exported").count() == 1
