"""The page of roles says what the code asks: each permission, each service that asks for it, and each address."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.test import Client

from plait.organisations.meanings import MEANINGS
from plait.organisations.roles import ROLES, Kind, May, list_roles
from plait.web import access
from plait.web.access import Rule
from plait.web.people.roles import address_rows
from tests.architecture.floors import SOURCE

# What each service that asks for a permission does, in words that stand under that permission on the page.
ASKED: Final[dict[tuple[str, May], str]] = {
    ("framework.crosswalks._require", May.DECIDE): "change frameworks and crosswalks of the trust",
    ("framework.crosswalks._require", May.OPERATE): "Change frameworks and crosswalks that are everybody’s",
    ("framework.frameworks._require", May.DECIDE): "Bring in and change frameworks",
    ("framework.frameworks._require", May.OPERATE): "Change frameworks and crosswalks that are everybody’s",
    ("framework.improvement.begin", May.WRITE): "Write how the trust improves its schools",
    ("framework.improvement.write", May.WRITE): "Write how the trust improves its schools",
    ("framework.improvement.change_readers", May.WRITE): "Write how the trust improves its schools",
    ("framework.improvement.change_readers", May.DECIDE): "let others read how it improves its schools",
    ("framework.improvement.keep", May.WRITE): "keep versions of it",
    ("framework.improvement.carry_forward", May.WRITE): "Carry what they look after forward",
    ("goals.agreeing.open_consultation", May.WRITE): "Ask people in a consultation",
    ("goals.agreeing.hold_to_lead", May.DECIDE): "Lead every consultation of the trust",
    ("goals.agreeing_notices._tell_open", May.TAKE_PART): "While a consultation of the trust is open",
    ("goals.agreeing_notices._tell_closed", May.DECIDE): "Lead every consultation of the trust",
    ("goals.aims.propose", May.WRITE): "Propose goals",
    ("goals.aims.decide", May.DECIDE): "Put a goal in force",
    ("goals.aims.choose_words", May.DECIDE): "choose the words in which goals are judged",
    ("goals.aims.require_keeper", May.DECIDE): "change it, end it",
    ("goals.aims.require_keeper", May.WRITE): "Propose goals",
    ("goals.aims_exchange.take_in", May.WRITE): "take tables of them in",
    ("goals.aims_reviews.review_goal", May.DECIDE): "review it",
    ("goals.aims_schools.set_priority", May.DECIDE): "its priorities",
    ("goals.aims_schools.say_without", May.DECIDE): "why it has none under a goal",
    ("goals.aims_schools.hold_priority", May.DECIDE): "its priorities",
    ("goals.alignment.propose", May.WRITE): "decisions on alignment",
    ("goals.alignment.decide", May.DECIDE): "Put a decision on alignment in force",
    ("goals.alignment.end", May.DECIDE): "end it",
    ("goals.alignment.require_keeper", May.DECIDE): "change it",
    ("goals.alignment.require_keeper", May.WRITE): "decisions on alignment",
    ("goals.alignment_exchange.take_in", May.WRITE): "take tables of them in",
    ("goals.alignment_levels.prepare", May.WRITE): "prepare the words for its levels",
    ("goals.alignment_levels.choose", May.DECIDE): "name the levels",
    ("goals.alignment_notices._tell_of_decision", May.DECIDE): "where it stands beside a decision",
    ("goals.alignment_notices._tell_of_exemption", May.DECIDE): "let a school off",
    ("goals.alignment_page.publish", May.DECIDE): "publish the page of what is aligned",
    ("goals.alignment_reviews.review", May.DECIDE): "review its impact",
    ("goals.alignment_schools.state", May.DECIDE): "where it stands beside a decision",
    ("goals.alignment_schools.ask", May.DECIDE): "asking to be let off",
    ("goals.alignment_schools.answer", May.DECIDE): "let a school off",
    ("goals.alignment_schools.withdraw", May.DECIDE): "asking to be let off",
    ("goals.carrying._hold", May.DECIDE): "Agree a definition of quality",
    ("goals.carrying._hold", May.WRITE): "Carry what they look after forward",
    ("goals.evaluating_notices._tell", May.DECIDE): "who is asked to moderate",
    ("goals.evidence.write", May.WRITE): "Write findings and evidence",
    ("goals.evidence_exchange.take_in", May.WRITE): "Write findings and evidence",
    ("goals.quality.begin", May.WRITE): "Write a definition of quality",
    ("goals.quality.revise", May.WRITE): "Write a definition of quality",
    ("goals.quality_holding.hold_to_change", May.WRITE): "Write a definition of quality",
    ("goals.quality_steps.consult", May.WRITE): "put it out to be talked about",
    ("goals.quality_steps.agree", May.DECIDE): "Agree a definition of quality",
    ("goals.quality_steps.put_in_force", May.DECIDE): "put it in force",
    ("goals.quality_steps.reopen", May.DECIDE): "open it again",
    ("goals.quality_steps.set_aside", May.DECIDE): "set it aside",
    ("goals.quality_steps.set_aside", May.WRITE): "set a draft of their own aside",
    ("goals.quality_steps.keep_version", May.WRITE): "Write a definition of quality",
    ("goals.quality_steps.change_visibility", May.SHARE): "read the definition of quality that is in force",
    ("goals.quality_steps._retire", May.DECIDE): "put it in force",
    ("goals.uploads.keep", May.WRITE): "bring files in",
    ("indicators.adoption.adopt_trust", May.OPERATE): "Bring trusts and schools in from the register",
    ("indicators.adoption.adopt_school", May.INVITE): "Bring a school of the trust in from the register",
    ("indicators.own_measures.define", May.WRITE): "Define measures",
    ("indicators.own_measures.revise", May.WRITE): "Define measures",
    ("indicators.own_measures.end", May.WRITE): "Define measures",
    ("indicators.own_measures.set_limits", May.WRITE): "set their limits",
    ("indicators.own_measures.withdraw_limits", May.WRITE): "set their limits",
    ("indicators.own_measures._require_deciding", May.DECIDE): "who reads its self-evaluation and its measures",
    ("insight.finding_notices._tell", May.SHARE): "Change a finding of colleagues",
    ("insight.findings.write", May.WRITE): "Write findings",
    ("insight.findings._require_keeper", May.SHARE): "Change a finding of colleagues",
    ("insight.findings._require_keeper", May.WRITE): "Write findings",
    ("insight.signal_notices._tell_school", May.READ_SCHOOL): "signals that nobody has looked behind",
    ("insight.signal_notices._tell_school", May.SEE_NEEDS): "A new build that says so is told to them",
    ("insight.signal_notices._tell_trust", May.SEE_NEEDS): "A new build that says so is told to them",
    ("organisations.charge.list_in_charge", May.INVITE): "Invite people",
    ("organisations.charge.list_operators", May.OPERATE): "Invite people",
    ("organisations.disclosures.note_trail_taken", May.PROTECT_DATA): "Search who did what",
    ("organisations.moves._take_records_along", May.WRITE): "Look after what somebody leaves behind",
    ("organisations.moves._find_heir", May.WRITE): "Look after what somebody leaves behind",
    ("organisations.invitations.invite", May.INVITE): "Invite people",
    ("organisations.invitations.withdraw", May.INVITE): "take an invitation back",
    ("organisations.joining.open_to_domain", May.INVITE): "open the organisation to people of an e-mail domain",
    ("organisations.joining.close_to_domain", May.INVITE): "and close it",
    ("organisations.joining.decide", May.INVITE): "decide who joins",
    ("organisations.memberships.give", May.INVITE): "Invite people in any role that is held there",
    ("organisations.memberships.end", May.INVITE): "end a membership",
    ("organisations.memberships._take_invitations_back", May.INVITE): "take an invitation back",
    ("organisations.memberships.name_role", May.NAME_ROLES): "Give a role the name",
    ("organisations.memberships._heir", May.WRITE): "Look after what somebody leaves behind",
    ("organisations.memberships._still_belongs", May.WRITE): "Look after what somebody leaves behind",
    ("organisations.memberships._who_may_keep", May.INVITE): "end a membership",
    ("organisations.memberships._who_may_keep", May.WRITE): "Look after what somebody leaves behind",
    ("organisations.notice_events._tell_school", May.SHARE): "Offer a record",
    ("organisations.notice_events._speakers", May.SHARE): "accept an offer",
    ("organisations.personal_data._require", May.OPERATE): "Give out what is held about anybody",
    ("organisations.personal_data._answers", May.PROTECT_DATA): "give out what is held about somebody, and erase it",
    ("organisations.sharing.offer", May.SHARE): "Offer a record",
    ("organisations.sharing.share_with", May.SHARE): "Offer a record",
    ("organisations.sharing.accept", May.SHARE): "accept an offer to the trust",
    ("organisations.sharing.end", May.SHARE): "end an agreement",
    ("organisations.sharing.may_end", May.SHARE): "end an agreement",
}
# What is asked in queries alone, since reading is not a service's; and who confirms, which its own query decides.
_READ = {May.READ_TRUST, May.READ_EXCEPTIONS, May.CURATE}


def permissions_in(node: ast.AST) -> set[May]:
    """The permissions that a piece of code names."""
    named = (each for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name))
    return {May[each.attr] for each in named if each.value.id == "May"}  # type: ignore[attr-defined]


def list_asked(kind: str) -> Iterator[tuple[str, May]]:
    """Each function of the services or queries with each permission that it names."""
    for path in sorted(SOURCE.glob(f"*/{kind}/*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for what in permissions_in(node):
                    yield f"{_room(path)}.{path.stem}.{node.name}", what


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def test_every_service_that_asks_for_a_permission_is_told_on_the_page():
    asked = set(list_asked("services"))
    assert asked - set(ASKED) == set(), "Say on the page what it lets people do (meanings.py), and name the words here."
    assert set(ASKED) - asked == set(), "No service asks for it any more: take it off the page too."


@pytest.mark.parametrize("what", list(May), ids=str)
def test_what_services_ask_for_stands_under_the_permission(what: May):
    told = " ".join(MEANINGS[what])
    assert [
        f"{service}: {words}" for (service, asked), words in ASKED.items() if asked is what and words not in told
    ] == []


def test_every_permission_is_asked_for_and_held():
    in_services, in_queries = ({what for _, what in list_asked(kind)} for kind in ("services", "queries"))
    assert in_services | in_queries == set(May)
    assert set(May) - in_services == _READ
    assert {what for role in ROLES for what in role.may} == set(May) == set(MEANINGS)


def test_every_role_can_be_held_and_every_kind_of_organisation_has_one():
    assert all(role.where for role in ROLES)
    assert all(list_roles(kind) for kind in Kind)


def test_an_address_that_a_permission_opens_is_opened_to_roles_that_hold_it():
    held = {what for role in ROLES for what in role.may}
    for each in access.list_addresses(settings.ROOT_URLCONF):
        assert each.access is not None
        for who in (each.access.read, each.access.write):
            assert who is None or who.rule is not Rule.MAY or set(who.what) & held


def test_every_address_stands_on_the_page_of_addresses_with_who_may_reach_it(client: Client, db: None):
    addresses = access.list_addresses(settings.ROOT_URLCONF)
    rows = address_rows(addresses)
    assert len(rows) == len(addresses)
    page, file = client.get("/roles/addresses").content.decode(), client.get("/roles/addresses.csv").content.decode()
    assert page.count("<tr") - 1 == len(rows)
    assert len(file.splitlines()) - 1 == len(rows)
    told = {path: (read, write) for path, read, write in rows}
    assert told["/audit"] == (f"Data protection lead: {May.PROTECT_DATA.label}", "–")
    assert told["/roles"] == ("Anyone", "–")
    assert told["/goals/new"][1].startswith("Director of school improvement, trust analyst, headteacher")


def test_the_page_says_all_that_is_declared(client: Client, db: None):
    page = client.get("/roles").content.decode()
    for what in May:
        assert f'id="may-{what.value}"' in page
    for role in ROLES:
        assert f'id="role-{role.key}"' in page
    assert page.count('href="#may-') == sum(len(role.may) for role in ROLES)


def test_the_test_sees_what_it_looks_for():
    assert permissions_in(ast.parse("require(May.SHARE, at=one, by=by); hold(what=May.WRITE)")) == {
        May.SHARE,
        May.WRITE,
    }
