"""How a trust improves its schools: writing it, two at once, versions that stay, and carrying it forward."""

from dataclasses import replace

import pytest

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.framework import answers
from plait.framework.answers import Content, Part, describe_changes, from_json, say_coverage, to_json
from plait.framework.files import MAIN, read_shipped
from plait.framework.models import ImprovementModel, ModelPart
from plait.framework.queries import frameworks, improvement, needing
from plait.framework.services import frameworks as bringing
from plait.framework.services import improvement as writing
from plait.framework.services.improvement import NotSaved
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.framework.trusts import Trust, make_northbridge

pytestmark = pytest.mark.django_db


def content_of(trust: Trust) -> Content:
    return improvement.get_content(trust.scope, model=trust.model)


def without_networks() -> None:
    """A next edition of the framework: networks are gone, and something new stands in their place."""
    text = next(each for each in read_shipped() if each.key == MAIN)
    strands = list(text.strands)
    kept = tuple(each for each in strands[1].components if each.key != "networks")
    new = replace(strands[1].components[0], key="communities", name="Communities")
    strands[1] = replace(strands[1], components=(*kept, new))
    bringing.take_in(replace(text, strands=tuple(strands)), by=None)


def test_what_is_written_is_read_within_the_trust_and_by_nobody_else(trust: Trust):
    stranger = make_northbridge("Southbridge")
    uid = trust.trust.uid or 0
    assert improvement.get_model(scope_of(trust.head), uid=uid) == trust.model
    assert improvement.find_model(scope_of(stranger.director), uid=uid) is None
    assert improvement.find_model(scope_of(trust.trustee), uid=uid) is None
    with pytest.raises(improvement.NoSuchModel):
        improvement.get_model(scope_of(stranger.director), uid=uid)


@pytest.mark.database
def test_a_model_is_begun_once_however_often_it_is_asked_for(trust: Trust):
    assert writing.begin(trust.trust, by=trust.analyst) == trust.model
    assert ImprovementModel.objects.count() == 1


def test_a_head_reads_it_and_does_not_write_it(trust: Trust):
    with pytest.raises(NotAllowed):
        writing.write(trust.model, parts={"evaluation": Part(how="By post.")}, by=trust.head)
    with pytest.raises(NotAllowed):
        writing.begin(make_northbridge("Eastbridge").trust, by=trust.head)


def test_only_the_answers_that_changed_are_saved_and_the_trail_names_their_components(trust: Trust):
    now = content_of(trust)
    parts = {
        "evidence-use": now.part("evidence-use"),
        "networks": replace(now.part("networks"), open="The tasks they set."),
    }
    assert writing.write(trust.model, parts=parts, by=trust.director) == 1
    assert AuditEntry.objects.latest("id").content["after"] == {"components": ["networks"]}
    assert ModelPart.objects.get(component="networks").by == trust.director


@pytest.mark.database
def test_whoever_writes_over_what_they_have_not_read_is_told_with_both_texts(trust: Trust):
    read = content_of(trust).part("networks")
    writing.write(trust.model, parts={"networks": replace(read, how="Fifteen networks.")}, by=trust.director)
    with pytest.raises(Conflict) as told:
        writing.write(trust.model, parts={"networks": replace(read, how="Twelve networks.")}, by=trust.analyst)
    assert told.value.theirs == {"networks-how": "Fifteen networks."}
    assert told.value.yours == {"networks-how": "Twelve networks."}
    assert content_of(trust).part("networks").how == "Fifteen networks."


def test_two_who_begin_the_same_part_lose_nothing(trust: Trust):
    writing.write(trust.model, parts={"evaluation": Part(how="By visits.")}, by=trust.director)
    with pytest.raises(Conflict):
        writing.write(trust.model, parts={"evaluation": Part(how="By survey.")}, by=trust.analyst)


def test_a_component_of_another_edition_is_refused(trust: Trust):
    with pytest.raises(NotSaved, match="communities"):
        writing.write(trust.model, parts={"communities": Part(how="They meet.")}, by=trust.analyst)


def test_who_writes_does_not_open_it_beyond_the_trust_who_decides_does(trust: Trust):
    told = {"exception": True, "motto": "Small steps.", "version": trust.model.version}
    with pytest.raises(NotAllowed):
        writing.change_readers(trust.model, visibility=Visibility.SECTOR, by=trust.analyst, **told)
    trust.model.refresh_from_db()
    writing.change_readers(trust.model, visibility=Visibility.SECTOR, by=trust.director, **told)
    stranger = make_northbridge("Southbridge")
    shared = improvement.list_shared(scope_of(stranger.director), beside=stranger.trust.uid)
    assert [(each.trust.name, each.content.motto) for each in shared] == [(trust.trust.name, "Small steps.")]
    assert improvement.find_model(scope_of(trust.trustee), uid=trust.trust.uid or 0) is not None


