"""The pack of a summit as it is written: cover, pages, data, and the note that lies with them."""

from plait.insight.queries.summit import Summit
from plait.web import words
from plait.web.packs.parts import Pack
from plait.web.signals import summit_data, summit_pages, summit_words


def present(found: Summit) -> Pack:
    """Everything that the deck, the document and the data are written from."""
    pages = summit_pages.list_pages(found)
    name = summit_words.name_of(found)
    lines = _lines(found)
    return Pack(
        name=f"summit-{found.trust.uid}",
        title=name,
        subtitle="School summit: trends and bright spots",
        lines=lines,
        said="These figures say where to look. What works, and why, is for the people in the room to find out.",
        source=f"Build {found.build}.",
        stamp=found.built_at,
        pages=pages,
        sheets=summit_data.list_sheets(found, pages),
        readme=_readme(found, name=name),
    )


def _lines(found: Summit) -> tuple[str, ...]:
    lines = [
        f"{words.starting(words.count(len(found.schools), 'school'))}, published figures to {found.period}",
        f"Build {found.build}, of {found.built_at.day} {found.built_at:%B %Y}",
    ]
    if found.fictional:
        lines.append("Every school here is made up")
    if found.signals.needs_told:
        lines.append("Holds what schools may need: only for people of the trust who are entitled to it")
    return tuple(lines)


def _readme(found: Summit, *, name: str) -> str:
    told = (
        "It also says which schools may need support, and is only for people who are entitled to that.\n"
        if found.signals.needs_told
        else ""
    )
    return (
        f"{name}: the data of the pack for a school summit\n\n"
        f"Build {found.build}, figures to {found.period}, method {found.signals.method}.\n"
        f"Licence of the published figures: {summit_words.licence_of(found)}.\n{told}\n"
        f"summit-{found.trust.uid}.xlsx has one sheet for each file in the folder csv:\n"
        "schools        the open schools of the trust\n"
        "trends         each year of the outcomes that are drawn: published, and expected with its range\n"
        "differences    how far each school is from what would be expected, with interval\n"
        "bright-spots   those that are likely better than their circumstances suggest: signals, not verdicts\n"
        "changes        how far the underlying level of each school moved\n"
        "since-joining  each school since it joined, beside its neighbours over the same years\n"
        "charts         every figure of every chart, as it is drawn\n"
        "sources        where the published figures come from\n\n"
        "Rows stand by outcome and by name, never by size. The order of two schools whose intervals overlap is mostly "
        "luck.\n"
    )
