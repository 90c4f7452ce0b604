"""Write docs/reference/indicators.md and docs/reference/sources.md from the definitions and the register.

Run `python tools/write_reference.py` after changing either; a test fails where the committed pages differ.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.definition_files import FAMILIES
from plait.indicators.store.definitions import Definition, Origin, load_definitions
from plait.indicators.store.register import Entry, Register, load_register

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
WRITTEN = "<!-- Written by tools/write_reference.py: change the TOML files and run it again. -->"
FAMILY_TITLES = {
    "attainment": "Attainment",
    "progress": "Progress",
    "disadvantage": "Disadvantaged pupils",
    "absence": "Absence",
    "context": "Circumstances",
    "destinations": "Destinations",
    "16-18": "Ages 16 to 18",
    "workforce": "Staffing",
    "finance": "Finance",
    "inspection": "Inspection",
}
STATUS_WORDS = {
    "final": "final",
    "copy": "third party's extract of final figures",
    "provisional": "provisional",
    "sample": "some schools only",
}
POLARITY_WORDS = {"higher": "higher is stronger", "lower": "lower is stronger", "neutral": "neither way is better"}
UNIT_WORDS = {
    "percent": "per cent, 0 to 100",
    "points": "points",
    "score": "score",
    "count": "number",
    "pounds": "pounds",
    "ratio": "ratio",
}
HEADINGS_TOLD = 6


def write_indicators(definitions: Mapping[str, Definition]) -> str:
    """The reference page of the indicators."""
    families = [family for family in FAMILIES if any(d.family == family for d in definitions.values())]
    lines = [
        "# Indicators",
        "",
        WRITTEN,
        "",
        f"Plait knows {len(definitions)} indicators. Each is an entry in `src/plait/indicators/definitions`; adding",
        "one is adding an entry, not code. Where two files give the same figure, the publisher's final file is",
        "believed before a third party's extract of final figures, that before a provisional file, and that before a",
        "file that holds only some schools. A withheld cell of the believed file stays withheld; a merely empty one",
        "gives way. [Missing values](../explanation/missing-values.md) tells why a figure may be missing,",
        "[Sources](sources.md) what the files are.",
        "",
        "| family | indicators |",
        "|---|---|",
    ]
    for family in families:
        own = [f"`{d.id}`" for d in definitions.values() if d.family == family]
        lines.append(f"| {FAMILY_TITLES[family]} | {', '.join(own)} |")
    for family in families:
        lines += ["", f"## {FAMILY_TITLES[family]}"]
        for definition in definitions.values():
            if definition.family == family:
                lines += ["", *_tell_indicator(definition)]
    return "\n".join(lines) + "\n"


def write_sources(register: Register, definitions: Mapping[str, Definition]) -> str:
    """The reference page of the sources."""
    lines = [
        "# Sources",
        "",
        WRITTEN,
        "",
        f"Plait recognises {len(register.entries)} kinds of published file by their headings. Each is an entry in",
        "`src/plait/indicators/sources`; adding one is adding a file, not code.",
    ]
    for entry in register.entries.values():
        lines += ["", *_tell_source(entry, definitions)]
    return "\n".join(lines) + "\n"


def write_pages() -> dict[str, str]:
    """Both pages, by file name."""
    definitions, register = load_definitions(), load_register()
    return {
        "indicators.md": write_indicators(definitions),
        "sources.md": write_sources(register, definitions),
    }


def _tell_indicator(definition: Definition) -> Iterator[str]:
    low, high = definition.plausible
    yield f"### {definition.name}"
    yield ""
    yield f"`{definition.id}`, shown as “{definition.short}”."
    yield ""
    unit, way = UNIT_WORDS[definition.unit], POLARITY_WORDS[definition.polarity]
    yield f"- Unit: {unit}; {definition.decimals} decimals; {way}."
    yield f"- Kind: {definition.kind}. Component: {definition.component}."
    yield f"- Phases: {', '.join(definition.phases)}."
    yield f"- Plausible: {low:,g} to {high:,g}; anything outside is rejected."
    counted = f" Where the file has no column for it: `{definition.cohort_of}`." if definition.cohort_of else ""
    yield f"- Counted over: {definition.cohort}.{counted}"
    yield from (f"- Comparable {_tell_years(s.first, s.last)}: {s.because}" for s in definition.spans)
    yield from (
        f"- No figures {_tell_years(g.first, g.last)} ({g.reason.replace('_', ' ')}): {g.sentence}"
        for g in definition.gaps
    )
    if definition.derived:
        yield f"- Worked out by Plait: {_tell_derived(definition)}."
    yield from (f"- From {_tell_origin(origin)}." for origin in definition.origins)
    yield from (f"- For trusts, from {_tell_origin(origin)}." for origin in definition.trust_origins)
    yield from (f"- Mind: {caveat}" for caveat in definition.caveats)
    yield f"- Owner: {definition.owner}; next review {definition.next_review.isoformat()}."


def _tell_years(first: int, last: int | None) -> str:
    if last is None:
        return f"from {AcademicYear(first)} on"
    return f"in {AcademicYear(first)}" if first == last else f"{AcademicYear(first)} to {AcademicYear(last)}"


def _tell_derived(definition: Definition) -> str:
    if definition.derived is None:
        return ""
    one, other = definition.derived.of
    if definition.derived.kind == "difference":
        return f"`{one}` minus `{other}`"
    times = f"{definition.derived.scale:g} × " if definition.derived.scale != 1 else ""
    return f"{times}`{one}` divided by `{other}`"


def _tell_origin(origin: Origin) -> str:
    parts = [
        f"[{origin.source}](sources.md#{origin.source}), " + " + ".join(f"`{column}`" for column in origin.columns)
    ]
    if origin.lo and origin.hi:
        parts.append(f"interval `{origin.lo}` to `{origin.hi}`")
    if origin.cohort:
        parts.append(f"over `{origin.cohort}`")
    if origin.scale != 1:
        parts.append(f"times {origin.scale:g}")
    if origin.offset:
        parts.append(f"about the year {-origin.offset} years before that of the file")
    if origin.year is not None:
        parts.append(f"about {AcademicYear(origin.year)}")
    if origin.years:
        parts.append(f"files {_tell_years(origin.years[0], origin.years[-1])}")
    parts += [f"rows where `{column}` is {' or '.join(texts)}" for column, texts in origin.where.items()]
    if origin.key == "postcode":
        parts.append("by the postcode of the school")
    return "; ".join([*parts, STATUS_WORDS[origin.status]])


def _tell_source(entry: Entry, definitions: Mapping[str, Definition]) -> Iterator[str]:
    source = entry.source
    headings = entry.recognise.all_of
    more = f" and {len(headings) - HEADINGS_TOLD} more" if len(headings) > HEADINGS_TOLD else ""
    yield f"## {source.id}"
    yield ""
    yield f"{source.title}."
    yield ""
    yield f"- Publisher: {source.publisher}. Licence: {source.licence}."
    yield f"- Page: <{source.page}>. Published: {source.cadence}."
    yield f"- Used for: {', '.join(role.replace('_', ' ') for role in source.roles)}."
    yield f"- Recognised by: {', '.join(f'`{name}`' for name in headings[:HEADINGS_TOLD])}{more}."
    yield f"- Usual names: {', '.join(f'`{name}`' for name in entry.recognise.names) or 'none'}."
    if source.codes:
        yield f"- Codes: {_tell_codes(source.codes)}."
    used = [d.id for d in definitions.values() if any(o.source == source.id for o in (*d.origins, *d.trust_origins))]
    if used:
        yield f"- Indicators: {', '.join(f'`{name}`' for name in used)}."
    yield f"- Owner: {source.owner}; next review {source.next_review.isoformat()}."


def _tell_codes(codes: Mapping[str, Reason | float]) -> str:
    by_meaning: dict[str, list[str]] = {}
    for code, meaning in codes.items():
        words = str(meaning).replace("_", " ") if isinstance(meaning, Reason) else f"the number {meaning:g}"
        by_meaning.setdefault(words, []).append(f"`{code}`" if code else "an empty cell")
    return "; ".join(f"{', '.join(own)} {_mean(own)} {words}" for words, own in by_meaning.items())


def _mean(codes: Iterable[str]) -> str:
    return "mean" if len(list(codes)) > 1 else "means"


def main() -> int:
    """Write both pages; say what was written."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in write_pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"wrote {(REFERENCE / name).relative_to(REFERENCE.parents[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
