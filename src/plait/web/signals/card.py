"""The method card of an outcome, in the order in which it is read."""

from dataclasses import dataclass
from typing import Final

from plait.indicators.store.definitions import load_definitions
from plait.insight.lab import found
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Refusal
from plait.insight.queries.signals_cards import Judgement, Provenance, SignalCard, Spread
from plait.web import addresses, figures, words
from plait.web.charts import skill
from plait.web.families import GROUP_TITLES
from plait.web.parts import Cell, Column, Crumb, Fact, Link, Row, Table
from plait.web.signals import card_words as say
from plait.web.signals import sure_lab

_DIGITS: Final = 12  # of a hash, as builds show it
# The pages of the documentation on which each part is explained.
DOCUMENTS: Final = (
    ("Expected results", "docs/methods/expected-results.md"),
    ("Underlying difference", "docs/methods/underlying-difference.md"),
    ("Bright spots", "docs/methods/bright-spots.md"),
    ("What changed", "docs/methods/what-changed.md"),
    ("The lab", "docs/methods/lab.md"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list of name and value."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its sentence and its table."""

    chart: str
    sentence: str
    table: Table


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """What a card says of an outcome that is judged."""

    margin: tuple[str, ...]
    taken: tuple[str, ...]
    skill: Picture
    residual: str
    chance: tuple[str, ...]
    spreads: Table
    memory: tuple[str, ...]
    family: tuple[str, ...]
    years: str
    gaps: tuple[Line, ...]
    breaks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """A method card. `part` is None where the outcome was refused, and `refusal` says why."""

    name: str
    eyebrow: str
    lede: str
    crumbs: tuple[Crumb, ...]
    weak: str
    refusal: Refusal | None
    facts: tuple[Fact, ...]
    inputs: tuple[Link, ...]
    categories: tuple[str, ...]
    unmeasured: tuple[str, ...]
    part: JudgedPart | None
    limits: tuple[str, ...]
    details: tuple[Line, ...]
    documents: tuple[tuple[str, str], ...]
    downloads: tuple[Link, ...]
    next: tuple[Link, ...]


def present(card: SignalCard) -> CardPage:
    """The card of an outcome."""
    outcome, judged = card.outcome, card.judgement
    known = load_definitions()
    inputs = [known[name] for name in (*outcome.context.inputs, *outcome.context.log)]
    return CardPage(
        name=outcome.definition.name,
        eyebrow=f"Method card · {GROUP_TITLES[outcome.group]}",
        lede=say.QUESTION,
        crumbs=(
            Crumb("Methods", addresses.address("methods")),
            Crumb("Outcomes", addresses.address("signal-methods")),
            Crumb(outcome.definition.short),
        ),
        weak=card.skill.sentence if card.skill is not None and card.skill.weak else "",
        refusal=card.refusal,
        facts=() if judged is None else _facts(judged),
        inputs=tuple(Link(each.name, addresses.indicator(each.id)) for each in inputs),
        categories=tuple(say.CATEGORIES[name] for name in outcome.context.categories),
        unmeasured=tuple(words.starting(each) for each in outcome.context.unmeasured),
        part=None if judged is None else _judged(outcome, judged),
        limits=(*outcome.definition.caveats, *sure_lab.say_near_ends(found.read(), outcome)),
        details=_details(card.provenance),
        documents=DOCUMENTS,
        downloads=_downloads(outcome),
        next=_next(outcome),
    )


def _facts(judged: Judgement) -> tuple[Fact, ...]:
    last = judged.skill[-1]
    return (
        Fact(f"{judged.family.asked_n:,}", "schools asked"),
        Fact(f"{judged.family.listed_n:,}", "listed"),
        Fact(words.percent(100 * max(last.explained_rate, 0.0)), "explained by circumstances"),
        Fact(str(len(judged.years)), f"years, the latest {judged.years[-1]}"),
    )


def _judged(outcome: Outcome, judged: Judgement) -> JudgedPart:
    last = judged.skill[-1]
    residual, chance = (say.write_points(outcome, each) for each in (last.residual_sd, last.chance_sd))
    return JudgedPart(
        margin=say.say_margin(outcome, judged),
        taken=say.say_taken(judged.taken),
        skill=_picture(outcome, judged),
        residual=(
            f"What is left over has a spread of {residual} {say.say_unit(outcome)} between schools; luck alone would "
            f"make it {chance}."
        ),
        chance=say.say_chance(outcome, judged),
        spreads=_spreads(outcome, judged),
        memory=(say.say_memory(judged), *say.say_shape(judged), *say.say_scale(judged)),
        family=_family(judged),
        years=words.starting(f"{figures.say_years([year.start for year in judged.years])}."),
        gaps=tuple(Line(str(gap.year), gap.why or "No figures in the files of this build.") for gap in judged.gaps),
        breaks=tuple(Line(f"from {year}", because) for year, because in judged.breaks),
    )


def _picture(outcome: Outcome, judged: Judgement) -> Picture:
    years = tuple(
        skill.Year(each.year, each.explained_rate, each.ceiling_rate, each.schools_n) for each in judged.skill
    )
    chart = skill.Skill(f"What circumstances explain: {outcome.definition.short}", years)
    return Picture(skill.draw(chart), skill.sentence(chart), skill.table(chart))


def _spreads(outcome: Outcome, judged: Judgement) -> Table:
    """How far schools and trusts differ: standard deviations, with what each means."""
    meant = (
        ("Lasts, and never changes", "constant"),
        ("Lasts, and moves slowly", "moving"),
        ("Lasts: both together", "lasting"),
        ("Holds in one year only", "yearly"),
    )

    def cell(spread: Spread, name: str, label: str) -> Cell:
        return Cell(say.write_points(outcome, getattr(spread, name)), number=True, label=label)

    heads = ("Between schools", "Between trusts")
    rows = tuple(
        Row((Cell(text), cell(judged.school, name, heads[0]), cell(judged.trust, name, heads[1])))
        for text, name in meant
    )
    caption = f"Usual size of differences (standard deviation, {say.say_unit(outcome)})"
    return Table(caption, (Column("What"), *(Column(head, number=True) for head in heads)), rows)


def _family(judged: Judgement) -> tuple[str, ...]:
    said = [judged.family.sentence]
    left = [f"{count:,} with {why}" for why, count in judged.not_asked.items()]
    if left:
        said.append(f"Not asked, since their figures cannot bear it: {words.listed(left)}.")
    return tuple(said)


def _details(rests: Provenance) -> tuple[Line, ...]:
    same = rests.build == rests.computed_in
    return (
        Line("Method", f"{rests.method}, code {rests.code[:_DIGITS]}, Plait {rests.plait_version}"),
        Line(
            "Build", rests.build if same else f"{rests.build}, worked out in {rests.computed_in} with the same figures"
        ),
        Line("Run", f"{rests.run}; a later run supersedes it and does not overwrite it"),
        Line("Seed", f"{rests.seed}: nothing is drawn at random; folds follow from the number of the school"),
        Line("Inputs", f"fingerprint {rests.fingerprint[:_DIGITS]}"),
        Line("Who decides", "People. A signal is somewhere to look; nothing follows from it by itself."),
        Line("Data about people", "It uses none. Every figure was published about a whole school."),
    )


def _downloads(outcome: Outcome) -> tuple[Link, ...]:
    kinds = (("CSV", "csv"), ("JSON, as it was kept", "json"), ("Outcomes and circumstances (TOML)", "toml"))
    return tuple(Link(label, addresses.address(f"signal-method-{kind}", outcome.key)) for label, kind in kinds)


def _next(outcome: Outcome) -> tuple[Link, ...]:
    links = (
        Link("How sure are we?", addresses.address("sure")),
        Link("Bright spots in this outcome", addresses.address("bright-spots", outcome=outcome.key)),
        Link("What the figure is", addresses.indicator(outcome.indicator)),
        Link("All outcomes", addresses.address("signal-methods")),
    )
    return tuple(link for link in links if link.url)
