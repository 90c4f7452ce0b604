"""The way of a definition of quality: who writes, who decides, who reads, and what is kept."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from django.utils import timezone

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.core.transactions import NotInTransaction
from plait.goals.models import Definition, Kept, Statement
from plait.goals.models.versions import KeptIsKept
from plait.goals.quality import State
from plait.goals.quality_rules import NotADefinition
from plait.goals.quality_text import DomainSaid, StatementSaid, Whole, from_content, to_content
from plait.goals.queries import quality as reading
from plait.goals.queries import quality_needing, versions
from plait.goals.queries.versions import NoSuchVersion
from plait.goals.services import quality, quality_parts, quality_steps
from plait.goals.services import versions as keeping
from plait.goals.services.quality_holding import WrongState
from plait.goals.services.quality_steps import NotYet
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.goals.definitions import WHOLE, make_definition, next_year, put_in_force
from tests.people import make_member, make_school, make_trust


@dataclass(frozen=True)
class Trust:
    trust: Organisation
    school: Organisation
    director: Person
    analyst: Person
    colleague: Person
    trustee: Person
    stranger: Person


@pytest.fixture
def trust(db: None) -> Trust:
    one, other = make_trust(), make_trust("Another trust")
    school = make_school(one)
    return Trust(
        one,
        school,
        director=make_member(one, "director"),
        analyst=make_member(one, "analyst", name="Ben Hale"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        trustee=make_member(one, "trustee", name="Margaret Lowe"),
        stranger=make_member(other, "director", name="Owen Marsh"),
    )


def readers(definition: Definition, trust: Trust) -> set[str]:
    """Who of the people of a sample reads a definition."""
    people = ("director", "analyst", "colleague", "trustee", "stranger")
    return {
        name for name in people if reading.list_definitions(scope_of(getattr(trust, name)), trust=definition.owner_id)
    }


def test_what_was_written_is_read_back_whole(trust):
    made = make_definition(trust.trust, trust.director)
    whole = reading.read_whole(scope_of(trust.colleague), definition=made)
    assert whole == WHOLE
    assert from_content(to_content(whole)) == whole
    assert made.edition == 1


def test_a_draft_of_ones_own_is_nobody_elses_and_the_trail_says_nothing_of_it(trust):
    made = make_definition(trust.trust, trust.director, shared=False)
    assert readers(made, trust) == {"director"}
    entry = AuditEntry.objects.get(action="definition.begun")
    assert "What we mean" not in (entry.payload or "")


def test_from_draft_to_in_force_each_step_widens_who_reads_and_is_kept(trust):
    made = make_definition(trust.trust, trust.analyst, shared=False)
    quality_steps.consult(made, until=timezone.localdate() + dt.timedelta(days=14), by=trust.analyst)
    assert readers(made, trust) == {"director", "analyst", "colleague"}
    quality_steps.agree(made, because="Every head said yes.", by=trust.director)
    quality_steps.put_in_force(made, review_on=next_year(), by=trust.director)
    assert readers(made, trust) == {"director", "analyst", "colleague", "trustee"}
    made.refresh_from_db()
    assert (made.state, made.exception, made.in_force_from) == ("in_force", True, timezone.localdate())
    kept = versions.list_kept(scope_of(trust.director), record=made)
    assert [(each.number, each.note.split(" ")[0]) for each in kept] == [(3, "In"), (2, "Agreed:"), (1, "Open")]
    told = AuditEntry.objects.get(action="definition.put_in_force").payload or ""
    assert '"agreed"' in told
    assert '"in_force"' in told


def test_whoever_reads_decisions_alone_reads_the_versions_that_were_in_force(trust):
    made = put_in_force(trust.trust, trust.director)
    assert len(versions.list_kept(scope_of(trust.director), record=made)) == 2
    (only,) = versions.list_kept(scope_of(trust.trustee), record=made)
    assert only.decided
    assert versions.list_kept(scope_of(trust.stranger), record=made) == []
    with pytest.raises(NoSuchVersion):
        versions.get_kept(scope_of(trust.trustee), record=made, number=1)


def test_only_whoever_decides_agrees_and_puts_in_force(trust):
    made = make_definition(trust.trust, trust.analyst)
    for person in (trust.analyst, trust.colleague, trust.trustee, trust.stranger):
        with pytest.raises(NotAllowed):
            quality_steps.agree(made, by=person)
    with pytest.raises(WrongState):
        quality_steps.put_in_force(made, review_on=next_year(), by=trust.director)


def test_a_colleague_of_a_school_reads_and_does_not_write_for_the_trust(trust):
    made = make_definition(trust.trust, trust.director)
    assert not reading.may_write(scope_of(trust.colleague), made)
    with pytest.raises(NotAllowed):
        quality.begin(trust.trust, whole=WHOLE, shared=True, by=trust.colleague)
    with pytest.raises(NotAllowed):
        reading.get_definition_to_change(scope_of(trust.colleague), number=made.pk)


@pytest.mark.database
def test_the_one_in_force_stays_so_until_its_revision_is(trust):
    first = put_in_force(trust.trust, trust.director)
    second = quality.revise(first, by=trust.analyst)
    with pytest.raises(NotADefinition, match="on its way"):
        quality.revise(first, by=trust.director)
    assert reading.find_in_force(scope_of(trust.trustee), trust=trust.trust.pk) == first
    assert reading.find_revision(scope_of(trust.director), definition=first) == second
    quality_steps.agree(second, by=trust.director)
    quality_steps.put_in_force(second, review_on=next_year(), by=trust.director)
    first.refresh_from_db()
    assert (first.state, first.in_force_until) == ("retired", timezone.localdate())
    assert Definition.objects.filter(state="in_force").count() == 1
    assert AuditEntry.objects.filter(action="definition.retired", record_id=str(first.pk)).count() == 1


def test_a_statement_is_known_again_after_a_revision(trust):
    first = put_in_force(trust.trust, trust.director)
    before = Statement.objects.get(domain__definition=first, key="daily")
    second = quality.revise(first, by=trust.director)
    statement = Statement.objects.get(domain__definition=second, key="daily")
    said = replace(WHOLE.domains[0].statements[0], text="Every child reads each day.")
    quality_parts.change_statement(statement, said=said, version=statement.domain.version, by=trust.director)
    quality_steps.agree(second, by=trust.director)
    quality_steps.put_in_force(second, review_on=next_year(), by=trust.director)
    now = reading.find_statement_now(scope_of(trust.colleague), statement=before)
    assert now is not None
    assert now.text == "Every child reads each day."
    assert now.level_texts.count() == 2
    assert now.exemplars.get().title == "A morning in Year 2"


def test_what_is_agreed_is_changed_only_once_it_is_opened_again(trust):
    made = make_definition(trust.trust, trust.director)
    quality_steps.agree(made, by=trust.director)
    with pytest.raises(WrongState, match="Open it again"):
        quality_parts.add_domain(made, said=DomainSaid("Maths"), by=trust.director)
    with pytest.raises(NotYet):
        quality_steps.reopen(made, because=" ", by=trust.director)
    quality_steps.reopen(made, because="Two heads had more to say.", by=trust.director)
    assert quality_parts.add_domain(made, said=DomainSaid("Maths"), by=trust.analyst).position == 2


def test_nothing_is_put_to_the_trust_that_says_nothing(trust):
    made = make_definition(trust.trust, trust.director, whole=Whole("Empty"))
    with pytest.raises(NotYet, match="no statement"):
        quality_steps.agree(made, by=trust.director)
    full = make_definition(trust.trust, trust.director)
    with pytest.raises(NotYet, match="is past"):
        quality_steps.consult(full, until=timezone.localdate() - dt.timedelta(days=1), by=trust.director)


def test_statements_are_added_reordered_and_removed_by_their_keys(trust):
    made = make_definition(trust.trust, trust.director)
    domain = made.domains.get(key="reading")
    first, second = WHOLE.domains[0].statements
    said = replace(WHOLE.domains[0], statements=(second, StatementSaid("Families read too."), first))
    quality_parts.change_domain(domain, said=said, version=1, by=trust.director)
    texts = list(domain.statements.values_list("key", "text"))
    assert [texts[0][0], texts[2]] == ["books", ("daily", first.text)]
    assert domain.statements.get(key="daily").level_texts.count() == 2
    quality_parts.change_domain(domain, said=replace(said, statements=(second,)), version=2, by=trust.director)
    assert [each.key for each in domain.statements.all()] == ["books"]


def test_two_people_at_one_domain_lose_nothing(trust):
    made = make_definition(trust.trust, trust.director)
    mine, theirs = made.domains.get(key="reading"), made.domains.get(key="reading")
    quality_parts.change_domain(theirs, said=replace(WHOLE.domains[0], name="Books"), version=1, by=trust.analyst)
    with pytest.raises(Conflict) as caught:
        quality_parts.change_domain(mine, said=replace(WHOLE.domains[0], name="Read"), version=1, by=trust.director)
    assert (caught.value.theirs["name"], caught.value.yours["name"]) == ("Books", "Read")


@pytest.mark.parametrize(
    ("whole", "why"),
    [
        (Whole(" "), "title is empty"),
        (Whole("a" * 161), "room for 160"),
        (replace(WHOLE, levels=(*WHOLE.levels, *WHOLE.levels)), "Two levels"),
        (replace(WHOLE, domains=(WHOLE.domains[0], replace(WHOLE.domains[0], key="x"))), "Two domains"),
        (replace(WHOLE, domains=tuple(DomainSaid(f"Domain {n}") for n in range(21))), "room for 20"),
        (replace(WHOLE, domains=(DomainSaid("A", statements=(StatementSaid(""),)),)), "statement is empty"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_with_what_is_wrong(trust, whole, why):
    with pytest.raises(NotADefinition, match=why):
        quality.begin(trust.trust, whole=whole, shared=True, by=trust.director)


def test_a_whole_text_put_in_the_place_of_another_keeps_the_earlier_one(trust):
    made = make_definition(trust.trust, trust.director)
    moved = replace(WHOLE.domains[1], statements=(WHOLE.domains[1].statements[0], WHOLE.domains[0].statements[0]))
    quality.replace_whole(
        made, whole=replace(WHOLE, domains=(moved,)), version=1, because="A table came in.", by=trust.director
    )
    now = reading.read_whole(scope_of(trust.director), definition=made)
    assert [each.key for each in now.statements] == ["known", "daily"]
    assert now.domains[0].statements[1].exemplars[0].title == "A morning in Year 2"
    (kept,) = versions.list_kept(scope_of(trust.director), record=made)
    assert [each["key"] for each in kept.content["domains"]] == ["reading", "belong"]


def test_what_is_set_aside_stays_readable_and_is_changed_no_more(trust):
    made = make_definition(trust.trust, trust.director)
    with pytest.raises(NotAllowed):
        quality_steps.set_aside(made, because="Another way.", by=trust.analyst)
    quality_steps.set_aside(made, because="Another way.", by=trust.director)
    assert reading.get_definition(scope_of(trust.colleague), number=made.pk).state == State.RETIRED
    with pytest.raises(WrongState):
        quality_steps.agree(made, by=trust.director)


def test_only_what_is_in_force_is_shown_to_the_sector(trust):
    made = make_definition(trust.trust, trust.director)
    with pytest.raises(WrongState):
        quality_steps.change_visibility(made, visibility=Visibility.PUBLIC, by=trust.director)
    there = put_in_force(trust.trust, trust.director)
    quality_steps.change_visibility(there, visibility=Visibility.SECTOR, by=trust.director)
    assert "stranger" in readers(there, trust)
    with pytest.raises(NotYet):
        quality_steps.change_visibility(there, visibility=Visibility.ME, by=trust.director)


def test_what_waits_is_told_to_those_who_can_do_it(trust):
    made = make_definition(trust.trust, trust.director)
    quality_steps.consult(made, until=timezone.localdate() + dt.timedelta(days=5), by=trust.director)
    (item,) = quality_needing.list_consulting(scope_of(trust.colleague))
    assert "is open to talk about" in item.sentence
    assert item.due == timezone.localdate() + dt.timedelta(days=5)
    assert quality_needing.list_consulting(scope_of(trust.stranger)) == []
    quality_steps.agree(made, by=trust.director)
    quality_steps.put_in_force(made, review_on=timezone.localdate() + dt.timedelta(days=20), by=trust.director)
    (due,) = quality_needing.list_reviews(scope_of(trust.director))
    assert due.due == timezone.localdate() + dt.timedelta(days=20)
    assert quality_needing.list_reviews(scope_of(trust.colleague)) == []


@pytest.mark.database
def test_a_kept_version_is_never_changed_and_numbers_follow_one_another(trust):
    made = make_definition(trust.trust, trust.director)
    with transaction.atomic():
        first = keeping.keep(made, content={"a": 1}, note="First", by=trust.director)
        second = keeping.keep(made, content={"a": 2}, by=trust.director)
    assert (first.number, second.number) == (1, 2)
    for attempt in (first.save, first.delete, Kept.objects.all().delete, lambda: Kept.objects.update(note="x")):
        with pytest.raises(KeptIsKept):
            attempt()
    found = versions.find_latest_kept(scope_of(trust.director), record=made)
    assert found is not None
    assert found.content == {"a": 2}


def test_a_version_is_kept_in_the_transaction_of_its_step_or_not_at_all():
    with pytest.raises(NotInTransaction):
        keeping.keep(Definition(pk=1), content={}, by=Person(pk=1))
