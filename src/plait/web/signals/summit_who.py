"""Pages of the pack on who the schools are."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from plait.insight.queries.summit import Summit
from plait.organisations.domain import Phase
from plait.web import names, words
from plait.web.figures import PHASE_PLURALS
from plait.web.packs.parts import Page, Table
from plait.web.signals import summit_words

WHO: Final = "Who we are"


def list_who(found: Summit) -> Iterator[Page]:
    """Schools and pupils by phase, every school by name, and those of which the figures say nothing."""
    source = f"The register of schools as in build {found.build}, {summit_words.licence_of(found)}."
    yield _by_phase(found, source=source)
    if found.schools:
        yield Page(
            WHO,
            "Our schools, by name",
            said="Every open school of the trust.",
            source=source,
            table=_by_name(found),
            only="document",
        )
    if found.signals.unjudged:
        rows = tuple((names.show(each.name), words.starting(each.why)) for each in found.signals.unjudged)
        yield Page(
            WHO,
            "Schools of which the figures say nothing",
            said="They are as much part of the day as the others: the figures are silent, not the schools.",
            source=source,
            table=Table(("School", "Why"), rows, (1.0, 1.6)),
        )


def _by_phase(found: Summit, *, source: str) -> Page:
    counts = Counter(each.phase for each in found.schools)
    pupils: Counter[Phase] = Counter()
    for each in found.schools:
        pupils[each.phase] += each.pupils_n or 0
    rows = tuple(
        (words.starting(PHASE_PLURALS[phase]), f"{counts[phase]:,}", f"{pupils[phase]:,}")
        for phase in Phase
        if counts[phase]
    )
    schools = words.count(len(found.schools), "open school")
    said = f"{summit_words.name_of(found)} has {schools} with about {pupils.total():,} pupils."
    return Page(
        WHO,
        f"Who we are: {words.count(len(found.schools), 'school')}",
        said=said,
        source=source,
        lede=said,
        table=Table(("Phase", "Schools", "Pupils"), rows, (2.0, 1.0, 1.0), numbers=(1, 2)) if rows else None,
        foot=_say_joined(found) if rows else "",
    )


def _by_name(found: Summit) -> Table:
    rows = tuple(
        (
            names.show(each.name),
            each.phase.label,
            "not known" if each.pupils_n is None else f"{each.pupils_n:,}",
            "not known" if each.trust_since is None else f"{each.trust_since:%B %Y}",
        )
        for each in found.schools
    )
    return Table(("School", "Phase", "Pupils", "In the trust since"), rows, (2.4, 1.4, 0.8, 1.4), numbers=(2,))


def _say_joined(found: Summit) -> str:
    days = sorted(each.trust_since for each in found.schools if each.trust_since is not None)
    if len(days) < 2:
        return ""
    return f"They joined between {days[0]:%B %Y} and {days[-1]:%B %Y}. Every school is named in the document."
