"""A record of every kind, shared with another trust until a day: read there, alone, and not a moment longer."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from plait.core import clock
from plait.core.models import AuditEntry
from plait.goals.evidence import EntrySaid
from plait.goals.models import Entry, Goal, Priority
from plait.goals.services import evidence
from plait.organisations import shareable
from plait.organisations.models import Organisation, Share
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries import shared_records
from plait.organisations.queries.visibility import type_of
from plait.organisations.services import sharing
from plait.organisations.services.authority import scope_of
from plait.organisations.services.sharing import NotShared
from plait.organisations.shareable import Shareable
from plait.organisations.visibility import Visibility
from tests.access.actors import Sample

pytestmark = [pytest.mark.django_db]
KINDS = {each.word: each for each in shareable.list_kinds()}
PARTNER = "director of a stranger trust"
OPEN = re.compile(r"/(schools|trusts|methods)(/\d+)?$")  # pages of published figures
AGREE = Callable[..., Share]


def find(sample: Sample, kind: Shareable) -> TenantedRecord:
    """A record of the trust that its people read."""
    model = apps.get_model(kind.record_type)
    assert issubclass(model, TenantedRecord)
    found = model.objects.filter(trust=sample.trust, visibility=Visibility.TRUST.value).order_by("pk").first()
    assert found is not None
    return found


@pytest.fixture
def share(sample: Sample) -> AGREE:
    """Share with the other trust, for ten days, and let it accept."""
    partner = Organisation.objects.get(name="Stranger trust")

    def agree(record: TenantedRecord, *, accept: bool = True) -> Share:
        made = sharing.share_with(
            record,
            partner=partner,
            until=clock.today() + dt.timedelta(days=10),
            purpose="Peer review.",
            label=str(record)[:120],
            by=sample.people["director"],
        )
        return sharing.accept(made, by=sample.people[PARTNER]) if accept else made

    return agree


@pytest.fixture
def partner(sample: Sample) -> Client:
    """The browser of the other trust's director; of the matrix's own, each answers from what it asked before."""
    client = Client()
    client.force_login(sample.people[PARTNER])
    return client


def main_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"(?s).*<main|</main>.*", "", answer.content.decode())


def read_everywhere(sample: Sample) -> frozenset[tuple[str, str]]:
    """Every record of the trust that the other trust's director may read, by type and number."""
    pairs = []
    for kind in KINDS.values():
        model = apps.get_model(kind.record_type)
        within = model._default_manager.filter(trust=sample.trust).exclude(visibility__in=["sector", "public"])
        pairs += [(kind.record_type, str(number)) for number in within.values_list("pk", flat=True)]
    return shared_records.find_readable(scope_of(sample.people[PARTNER]), pairs=pairs)


