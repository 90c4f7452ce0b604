"""Frameworks as versioned data: what is shipped, what is brought in, and components by which records are ordered."""

import hashlib
from dataclasses import replace

import pytest

from plait.framework.domain import Kind, Named
from plait.framework.files import MAIN, BadFramework, read_shipped, read_toml, write_toml
from plait.framework.models import Edition, Framework
from plait.framework.queries import frameworks
from plait.framework.services import frameworks as service

pytestmark = pytest.mark.django_db


def shipped(key: str = MAIN):
    return next(each for each in read_shipped() if each.key == key)


def test_three_strands_of_four_components_are_there_in_a_fresh_database():
    components = frameworks.list_components()
    assert [each.strand for each in components] == ["goals"] * 4 + ["capability"] * 4 + ["initiatives"] * 4
    assert components[2].key == "evidence-use"
    assert Edition.objects.get(framework__key=MAIN).shipped


def test_they_are_there_even_before_an_edition_is():
    Edition.objects.all().delete()
    assert len(frameworks.list_components()) == 12
    assert frameworks.get_edition_number() == 1


def test_choices_of_a_form_are_grouped_by_strand():
    choices = frameworks.component_choices()
    assert [strand for strand, _ in choices] == [
        "Curate clear goals",
        "Build capability & capacity",
        "Implement improvement initiatives",
    ]
    assert ("evidence-use", "Evidence use") in choices[0][1]


def test_every_component_has_a_descriptor_and_questions_and_says_where_its_name_is_from():
    for each in shipped().components:
        assert each.descriptor.endswith(".")
        assert len(each.prompts) >= 3
        assert each.named in {Named.PUBLISHED, Named.WORKING}


@pytest.mark.parametrize("key", [MAIN, "inspection-areas", "trust-quality"])
def test_a_framework_written_as_a_file_is_read_to_the_same(key: str):
    assert read_toml(write_toml(shipped(key))) == shipped(key)


def test_loading_what_is_shipped_again_brings_nothing_new():
    before = Edition.objects.count()
    assert service.load_shipped() == []
    assert Edition.objects.count() == before == 3


def test_how_a_text_is_set_makes_no_new_edition():
    typed = write_toml(replace(shipped(), note="")).replace("’", "'")
    assert typed != write_toml(replace(shipped(), note=""))
    Edition.objects.filter(framework__key=MAIN).update(digest=hashlib.sha256(typed.encode()).hexdigest())
    assert service.load_shipped() == []


def test_an_operators_edition_is_not_replaced_by_what_is_shipped():
    changed = replace(shipped(), name="Renamed")
    service.take_in(changed, by=None)
    assert service.load_shipped() == []
    assert frameworks.get_edition_number() == 2
    assert Framework.objects.get(key=MAIN).editions.first().name == "Renamed"


def test_the_same_text_again_is_no_new_edition():
    first = service.take_in(replace(shipped(), about="Other words."), by=None)
    assert service.take_in(replace(shipped(), about="Other words.", note="again"), by=None).pk == first.pk


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('key = "a"\nname = "A', "not TOML"),
        ('key = "a"\nname = "A"\n', "0 components"),
        ('key = "A b"\nname = "A"\n[[strands]]\nkey="s"\nname="S"\n[[strands.components]]\nkey="c"\nname="C"', "“A b”"),
        ('key = "a"\nname = "A"\nsecret = 1\n', "“secret” in the top"),
        ('key = "a"\nname = "A"\n[[strands]]\nkey="s"\nname="S"\n', "0 components"),
        ('key = "a"\nname = "A"\nkind = "league"\n', "it may be"),
    ],
)
def test_a_file_that_cannot_stand_is_refused_by_name(content: str, told: str):
    with pytest.raises(BadFramework, match=told):
        read_toml(content)


def test_two_components_of_one_key_are_refused():
    strand = shipped().strands[0]
    doubled = replace(strand, components=(*strand.components, strand.components[0]))
    with pytest.raises(BadFramework, match="Two components have the key"):
        service.take_in(replace(shipped(), kind=Kind.QUALITY, strands=(doubled,)), by=None)