def test_a_model_is_never_one_persons_alone(trust: Trust):
    with pytest.raises(NotSaved):
        writing.change_readers(
            trust.model, visibility=Visibility.ME, exception=False, motto="", version=1, by=trust.director
        )


def test_a_kept_version_stays_as_it_was_and_tells_what_changed_since(trust: Trust):
    first = writing.keep(trust.model, note="Summer", by=trust.analyst)
    now = content_of(trust)
    writing.write(trust.model, parts={"networks": replace(now.part("networks"), how="Fifteen.")}, by=trust.analyst)
    writing.write(trust.model, parts={"evaluation": Part(how="By visits.")}, by=trust.analyst)
    names = {each.key: each.name for each in frameworks.list_components()}
    changes = describe_changes(from_json(first.content), content_of(trust), names=names)
    assert [(each.where, each.what, each.before, each.after) for each in changes] == [
        ("Evaluation", "How we do it here: written", "", "By visits."),
        ("Networks and collective expertise", "How we do it here: rewritten", "Fourteen networks.", "Fifteen."),
    ]


def test_a_version_is_not_kept_twice_nor_of_nothing(trust: Trust):
    writing.keep(trust.model, note="", by=trust.analyst)
    with pytest.raises(NotSaved, match="Nothing has changed since version 1"):
        writing.keep(trust.model, note="", by=trust.analyst)
    empty = make_northbridge("Southbridge")
    with pytest.raises(NotSaved, match="Nothing is written yet"):
        writing.keep(empty.model, note="", by=empty.analyst)


def test_a_model_stays_under_its_edition_until_it_is_carried_forward(trust: Trust):
    without_networks()
    trust.model.refresh_from_db()
    assert trust.model.edition.number == 1
    carried = writing.carry_forward(trust.model, moves={"networks": "communities"}, by=trust.analyst)
    assert carried.edition.number == 2
    assert content_of(trust).part("communities").how == "Fourteen networks."
    kept = improvement.list_versions(trust.scope, model=trust.model)[0]
    assert (kept.edition.number, from_json(kept.content).part("networks").how) == (1, "Fourteen networks.")
    with pytest.raises(NotSaved, match="already"):
        writing.carry_forward(carried, moves={}, by=trust.analyst)


def test_a_model_behind_the_edition_in_use_waits_for_those_who_write_it_and_for_nobody_else(trust: Trust):
    assert needing.list_behind(trust.scope) == []
    without_networks()
    (item,) = needing.list_behind(scope_of(trust.analyst))
    assert item.url == f"/trusts/{trust.trust.uid}/model/look-after"
    assert needing.list_behind(scope_of(trust.head)) == []
    writing.carry_forward(trust.model, moves={}, by=trust.analyst)
    assert needing.list_behind(scope_of(trust.analyst)) == []


def test_a_component_is_named_as_under_the_edition_of_its_record(trust: Trust):
    without_networks()
    assert frameworks.name_component("networks", edition=1) == "Networks and collective expertise"
    assert frameworks.name_component("communities", edition=1) == "Communities"
    assert frameworks.name_component("networks", edition=2) == "networks"
    assert frameworks.find_component("networks") is None


def test_what_goes_to_a_component_that_has_words_stands_under_them(trust: Trust):
    without_networks()
    writing.carry_forward(trust.model, moves={"networks": "evidence-use"}, by=trust.analyst)
    part = content_of(trust).part("evidence-use")
    assert (part.how, part.words) == ("We read the studies.\n\nFourteen networks.", "Read, then ask.")


def test_what_goes_nowhere_stays_in_the_kept_version_alone(trust: Trust):
    without_networks()
    writing.carry_forward(trust.model, moves={}, by=trust.analyst)
    assert "networks" not in content_of(trust).parts
    assert "networks" in improvement.list_versions(trust.scope, model=trust.model)[0].content["parts"]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "Nothing is written yet."),
        ({"evaluation": Part(how="By visits.")}, "1 of 12 components begun."),
        (
            {"evaluation": Part(how="a", common="b", open="c", evidence="d", working_out="e")},
            "1 of 12 components begun, 1 with every question answered.",
        ),
    ],
)
def test_coverage_says_how_much_is_written_and_nothing_else(parts: dict[str, Part], told: str):
    assert say_coverage(Content("", parts), frameworks.list_components()) == told


def test_what_a_version_keeps_is_read_to_the_same(trust: Trust):
    content = content_of(trust)
    again = from_json(to_json(content))
    assert {key: part.texts for key, part in again.parts.items()} == {
        key: part.texts for key, part in content.parts.items()
    }
    assert answers.describe_changes(content, again, names={}) == ()