@pytest.mark.parametrize("word", KINDS)
def test_a_shared_record_is_read_alone_until_it_ends(word: str, sample: Sample, partner: Client, share: AGREE):
    kind = KINDS[word]
    record = find(sample, kind)
    path = kind.page(record.pk, trust=sample.trust.uid)
    assert partner.get(path).status_code == 404
    share(record, accept=False)
    assert read_everywhere(sample) == frozenset()
    made = sharing.accept(Share.objects.latest("pk"), by=sample.people[PARTNER])
    links = {each for each in re.findall(r'href="(/[^"#]+)', main_of(partner, path)) if not OPEN.match(each)}
    assert {link: partner.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert read_everywhere(sample) == {(kind.record_type, str(record.pk))}
    by = PARTNER if word in {"decision", "goal", "measure"} else "director"
    sharing.end(made, because="Done.", by=sample.people[by])
    assert partner.get(path).status_code == 404
    assert read_everywhere(sample) == frozenset()


def test_a_shared_priority_says_nothing_of_the_goal_that_it_serves(sample: Sample, partner: Client, share: AGREE):
    record = find(sample, KINDS["priority"])
    assert isinstance(record, Priority)
    record.goal = Goal.objects.filter(trust=sample.trust, state="in_force").first()
    assert record.goal is not None
    record.save()
    share(record)
    told = main_of(partner, f"/priorities/{record.pk}")
    assert record.title in told
    assert record.goal.title not in told
    own = Client()
    own.force_login(sample.people["colleague"])
    assert record.goal.title in main_of(own, f"/priorities/{record.pk}")


def test_the_last_day_ends_it_by_itself(sample: Sample, partner: Client, share: AGREE, monkeypatch: pytest.MonkeyPatch):
    record = find(sample, KINDS["decision"])
    made = share(record)
    path = f"/alignment/{record.pk}"
    Share.objects.filter(pk=made.pk).update(until=clock.today() + dt.timedelta(days=1))
    assert partner.get(path).status_code == 200
    Share.objects.filter(pk=made.pk).update(until=clock.today())
    assert partner.get(path).status_code == 404


def test_the_register_leads_both_sides_to_what_is_in_force_and_the_partner_to_nothing_else(
    sample: Sample, partner: Client, share: AGREE
):
    own = Client()
    own.force_login(sample.people["director"])
    records = {word: find(sample, kind) for word, kind in KINDS.items()}
    pages = {word: KINDS[word].page(each.pk, trust=sample.trust.uid) for word, each in records.items()}
    made = {word: share(each, accept=word != "goal") for word, each in records.items()}
    sharing.end(made["evidence"], because="Done.", by=sample.people["director"])
    ours, theirs = main_of(own, "/sharing"), main_of(partner, "/sharing")
    assert [word for word, page in pages.items() if f'href="{page}"' not in ours] == []
    assert {word for word, page in pages.items() if f'href="{page}"' not in theirs} == {"goal", "evidence"}


def test_every_page_of_a_record_offers_to_share_it_to_those_who_agree_on_sharing(sample: Sample):
    director, analyst = Client(), Client()
    director.force_login(sample.people["director"])
    analyst.force_login(sample.people["analyst"])
    for word, kind in KINDS.items():
        if word in {"finding", "model"}:  # which have forms of their own
            continue
        record = find(sample, kind)
        page, link = kind.page(record.pk, trust=sample.trust.uid), f'href="/share/{word}/{record.pk}"'
        assert link in main_of(director, page), page
        assert link not in main_of(analyst, page), page


def test_a_director_shares_a_decision_on_its_page_and_the_trust_reads_on(sample: Sample):
    director, colleague = Client(), Client()
    director.force_login(sample.people["director"])
    colleague.force_login(sample.people["colleague"])
    record = find(sample, KINDS["decision"])
    partner = Organisation.objects.get(name="Stranger trust")
    path = f"/share/decision/{record.pk}"
    token = re.search(r'name="token" value="([^"]+)"', main_of(director, path))
    assert token is not None
    told = {"partner": partner.pk, "until": clock.today() + dt.timedelta(days=30), "purpose": "", "token": token[1]}
    assert director.post(path, told).status_code == 422
    told["purpose"] = "They begin with the same programme."
    assert director.post(path, told).status_code == 303
    assert director.post(path, told).status_code == 303  # handed in twice
    made = Share.objects.get(record_type="goals.decision", record_id=str(record.pk))
    assert (made.partner, made.owner, made.label) == (partner, sample.trust, f"Alignment decision: {record}")
    assert "Stranger trust" in main_of(director, path)
    assert colleague.get(f"/alignment/{record.pk}").status_code == 200
    assert AuditEntry.objects.filter(action="sharing.marked", record_id=str(record.pk)).count() == 1


@pytest.mark.parametrize(("visibility", "why"), [("me", "own trust does not read it"), ("sector", "reads it already")])
def test_what_nobody_or_everybody_reads_is_not_offered(sample: Sample, visibility: str, why: str, share: AGREE):
    record = find(sample, KINDS["decision"])
    type(record)._default_manager.filter(pk=record.pk).update(visibility=visibility, keeper=sample.people["director"])
    with pytest.raises(NotShared, match=why):
        share(record)


def test_what_is_shared_stays_so_when_it_is_changed_or_decided(sample: Sample, share: AGREE):
    entry = find(sample, KINDS["evidence"])
    assert isinstance(entry, Entry)
    share(entry)
    entry.refresh_from_db()
    said = EntrySaid(title=entry.title, says="Another thing.", source="A study")
    evidence.revise(entry, said=said, visibility=Visibility.TRUST, version=entry.version, by=sample.people["director"])
    assert ("goals.entry", str(entry.pk)) in read_everywhere(sample)


def test_what_comes_with_plait_is_not_there_to_be_shared(sample: Sample):
    director = Client()
    director.force_login(sample.people["director"])
    shipped = Entry.objects.filter(owner=None).first()
    assert shipped is not None
    assert director.get(f"/share/evidence/{shipped.pk}").status_code == 404


def test_every_kind_of_record_that_people_write_may_be_shared():
    records = {type_of(each) for each in apps.get_models() if issubclass(each, TenantedRecord)}
    assert records == {each.record_type for each in KINDS.values()}
