"""Beside a signal stands that somebody has looked, for who may read it, and for who writes, where to write it down."""

import pytest
from django.utils import timezone

from plait.insight.models import Finding
from plait.insight.queries import signals_trust
from plait.organisations.domain import Scope
from plait.web.signals.trust_visits import visit_table
from tests.organisations.records import keep
from tests.people import as_
from tests.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WRITE = "Write down what you found"


def look(stage: Stage, visibility: str, *, outcome: str = "") -> Finding:
    found = keep(stage.head, owner=stage.school, visibility=visibility)
    Finding.objects.filter(pk=found.pk).update(outcome=outcome or stage.outcome)
    return found


def page(stage: Stage, who: str, address: str = "") -> str:
    answer = as_(getattr(stage, who) if who else None).get(address or f"/schools/{stage.school.urn}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("me", set()),
        ("school", {"head", "colleague"}),
        ("trust", {"head", "colleague", "director"}),
        ("sector", {"head", "colleague", "director", "trustee", "partner_director"}),
        ("public", {"head", "colleague", "director", "trustee", "partner_director", ""}),
    ],
)
def test_the_page_of_a_school_says_that_somebody_looked_to_who_may_read_it(
    stage: Stage, visibility: str, readers: set[str]
):
    found = look(stage, visibility)
    for who in ("head", "colleague", "director", "trustee", "partner_director", ""):
        shown = page(stage, who)
        assert ("Somebody has looked" in shown) == (who in readers), who
        assert (f'href="/findings/{found.pk}"' in shown) == (who in readers), who


def test_who_writes_is_asked_to_write_down_what_they_found_and_nobody_else(stage: Stage):
    for who, writes in (("head", True), ("director", True), ("trustee", False), ("lead", False), ("", False)):
        assert (WRITE in page(stage, who)) == writes, who


def test_school_on_a_page_says_it_too_without_a_way_to_write(stage: Stage):
    look(stage, "public")
    school, sheet = (page(stage, "head", f"/schools/{stage.school.urn}{end}") for end in ("", "/page"))
    assert sheet.count("Somebody has looked") <= school.count("Somebody has looked") == 1
    assert WRITE not in sheet


def test_bright_spots_say_what_was_made_of_a_signal(stage: Stage):
    look(stage, "public")
    today = f"{timezone.localdate():%-d %B %Y}"
    listed = page(stage, "", f"/bright-spots?outcome={stage.outcome}")
    assert f"Somebody has looked, {today}: it holds." in listed


def test_whom_to_visit_says_behind_which_signals_somebody_has_looked(stage: Stage):
    scope = Scope(open_data=True)
    uids = stage.store.table("schools")["trust_uid"].drop_nulls().unique().sort()
    answers = (signals_trust.get_trust(scope, stage.store, uid) for uid in uids)
    found = next(each for each in answers if visit_table(each) is not None)
    signal, member = next((signal, member) for signal in found.recent for member in signal.members if member.listed)
    one = look(stage, "public", outcome=signal.outcome.key)
    Finding.objects.filter(pk=one.pk).update(urn=member.urn)
    address = f"/trusts/{found.uid}/signals"
    visits = page(stage, "", address).partition('id="visits"')[2].partition("</section>")[0]
    assert f"{signal.outcome.definition.short}: it holds, {timezone.localdate():%-d %B %Y}" in visits
    assert f'href="/findings/{one.pk}"' in visits
    assert "Not yet" not in visits
    writer = page(stage, "director", address).partition('id="visits"')[2].partition("</section>")[0]
    assert ("Not yet" in writer) == (writer.count("<tr>") > 2)  # a heading, and the school where somebody looked


def test_the_newest_finding_that_a_reader_may_read_is_shown(stage: Stage):
    older, newer = look(stage, "public"), look(stage, "trust")
    assert f'href="/findings/{newer.pk}"' in page(stage, "director")
    outside = page(stage, "")
    assert f'href="/findings/{older.pk}"' in outside
    assert f'href="/findings/{newer.pk}"' not in outside


def test_a_page_asks_once_what_was_found_however_many_signals_it_has(stage: Stage, django_assert_num_queries):
    nobody = as_(None)
    addresses = [
        f"/schools/{stage.school.urn}",
        f"/schools/{stage.school.urn}/page",
        f"/bright-spots?outcome={stage.outcome}",
        f"/trusts/{stage.trust.uid}/signals",
    ]
    for address in addresses:
        nobody.get(address)
        look(stage, "public")
        with django_assert_num_queries(1):
            nobody.get(address)
