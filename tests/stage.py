"""People of two trusts of the fictional sector, and a school with a signal."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from plait.core.home import Home
from plait.indicators.services import register
from plait.indicators.store.reader import Store, open_current
from plait.insight.queries import signals
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.web import context
from tests.people import make_member


@dataclass(frozen=True)
class Stage:
    store: Store
    school: Organisation
    trust: Organisation
    partner: Organisation
    outcome: str
    need: str
    head: Person
    colleague: Person
    director: Person
    trustee: Person
    lead: Person
    partner_director: Person


@pytest.fixture
def stage(fictional_home: Home, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Stage]:
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    context.forget_served_builds()
    store = open_current(fictional_home)
    schools = store.table("schools")
    for row in schools.iter_rows(named=True):
        if row["status"] == "open" and row["trust_uid"] and row["phase"] in {"primary", "secondary"}:
            found = signals.get_school(Scope(open_data=True, needs_everywhere=True), store, row["urn"]).signals
            judged = [each for each in found if each.listed and each.word is not None and not each.needs]
            needing = [each for each in found if each.needs and each.word not in {None, "as expected"}]
            if judged and needing:
                break
    other = next(uid for uid in schools["trust_uid"].drop_nulls().unique().sort() if uid != row["trust_uid"])
    school = register.adopt_school(store, urn=row["urn"])
    trust, partner = register.adopt_trust(store, uid=row["trust_uid"]), register.adopt_trust(store, uid=other)
    yield Stage(
        store=store,
        school=school,
        trust=trust,
        partner=partner,
        outcome=judged[0].outcome.key,
        need=needing[0].outcome.key,
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        director=make_member(trust, "director", name="Ama Osei"),
        trustee=make_member(trust, "trustee", name="Margaret Lowe"),
        lead=make_member(trust, "data_protection_lead", name="Iqbal Rahman"),
        partner_director=make_member(partner, "director", name="Owen Marsh"),
    )
    context.forget_served_builds()
