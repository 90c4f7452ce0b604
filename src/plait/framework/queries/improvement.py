"""Trusts' improvement models, as far as the viewer may read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from plait.core.errors import NotAllowed, NotThere
from plait.framework.answers import NAMES, Content, Part
from plait.framework.models import ImprovementModel, ModelPart, ModelVersion
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May


class NoSuchModel(NotThere):
    """An improvement model that is not there, or that this viewer may not read: the answer is the same."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The improvement model of a trust with what it says."""

    trust: Organisation
    model: ImprovementModel
    content: Content


def find_model(scope: Scope, *, uid: int) -> ImprovementModel | None:
    """The improvement model of a trust, if there is one that the viewer may read."""
    found = limit(
        ImprovementModel.objects.select_related("owner", "trust", "keeper", "edition__framework"), scope=scope
    )
    return found.filter(owner__uid=uid).first()


def get_model(scope: Scope, *, uid: int) -> ImprovementModel:
    """The improvement model of a trust.

    Raises
    ------
    NoSuchModel
        If there is none that the viewer may read.
    """
    found = find_model(scope, uid=uid)
    if found is None:
        raise NoSuchModel(
            "There is no improvement model of this trust here.",
            why="It has not been written, or it was not shared with you.",
            mend="Go to the trust’s page.",
        )
    return found


def get_trust_to_write(scope: Scope, *, uid: int) -> Organisation:
    """The trust, for whoever writes for it.

    Raises
    ------
    NoSuchModel
        If nobody of the viewer's trusts has this number.
    NotAllowed
        If the viewer reads it, and does not write for it.
    """
    trust = find_own_trust(scope, uid=uid)
    if trust is None:
        get_model(scope, uid=uid)
    elif may_write(scope, trust):
        return trust
    raise NotAllowed(
        "You cannot change this improvement model.",
        why="It is written by people of the trust’s central team.",
        mend="Ask somebody there; the trust’s page says who they are.",
    )


def find_own_trust(scope: Scope, *, uid: int) -> Organisation | None:
    """A trust within which the viewer belongs, by its UID."""
    own = {each.trust for each in scope.standings if each.trust is not None}
    return Organisation.objects.filter(pk__in=own, kind=Kind.TRUST.value, uid=uid).first()


def may_write(scope: Scope, trust: Organisation) -> bool:
    """Whether the viewer writes for the trust."""
    return scope.may_at(May.WRITE, organisation=trust.pk, trust=trust.pk)


def may_decide(scope: Scope, trust: Organisation) -> bool:
    """Whether the viewer decides for the trust, who else reads its model among other things."""
    return scope.may_at(May.DECIDE, organisation=trust.pk, trust=trust.pk)


def get_content(scope: Scope, *, model: ImprovementModel) -> Content:
    """What a model says now, through its own record."""
    return _read(scope, [model]).get(model.pk, Content(model.motto, {}))


def list_versions(scope: Scope, *, model: ImprovementModel) -> list[ModelVersion]:
    """The versions that were kept, newest first."""
    allowed = limit(ImprovementModel.objects.filter(pk=model.pk), scope=scope)
    return list(ModelVersion.objects.filter(model__in=allowed).select_related("by", "edition__framework"))


def list_shared(scope: Scope, *, uids: frozenset[int] | None = None, beside: int | None = None) -> list[Shared]:
    """The models that the viewer may read, by trust; `uids`: of these trusts alone; `beside`: all but this one."""
    found = limit(ImprovementModel.objects.select_related("owner", "edition__framework"), scope=scope)
    if uids is not None:
        found = found.filter(owner__uid__in=uids)
    models = list(found.exclude(owner__uid=beside) if beside is not None else found)
    contents = _read(scope, models)
    shared = [Shared(each.owner, each, contents[each.pk]) for each in models if each.pk in contents]
    return sorted(shared, key=lambda each: (each.trust.name, each.model.pk))


def _read(scope: Scope, models: Iterable[ImprovementModel]) -> dict[int, Content]:
    held = {each.pk: each for each in models}
    allowed = limit(ImprovementModel.objects.filter(pk__in=held), scope=scope)
    parts: dict[int, dict[str, Part]] = {}
    for each in ModelPart.objects.filter(model__in=allowed):
        texts = {name: getattr(each, name) for name in NAMES}
        parts.setdefault(each.model_id, {})[each.component] = Part(**texts, version=each.version)
    return {number: Content(held[number].motto, told) for number, told in parts.items()}
