"""Organisations that people belong to."""

from collections.abc import Iterable

from django.db.models import Q

from plait.core.errors import NotThere
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, RoleName
from plait.organisations.roles import Kind, May


class NoSuchOrganisation(NotThere):
    """An organisation that is not there, or that this viewer may not know of."""


def get_organisation(scope: Scope, *, number: int) -> Organisation:
    """An organisation to which the viewer belongs, directly or through its trust.

    Raises
    ------
    NoSuchOrganisation
        If there is none, or it is out of the viewer's reach: the answer is the same.
    """
    found = Organisation.objects.select_related("parent").filter(pk=number).first()
    if found is None or not _within_reach(scope, found):
        raise NoSuchOrganisation(
            "There is no such organisation here.",
            why="The number is not known, or you do not belong to it.",
            mend="Go back to your own page, and choose from there.",
        )
    return found


def list_mine(scope: Scope) -> list[Organisation]:
    """The organisations to which the viewer belongs, by name."""
    return list(Organisation.objects.filter(pk__in=[each.organisation for each in scope.standings]))


def list_trusts(scope: Scope, *what: May) -> list[Organisation]:
    """The trusts within which the viewer may do one of these, or to which they belong where none is named; by name."""
    if what:
        numbers = frozenset[int]().union(*(scope.trusts_where(each) for each in what))
    else:
        numbers = frozenset(each.trust for each in scope.standings if each.trust is not None)
    return list(Organisation.objects.filter(pk__in=numbers, kind=Kind.TRUST.value).order_by("name", "pk"))


def list_where(scope: Scope, what: May) -> list[Organisation]:
    """The organisations at which the viewer may do something: those they belong to, and those within their trusts."""
    direct = scope.organisations_where(what)
    lent = set() if what is May.READ_SCHOOL else _trusts_above(scope, what)
    return list(Organisation.objects.filter(Q(pk__in=direct) | Q(pk__in=lent) | Q(parent__in=lent)))


def _trusts_above(scope: Scope, what: May) -> set[int]:
    return {each.trust for each in scope.standings if each.school is None and each.trust and each.may(what)}


def _within_reach(scope: Scope, organisation: Organisation) -> bool:
    if May.OPERATE in {what for each in scope.standings for what in each.role.may}:
        return True
    own = {each.organisation for each in scope.standings}
    trusts = {each.trust for each in scope.standings if each.trust is not None}
    return organisation.pk in own or (organisation.trust_id in trusts and _not_only_inside(scope, organisation))


def _not_only_inside(scope: Scope, organisation: Organisation) -> bool:
    """Whether a membership that reaches beyond its school covers the organisation."""
    return any(
        each.trust == organisation.trust_id and not (each.role.stays_inside and each.school is not None)
        for each in scope.standings
    )


def list_adopted(kind: Kind) -> dict[int, int]:
    """URNs or UIDs that people belong to, and the organisation of each. For following the register only."""
    column = "urn" if kind is Kind.SCHOOL else "uid"
    return dict(Organisation.objects.filter(kind=kind.value).values_list(column, "pk"))


def find_names(scope: Scope, *, numbers: Iterable[int]) -> dict[int, str]:
    """Names of organisations by number, for lines that the viewer was allowed to read in another way."""
    if not scope.belongs:
        return {}
    return dict(Organisation.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


def list_role_names(scope: Scope) -> dict[str, str]:
    """What the viewer's trust calls roles, by role; of the first trust by number, for who belongs to several."""
    trusts = sorted({each.trust for each in scope.standings if each.trust is not None}, reverse=True)
    names = RoleName.objects.filter(organisation__in=trusts).values_list("organisation", "role", "name")
    ordered = sorted(names, key=lambda line: trusts.index(line[0]))
    return {role: name for _, role, name in ordered}
