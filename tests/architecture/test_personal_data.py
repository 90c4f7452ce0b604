"""Every field of every table is declared: personal, with purpose, lawful basis and retention, or not personal."""

from typing import ClassVar

import pytest
from django.apps import apps
from django.db.models import Model

from plait.core.apps import read_model
from plait.core.personal import Basis, Declared, Retention, declarations, find_declaration

MODELS = sorted(apps.get_models(), key=lambda model: model._meta.label)


def list_fields(model: type[Model]) -> set[str]:
    """The columns of a table and its many-to-many links, but for a row number that the database gives."""
    columns = {field.name for field in model._meta.concrete_fields if not (field.auto_created and field.primary_key)}
    return columns | {field.name for field in model._meta.many_to_many}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_of_the_model_is_declared(model):
    declared = find_declaration(model._meta.label)
    undeclared = sorted(list_fields(model) - (declared.fields if declared else set()))
    assert undeclared == [], (
        f"{model._meta.label}: say of each whether it is personal, in `personal` or `impersonal` beside the model, "
        "or through plait.core.personal.declare in the declarations.py of the app that brings it."
    )


@pytest.mark.parametrize("declaration", declarations(), ids=lambda declaration: declaration.model)
def test_nothing_is_declared_that_is_not_there(declaration):
    model = apps.get_model(declaration.model)
    named = list_fields(model) | {model._meta.pk.name}
    assert sorted(declaration.fields - named) == []


@pytest.mark.parametrize("declaration", declarations(), ids=lambda declaration: declaration.model)
def test_every_personal_field_says_what_it_is_for_and_whom_it_is_about(declaration):
    model = apps.get_model(declaration.model)
    for name, declared in declaration.personal.items():
        assert len(declared.purpose) > 10, name
        assert isinstance(declared.basis, Basis), name
        assert declared.retention.days >= 0, name
        if declared.of:  # a lookup that the database can follow
            assert str(model._base_manager.filter(**{declared.of: 0}).query)


def test_the_test_sees_an_undeclared_field():
    entry = apps.get_model("core.AuditEntry")
    declared = find_declaration("core.AuditEntry")
    assert declared is not None
    assert list_fields(entry) == declared.fields
    assert list_fields(entry) - (declared.fields - {"actor"}) == {"actor"}


def test_declarations_of_abstract_bases_are_gathered():
    from plait.core.concurrency import Versioned

    kept = Declared("Trying what is gathered", Basis.CONSENT, Retention("created", 1, "delete"))

    class Told(Versioned):
        personal: ClassVar = {"words": kept}
        impersonal = ("urn",)

        class Meta:
            abstract = True

    personal, impersonal = read_model(Told)
    assert personal == {"words": kept}
    assert impersonal == {"urn", "version"}
