"""What the page of a school shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import Line, School, Spell
from plait.indicators.queries.values import Distribution, Figure
from plait.indicators.store.definition_parts import Definition
from plait.organisations.domain import Phase, Status
from plait.web import addresses, figures, names, words
from plait.web.charts import legend, locator
from plait.web.charts.locator import Land
from plait.web.land import place_of
from plait.web.organisations import figure_rows, sections
from plait.web.organisations.figure_rows import FigureRow, FigureSection, Spreads
from plait.web.organisations.history import Event, present_history
from plait.web.organisations.school_cards import present_cards
from plait.web.parts import Card, Cell, Column, Crumb, Fact, LegendItem, Link, Row, Shown, Tab, Table
from plait.web.signals import school_signals, school_tabs
from plait.web.signals.school_signals import Judged, SignalSection
from plait.web.templatetags.plait import day, month


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before reading on: the school has closed, has moved, or is not open yet."""

    title: str
    text: str
    link: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SchoolPage(Shown):
    """Everything on the page, in the order in which it is read."""

    name: str
    urn: int
    eyebrow: str
    lede: str
    notice: Notice | None
    facts: tuple[Fact, ...]
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]
    signals: SignalSection | None
    signals_note: str
    strips: tuple[FigureRow, ...]
    strip_legend: tuple[LegendItem, ...]
    strip_year: str
    sections: tuple[FigureSection, ...]
    spark_legend: tuple[LegendItem, ...]
    from_predecessors: str
    rest: tuple[Table, ...]
    history: tuple[Event, ...]
    map: SafeString | str
    place: str
    details: tuple[tuple[str, str, str], ...]
    cards: tuple[Card, ...]
    csv_url: str
    silent: str


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What the queries found about a school."""

    school: School
    line: Line
    spells: list[Spell]
    figures: list[Figure]
    spreads: Mapping[tuple[str, int, str], Distribution]
    definitions: Mapping[str, Definition]
    land: Land
    nearest: tuple[int, ...] = ()
    judged: Judged | None = None
    judged_note: str = ""


def present_school(found: SchoolFacts) -> SchoolPage:
    """The page of a school."""
    school, definitions = found.school, found.definitions
    held = {(figure.indicator, figure.year): figure for figure in found.figures if figure.indicator in definitions}
    wanted = [definitions[each] for each in sections.CIRCUMSTANCES if each in definitions]
    spreads = own_spreads_of(found)
    phase = school.phase.value
    own_phase = {(each, year): spread for (each, year, of), spread in found.spreads.items() if of == phase}
    strips = figure_rows.present_strips(wanted, held, own_phase)
    presented = _sections(found, held, spreads)
    shown = {row.id for row in strips} | {row.id for section in presented for row in section.rows}
    those = figures.PHASE_PLURALS[school.phase]
    csv_url = addresses.address("school-csv", school.urn)
    signals = None if found.judged is None else school_signals.present(found.judged, csv_url=csv_url)
    return SchoolPage(
        name=names.show(school.name),
        urn=school.urn,
        eyebrow=say_eyebrow(school),
        lede=_lede(school, signals),
        notice=_notice(found),
        facts=list_facts(school, held, definitions),
        tabs=_tabs(school),
        crumbs=list_crumbs(school),
        signals=signals,
        signals_note=found.judged_note,
        strips=strips,
        strip_legend=(legend.all_schools(f"all {those}"), legend.you()),
        strip_year=_latest_year(strips),
        sections=presented,
        spark_legend=(legend.line("this school"), legend.expected("half of all schools of the phase")),
        from_predecessors=_predecessors(found, held),
        rest=_rest(held, definitions, shown),
        history=present_history(school, found.line, found.spells),
        map=_map(found),
        place=_place(school),
        details=_details(school),
        cards=present_cards(school, nearest=found.nearest, judged=found.judged),
        csv_url=csv_url,
        silent="" if held else "The published files that this site holds have no figures for this school.",
    )


def _tabs(school: School) -> tuple[Tab, ...]:
    is_open, in_trust = school.status is Status.OPEN, school.trust_uid is not None
    return school_tabs.tabs_of(school.urn, current="school", is_open=is_open, in_trust=in_trust)


def _sections(found: SchoolFacts, held: figure_rows.Figures, spreads: Spreads) -> tuple[FigureSection, ...]:
    told = (
        figure_rows.present_section(
            _known(section, found.definitions),
            held=held,
            spreads=spreads,
            definitions=found.definitions,
            urn=found.school.urn,
        )
        for section in sections.RESULTS
    )
    return tuple(section for section in told if section is not None)


def own_spreads_of(found: SchoolFacts) -> Spreads:
    """The spreads to set the school against: those of its phase, or of the phase that a measure is about."""

    def phase_for(indicator: str) -> str:
        definition = found.definitions.get(indicator)
        if definition is None or found.school.phase in definition.phases or not definition.phases:
            return found.school.phase.value
        return definition.phases[0].value

    chosen = {indicator: phase_for(indicator) for indicator in {figure.indicator for figure in found.figures}}
    return {(each, year): spread for (each, year, of), spread in found.spreads.items() if chosen.get(each) == of}


def _known(section: sections.Section, definitions: Mapping[str, Definition]) -> sections.Section:
    return sections.Section(section.id, section.title, tuple(each for each in section.first if each in definitions))


def say_eyebrow(school: School) -> str:
    """The kind of school, its ages, its place and its number."""
    parts = [
        "All-through school"
        if school.all_through
        else "Middle school"
        if school.middle
        else figures.name_phase(school.phase)
    ]
    if school.age_low is not None and school.age_high is not None:
        parts.append(f"ages {school.age_low} to {school.age_high}")
    if school.town or school.la_name:
        parts.append(names.place(school.town or school.la_name or ""))
    return " · ".join([*parts, f"URN {school.urn}"])


def _lede(school: School, signals: SignalSection | None) -> str:
    """Who it is, and what its results come to in its circumstances."""
    return " ".join(part for part in (say_who(school), "" if signals is None else signals.lede) if part)


def say_who(school: School) -> str:
    """What kind of school it is, where, and of which trust."""
    kind = "all-through school" if school.all_through else figures.name_phase(school.phase).lower()
    article = "An" if kind[0] in "aeiou" else "A"
    was = "was " if school.status is Status.CLOSED else ""
    places = list(dict.fromkeys(names.place(part) for part in (school.town, school.la_name) if part))
    where = f" in {', '.join(places)}" if places else ""
    if was:
        return f"{names.show(school.name)} was {article.lower()} {kind}{where}."
    return f"{article} {kind}{where}{_belongs(school)}."


def _belongs(school: School) -> str:
    if school.trust_uid is None:
        if school.academy:
            return ". It is an academy; the files do not say in which trust"
        return "" if school.phase is Phase.INDEPENDENT else ", not in a trust"
    since = ""
    if school.trust_since is not None:
        since = f" since {month(school.trust_since)}" + (
            "" if school.trust_since_kind == "stated" else " at the latest"
        )
    return f", in {names.show(school.trust_name or f'trust {school.trust_uid}')}{since}"


def _notice(found: SchoolFacts) -> Notice | None:
    school = found.school
    after = found.line.after(school.urn)
    if after:
        now = after[-1]
        closed = f" on {day(school.closed)}" if school.closed else ""
        return Notice(
            "This URN has closed",
            f"The register closed URN {school.urn}{closed}. The school goes on as",
            f"{names.show(now.name)} (URN {now.urn})",
            addresses.school(now.urn),
        )
    if school.status is Status.CLOSED:
        when = f"It closed on {day(school.closed)}" if school.closed else "It has closed"
        return Notice("This school has closed", f"{when}, and the register names no school that took its place.")
    if school.status is None:
        return Notice("Perhaps not open", "The files that this site holds do not say whether this school is open.")
    if school.status is Status.PROPOSED:
        return Notice("Not open yet", "The register lists this school as proposed. It has no pupils, and no figures.")
    return None


def list_facts(school: School, held: figure_rows.Figures, definitions: Mapping[str, Definition]) -> tuple[Fact, ...]:
    """The first line of figures, each with its year."""
    facts = []
    if school.pupils_n:
        listed = "" if school.as_at is None else f", register up to {month(school.as_at)}"
        facts.append(Fact(f"{school.pupils_n:,}", f"{'pupil' if school.pupils_n == 1 else 'pupils'}{listed}"))
    labels = {
        "fsm_ever6": "eligible for free school meals in the last six years",
        "eal": "English as an additional language",
    }
    for each in sections.FACTS:
        figure = figure_rows.latest(held, each)
        if figure is not None and figure.value is not None and each in definitions:
            told = f"{labels[each]}, {AcademicYear(figure.year)}"
            facts.append(Fact(figures.write(definitions[each], figure.value), told))
    if school.trust_since is not None:
        before = "in the trust since" if school.trust_since_kind == "stated" else "in the trust by"
        facts.append(Fact(month(school.trust_since), before=before))
    return tuple(facts)


def list_crumbs(school: School) -> tuple[Crumb, ...]:
    """The way to the page."""
    crumbs = [Crumb("Schools", addresses.address("schools"))]
    if school.trust_uid is not None:
        crumbs.append(Crumb(names.show(school.trust_name or "Trust"), addresses.trust(school.trust_uid)))
    elif school.la_name:
        crumbs.append(Crumb(names.place(school.la_name), addresses.address("schools", la=school.la_name)))
    return (*crumbs, Crumb(names.show(school.name)))


def _latest_year(strips: tuple[FigureRow, ...]) -> str:
    used = {note for row in strips for note in row.notes}
    return next(iter(used)) if len(used) == 1 else ""


def _predecessors(found: SchoolFacts, held: figure_rows.Figures) -> str:
    before = {figure.urn for figure in held.values() if figure.value is not None} - {found.school.urn}
    earlier = [school for school in found.line.schools if school.urn in before]
    if not earlier:
        return ""
    told = words.listed([f"{names.show(school.name)} (URN {school.urn})" for school in earlier])
    return f"Some of these figures were published under another URN of the same school: {told}. The tables mark them."


def _rest(held: figure_rows.Figures, definitions: Mapping[str, Definition], shown: set[str]) -> tuple[Table, ...]:
    groups = sections.rest_by_family({indicator for indicator, _ in held}, definitions=definitions, shown=shown)
    tables = []
    for title, group in groups.items():
        rows = []
        for definition in group:
            figure = figure_rows.latest(held, definition.id)
            if figure is None:
                continue
            year = Cell(str(AcademicYear(figure.year)), label="Year")
            name = Cell(definition.name, url=addresses.indicator(definition.id))
            if figure.value is None:
                rows.append(Row((name, Cell(gap=figure.reason, number=True, label="Latest"), year)))
            else:
                rows.append(
                    Row((name, Cell(figures.write(definition, figure.value), number=True, label="Latest"), year))
                )
        columns = (Column("Measure"), Column("Latest", number=True), Column("Year"))
        tables.append(Table(title, columns, tuple(rows), stack=True))
    return tuple(tables)


def _map(found: SchoolFacts) -> SafeString | str:
    here = place_of(found.school)
    if here is None or not found.land.shapes:
        return ""
    return locator.draw(
        locator.Locator(
            f"Where {names.show(found.school.name)} is", found.land, here, where=names.place(found.school.town or "")
        )
    )


def _place(school: School) -> str:
    parts = list(dict.fromkeys(names.place(each) for each in (school.town, school.la_name, school.region) if each))
    if not parts:
        return "The files that this site holds do not say where this school is."
    said = f"In {', '.join(parts)}."
    if school.easting is None:
        said += " They give no coordinates, so it is not on the map, and distances to it are not known."
    return said


def _details(school: School) -> tuple[tuple[str, str, str], ...]:
    trust = names.show(school.trust_name) if school.trust_name else ""
    told = (
        ("Kind of school", school.type or "", ""),
        ("Trust", trust, addresses.trust(school.trust_uid) if school.trust_uid else ""),
        (
            "Local authority",
            names.place(school.la_name or ""),
            addresses.address("schools", la=school.la_name) if school.la_name else "",
        ),
        ("Region", school.region or "", ""),
        ("Postcode", school.postcode or "", ""),
        ("Urban or rural", school.urban_rural or "", ""),
        ("Pupils", {"mixed": "Girls and boys", "girls": "Girls", "boys": "Boys"}.get(school.gender or "", ""), ""),
        ("Religious character", _character(school.religious_character), ""),
        ("Admissions", words.starting(school.admissions or ""), ""),
        (
            "Sixth form",
            {True: "Yes", False: "No"}.get(school.sixth_form, "") if school.sixth_form is not None else "",
            "",
        ),
        (
            "Nursery classes",
            {True: "Yes", False: "No"}.get(school.nursery_provision, "")
            if school.nursery_provision is not None
            else "",
            "",
        ),
        ("Opened", day(school.opened), ""),
        ("LAESTAB", f"{school.laestab // 10_000:03d}/{school.laestab % 10_000:04d}" if school.laestab else "", ""),
    )
    return tuple(line for line in told if line[1])


def _character(text: str | None) -> str:
    """The religious character; a register writes “None” and “Does not apply” for none."""
    return "" if text is None or text.casefold() in {"none", "does not apply"} else text


def links(page: SchoolPage) -> tuple[Link, ...]:
    """The twin of the page for a spreadsheet, and what the measures mean."""
    told = [
        Link("All figures as CSV", page.csv_url),
        Link("What the measures mean", addresses.address("indicators")),
        Link("This page as it prints", addresses.address("school-print", page.urn)),
    ]
    return tuple(link for link in told if link.url)
