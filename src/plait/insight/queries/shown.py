"""Which figures can be named as those that would show something, and what each says of a school or a trust.

The one place for both kinds: published indicators (`indicator:ks4_att8`, open data) and measures of one's own
(`own:12`, read as far as the viewer may). What a viewer may not read is as if it were not there.
"""

from collections.abc import Collection, Iterable, Sequence

from plait.indicators.models import OwnMeasure
from plait.indicators.queries import own_measures
from plait.indicators.queries.measures import NoSuchMeasure, list_measures
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import Store
from plait.insight.queries import shown_own, shown_published
from plait.insight.queries.shown_answers import OWN, PREFIX, Choice, ShownFigure
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.visibility import Visibility

_NARROW = {Visibility.ME.value, Visibility.SCHOOL.value}  # what is named in a trust's records is read by the trust


def list_choices(scope: Scope, *, trust: Organisation, school: Organisation | None = None) -> tuple[Choice, ...]:
    """What a trust's records may name, or those of one of its schools: own measures, then published indicators.

    Own measures are those that the whole trust reads: whoever reads the record reads the figure too.
    """
    own = [
        Choice(f"{OWN}{each.pk}", each.name, own=True)
        for each in own_measures.list_measures(scope, trust=trust.pk)
        if _is_nameable(each, trust, school)
    ]
    published = list_measures(scope) if scope.may_read_open_data else {}
    told = (Choice(f"{PREFIX}{key}", each.name, own=False, family=each.family) for key, each in published.items())
    return (*own, *sorted(told, key=lambda each: each.label.casefold()))


def list_unknown(
    scope: Scope, keys: Iterable[str], *, trust: Organisation, school: Organisation | None = None
) -> list[str]:
    """Those of the keys that a record of the trust, or of one of its schools, cannot name."""
    asked = list(dict.fromkeys(keys))
    own, published = shown_own.list_named(scope, asked), load_definitions()
    known = {f"{PREFIX}{each}" for each in published}
    known |= {key for key, each in own.items() if _is_nameable(each, trust, school)}
    return [key for key in asked if key not in known]


def name_keys(scope: Scope, keys: Iterable[str]) -> dict[str, str]:
    """What indicators and measures are called, by key; those that are not known or not readable are left out."""
    asked, published = set(keys), load_definitions()
    names = {key: each.name for key, each in shown_own.list_named(scope, asked).items()}
    found = {key: published.get(key.removeprefix(PREFIX)) for key in asked if key.startswith(PREFIX)}
    return names | {key: each.name for key, each in found.items() if each is not None}


def get_figure(
    scope: Scope,
    store: Store | None,
    key: str,
    *,
    urn: int | None = None,
    uid: int | None = None,
    year: int | None = None,
) -> ShownFigure:
    """One figure of a school (`urn`) or of a trust (`uid`): the latest, or that of a year.

    Raises
    ------
    OpenDataClosed
        If the viewer may not read published figures.
    NoSuchMeasure
        If the key names no indicator, and no measure that the viewer may read.
    """
    return list_shown(scope, store, [key], urn=urn, uid=uid, year=year)[0]


def list_shown(
    scope: Scope,
    store: Store | None,
    keys: Sequence[str],
    *,
    urn: int | None = None,
    uid: int | None = None,
    year: int | None = None,
) -> list[ShownFigure]:
    """Several figures of one school or trust, in the order of the keys; read once for all of them.

    Raises
    ------
    OpenDataClosed, NoSuchMeasure
        As for one.
    """
    if any(key.startswith(PREFIX) for key in keys):
        require_open_data(scope)
    found = figures_of(scope, store, keys, urn=urn, uid=uid, year=year)
    for key in keys:
        if key not in found:
            raise NoSuchMeasure(
                f"“{key}” names no indicator, and no measure that you may read.",
                mend=f"Write {PREFIX} and the id of an indicator, or {OWN} and the number of a measure.",
            )
    return [found[key] for key in keys]


def figures_of(
    scope: Scope,
    store: Store | None,
    keys: Iterable[str],
    *,
    urn: int | None = None,
    uid: int | None = None,
    year: int | None = None,
) -> dict[str, ShownFigure]:
    """Figures of one school or trust by key; what the viewer may not read, or nobody knows, is left out."""
    if (urn is None) == (uid is None):
        raise ValueError("name a school or a trust, and not both")
    if urn is not None:
        return figures_of_schools(scope, store, keys, urns=[urn], year=year)[urn]
    asked = set(keys)
    measures = _published(scope, asked)
    told = {each.key: each for each in map(shown_published.without_build, measures)}
    if measures and store is not None:
        told = shown_published.of_trust(scope, store, measures, uid=uid or 0, year=year)
    return told | {each.key: each for _, each in _own(scope, asked, year=year, uid=uid)}


def figures_at(scope: Scope, store: Store | None, keys: Iterable[str], *, at: Organisation) -> dict[str, ShownFigure]:
    """Figures of an organisation to which people belong, by key: a trust's or a school's."""
    if at.urn is None and at.uid is None:
        return {}
    return figures_of(scope, store, keys, urn=at.urn, uid=at.uid if at.urn is None else None)


def figures_of_schools(
    scope: Scope, store: Store | None, keys: Iterable[str], *, urns: Collection[int], year: int | None = None
) -> dict[int, dict[str, ShownFigure]]:
    """Figures of several schools, by URN and key, with as few questions to the database as for one."""
    asked = set(keys)
    measures = _published(scope, asked)
    empty = {each.key: each for each in map(shown_published.without_build, measures)}
    made: dict[int, dict[str, ShownFigure]] = {urn: dict(empty) for urn in urns}
    if measures and store is not None:
        for (urn, key), each in shown_published.of_schools(scope, store, measures, urns=urns, year=year).items():
            made[urn][key] = each
    for place, each in _own(scope, asked, year=year, urn__in=urns):
        made[place.urn or 0][each.key] = each
    return made


def _is_nameable(measure: OwnMeasure, trust: Organisation, school: Organisation | None) -> bool:
    whose = {trust.pk} if school is None else {trust.pk, school.pk}
    return measure.owner_id in whose and measure.visibility not in _NARROW


def _published(scope: Scope, keys: Collection[str]) -> list[Definition]:
    """The indicators that keys name, for whoever may read published figures."""
    if not scope.may_read_open_data:
        return []
    published = load_definitions()
    ids = sorted(key.removeprefix(PREFIX) for key in keys if key.startswith(PREFIX))
    return [published[each] for each in ids if each in published]


def _own(
    scope: Scope, keys: Collection[str], *, year: int | None, **places: object
) -> list[tuple[Organisation, ShownFigure]]:
    """The measures of one's own that keys name and the viewer may read, of each place that is found."""
    named = shown_own.list_named(scope, keys)
    measures = {key: each for key, each in named.items() if each.visibility not in _NARROW}
    if not measures:
        return []
    found = {each.pk: each for each in Organisation.objects.filter(**places)}
    told = shown_own.of_places(scope, measures, places=found.values(), year=year)
    return [(found[place], each) for (place, _), each in told.items()]
