"""Frameworks and their editions: what they say, and the components by which records are ordered."""

from functools import lru_cache

from django.db.models import Q

from plait.core.errors import NotThere
from plait.framework.domain import ComponentName, ComponentText, FrameworkText, Kind, Named, StrandText, name_components
from plait.framework.files import MAIN, read_shipped
from plait.framework.models import Component, Edition, Strand
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import Kind as OrganisationKind
from plait.organisations.roles import May

_CACHED = 32  # editions whose text is held


class NoSuchFramework(NotThere):
    """A framework or an edition that is not there, or not for this viewer."""


def list_components(framework: str = MAIN) -> tuple[ComponentName, ...]:
    """The components of a framework's edition in use, in order.

    Where the database holds no edition yet, they are those that Plait ships.
    """
    return name_components(_text_in_use(framework))


def component_choices(
    framework: str = MAIN, *, kept: str = "", edition: int | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The components as grouped choices of a form: strand, then key and name.

    `kept`: the component of a record that was written under `edition`; it stays a choice where it is gone since.
    """
    text = _text_in_use(framework)
    found = [(strand.name, [(each.key, each.name) for each in strand.components]) for strand in text.strands]
    if kept and kept not in {each.key for each in text.components}:
        found.append(("As it was written", [(kept, name_component(kept, edition=edition, framework=framework))]))
    return found


def find_component(key: str, *, framework: str = MAIN) -> ComponentName | None:
    """The component of a key in the edition in use."""
    return next((each for each in list_components(framework) if each.key == key), None)


def name_component(key: str, *, edition: int | None = None, framework: str = MAIN) -> str:
    """The name of a component under the edition in which a record was written; its key where neither edition has it."""
    if edition is not None:
        found = Edition.objects.filter(framework__key=framework, number=edition).values_list("pk", "digest").first()
        names = {} if found is None else {each.key: each.name for each in _read_cached(*found).components}
        if key in names:
            return names[key]
    now = find_component(key, framework=framework)
    return key if now is None else now.name


def get_edition_number(framework: str = MAIN) -> int:
    """The number of the edition in use, which a record keeps beside its component; 1 while none is in the database."""
    found = Edition.objects.filter(framework__key=framework).values_list("number", flat=True).first()
    return found or 1


def list_frameworks(scope: Scope) -> list[Edition]:
    """The edition in use of every framework that the viewer may read; the one by which Plait is ordered first."""
    found = Edition.objects.filter(_readable(scope)).select_related("framework__owner")
    newest: dict[int, Edition] = {}
    for each in found.order_by("framework", "-number"):
        newest.setdefault(each.framework_id, each)
    return sorted(newest.values(), key=lambda each: (each.framework.key != MAIN, each.name))


def list_editions(scope: Scope, *, framework: str) -> list[Edition]:
    """Every edition of a framework, newest first.

    Raises
    ------
    NoSuchFramework
        If there is none that the viewer may read.
    """
    found = list(
        Edition.objects.filter(_readable(scope), framework__key=framework).select_related(
            "framework__owner", "imported_by"
        )
    )
    if not found:
        raise NoSuchFramework(
            "There is no such framework here.",
            why=f"“{framework}” is not the key of a framework that you may read.",
            mend="Go to the list of frameworks and choose one there.",
        )
    return found


def get_edition(scope: Scope, *, framework: str, number: int | None = None) -> Edition:
    """One edition; the one in use, where no number is given.

    Raises
    ------
    NoSuchFramework
        If there is none that the viewer may read.
    """
    editions = list_editions(scope, framework=framework)
    for each in editions:
        if number is None or each.number == number:
            return each
    raise NoSuchFramework(
        f"There is no edition {number} of this framework.",
        why=f"Its editions are numbered from 1 to {editions[0].number}.",
        mend="Choose one of the editions that are listed with it.",
    )


def may_change(scope: Scope, edition: Edition) -> bool:
    """Whether the viewer brings in editions: whoever runs the site, or decides for the trust whose own it is."""
    if scope.organisations_where(May.OPERATE):
        return True
    return edition.framework.owner_id in deciding(scope)


def list_owners(scope: Scope) -> list[Organisation]:
    """The trusts for which the viewer may bring in a framework of their own."""
    return list(Organisation.objects.filter(pk__in=deciding(scope), kind=OrganisationKind.TRUST.value))


def deciding(scope: Scope) -> frozenset[int]:
    """The trusts for which the viewer decides; whoever decides in a school does not decide for its trust."""
    held = (each for each in scope.standings if each.school is None and each.may(May.DECIDE))
    return frozenset(each.trust for each in held if each.trust is not None)


def read_edition(edition: Edition) -> FrameworkText:
    """What an edition says, whole."""
    return _read_cached(edition.pk, edition.digest)


def _text_in_use(framework: str) -> FrameworkText:
    found = Edition.objects.filter(framework__key=framework).values_list("pk", "digest").first()
    if found is not None:
        return _read_cached(*found)
    shipped = {each.key: each for each in read_shipped()}
    if framework in shipped:
        return shipped[framework]
    raise NoSuchFramework(
        "There is no such framework here.",
        why=f"“{framework}” is not the key of a framework.",
        mend="Go to the list of frameworks and choose one there.",
    )


@lru_cache(maxsize=_CACHED)
def _read_cached(number: int, digest: str) -> FrameworkText:  # noqa: ARG001 the digest tells editions of one number apart
    edition = Edition.objects.select_related("framework").get(pk=number)
    held: dict[int, list[ComponentText]] = {}
    for each in Component.objects.filter(edition=edition):
        text = ComponentText(each.key, each.name, each.descriptor, tuple(each.prompts), Named(each.named))
        held.setdefault(each.strand_id, []).append(text)
    strands = tuple(
        StrandText(each.key, each.name, each.descriptor, Named(each.named), tuple(held.get(each.pk, ())))
        for each in Strand.objects.filter(edition=edition)
    )
    return FrameworkText(
        key=edition.framework.key,
        name=edition.name,
        kind=Kind(edition.kind),
        about=edition.about,
        source=edition.source,
        note=edition.note,
        strands=strands,
    )


def _readable(scope: Scope) -> Q:
    """What everybody has, and what is of a trust in which the viewer reads or decides."""
    return Q(framework__owner=None) | Q(framework__owner__in=scope.trusts_where(May.READ_TRUST))
