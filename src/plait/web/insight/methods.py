"""What the method cards show: each recipe after the pattern of an algorithmic transparency record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.store.definitions import load_definitions
from plait.insight.domain import Constraint, ConstraintKind, Evidence, Recipe, Unit, in_sentence
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.method_cards import Card, CardStability
from plait.web import addresses, words
from plait.web.charts import weight
from plait.web.families import GROUP_TITLES
from plait.web.insight.sureness import say_status
from plait.web.parts import Cell, Column, Crumb, Fact, Link, Row, Table
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class Input:
    """One input: what it is, its weight as a bar and in words, and what to know about it."""

    label: str
    url: str
    from_words: str
    bar: SafeString | str
    weight: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the record."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodPage:
    """A method card, in the order in which it is read."""

    id: str
    name: str
    eyebrow: str
    lede: str
    status: str
    crumbs: tuple[Crumb, ...]
    facts: tuple[Fact, ...]
    why: str
    steps: tuple[str, ...]
    inputs: tuple[Input, ...]
    scaled: str
    rules: tuple[Line, ...]
    evidence: tuple[str, ...]
    evidence_table: Table | None
    stability: tuple[str, ...]
    limits: tuple[str, ...]
    details: tuple[Line, ...]
    toml_url: str


@dataclass(frozen=True, slots=True)
class MethodSummary:
    """A recipe on the list of methods."""

    name: str
    url: str
    text: str
    under: str
    pill: str


@dataclass(frozen=True, slots=True)
class OutcomeShelf:
    """The outcomes of one phase that are judged, with their cards."""

    title: str
    links: tuple[Link, ...]


def present_outcomes(outcomes: Sequence[Outcome]) -> tuple[OutcomeShelf, ...]:
    """The outcomes that are judged, phase by phase."""
    found = []
    for group, title in GROUP_TITLES.items():
        mine = [outcome for outcome in outcomes if outcome.group == group]
        links = tuple(Link(each.definition.short, addresses.address("signal-method", each.key)) for each in mine)
        if links:
            found.append(OutcomeShelf(title, links))
    return tuple(found)


def present_list(cards: Sequence[Card]) -> tuple[MethodSummary, ...]:
    """Every recipe, with what it is for and whose it is; Plait's own come first."""
    told = []
    for card in sorted(cards, key=lambda card: bool(say_status(card.recipe))):
        recipe = card.recipe
        inferred = bool(say_status(recipe))
        under = [f"version {recipe.version}", f"{recipe.k} neighbours", f"{_count_inputs(recipe)} inputs"]
        if card.stability is not None:
            things = "trusts" if recipe.unit is Unit.TRUST else "schools"
            under.append(f"{card.stability.matched_n:,} {things} can be matched in this build")
        told.append(
            MethodSummary(
                name=recipe.name,
                url=addresses.address("method", recipe.id),
                text=card.what,
                under=" · ".join(under),
                pill=recipe.status if inferred else "",
            )
        )
    return tuple(told)


def present_card(card: Card, *, weights: Mapping[str, float]) -> MethodPage:
    """A method card; `weights` are the shares of the weight by input, as they work out in the build."""
    recipe = card.recipe
    years = words.listed([str(year) for year in card.years])
    held = f"{years} in this build." if years else "No year in this build has them all."
    return MethodPage(
        id=recipe.id,
        name=recipe.name,
        eyebrow="Method card",
        lede=card.what,
        status=say_status(recipe),
        crumbs=(Crumb("Methods", addresses.address("methods")), Crumb(recipe.name)),
        facts=_facts(card),
        why=recipe.why,
        steps=card.steps,
        inputs=_inputs(card, weights),
        scaled=f"Each difference is divided by {recipe.scaling.divisor}.",
        rules=_rules(recipe),
        evidence=_evidence(recipe),
        evidence_table=_evidence_table(recipe),
        stability=_stability(card.stability, recipe=recipe, current=bool(card.years)),
        limits=recipe.limits,
        details=(
            Line("Status", (words.starting(recipe.status) + (f". {recipe.source}" if recipe.source else "."),)),
            Line("Version", (recipe.version,)),
            Line("Owner", (recipe.owner,)),
            Line("Next review", (day(recipe.next_review),)),
            Line("Years it can be based on", (held,)),
            Line(
                "Who decides", ("People. A neighbour is somebody to talk to; nothing follows from a list by itself.",)
            ),
            Line("Data about people", ("It uses none. Every figure was published about a whole school.",)),
        ),
        toml_url=addresses.address("method-toml", recipe.id),
    )


def _facts(card: Card) -> tuple[Fact, ...]:
    recipe = card.recipe
    facts = [
        Fact(str(recipe.k), "neighbours"),
        Fact(_count_inputs(recipe), "inputs"),
        Fact(recipe.version, "", "version"),
    ]
    if card.stability is not None:
        things = "trusts" if recipe.unit is Unit.TRUST else "schools"
        facts.append(Fact(f"{card.stability.matched_n:,}", f"{things} can be matched"))
    return tuple(facts)


def _count_inputs(recipe: Recipe) -> str:
    """How many inputs a match has: “6”, or “9 or 10” where it depends on the year basis."""
    counts = {len(recipe.characteristics_of(year)) for year in recipe.years.choices or (None,)}
    return " or ".join(str(n) for n in sorted(counts))


def _inputs(card: Card, weights: Mapping[str, float]) -> tuple[Input, ...]:
    recipe = card.recipe
    plain = {item.id: item.weight / recipe.weights_sum for item in recipe.characteristics}
    shares = {item.id: weights.get(item.id, 0.0 if weights else plain[item.id]) for item in recipe.characteristics}
    heaviest = max(shares.values(), default=0.0)
    told = []
    for item, read in zip(recipe.characteristics, card.inputs, strict=True):
        notes = list(read.caveats)
        if read.years:
            notes.insert(0, f"On the {words.listed([str(year) for year in read.years])} basis only.")
        if read.scale is not None:
            notes.insert(0, f"Divided by {read.scale:g}.")
        used = not weights or item.id in weights
        drawn = weight.draw(weight.Weight(item.label, shares[item.id], heaviest)) if used else ""
        told.append(
            Input(
                label=item.label,
                url=addresses.indicator(item.indicator) if item.indicator else "",
                from_words=words.listed(read.definitions) if read.definitions else "From the register of schools",
                bar=drawn,
                weight=words.percent(100 * shares[item.id], places=1) if used else "other years",
                notes=tuple(notes),
            )
        )
    order = sorted(range(len(told)), key=lambda at: -shares[recipe.characteristics[at].id])
    return tuple(told[at] for at in order)


def _rules(recipe: Recipe) -> tuple[Line, ...]:
    rules = [
        Line("Who can be a neighbour", (f"{words.starting(recipe.pool.sentence)}.",)),
        Line("Where a figure is missing", (recipe.missing,)),
    ]
    said = tuple(_say_rule(rule) for rule in recipe.constraints)
    if said:
        rules.append(Line("What must agree", said))
    if recipe.judged:
        definitions = load_definitions()
        judged = words.listed([in_sentence(definitions[each].name) for each in recipe.judged])
        rules.append(Line("What it may never use", (f"The results that are looked at afterwards: {judged}.",)))
    return tuple(rules)


def _say_rule(rule: Constraint) -> str:
    if rule.kind is ConstraintKind.EXACT:
        return f"{words.starting(rule.label)}: must be the same."
    if rule.kind is ConstraintKind.PREFERRED:
        return f"{words.starting(rule.label)}: of the {rule.among} nearest, those that agree come first."
    return f"{words.starting(rule.label)}: {rule.penalty:g} is added to the squared distance where it differs."


def _evidence(recipe: Recipe) -> tuple[str, ...]:
    said = [_say_evidence(found) for found in recipe.evidence]
    if recipe.agreement:
        said.append(recipe.agreement)
    if not said:
        said.append("The weights are a judgement; no outcome was used to choose them.")
    return tuple(said)


def _say_evidence(found: Evidence) -> str:
    name = in_sentence(load_definitions()[found.outcome].name)
    return (
        f"In {found.schools_n:,} schools that the fit had not seen, the inputs of {AcademicYear(found.inputs_year)} "
        f"explain {words.percent(100 * found.explained)} of the differences in {name} in {AcademicYear(found.year)}. "
        f"What they leave unexplained is typically {words.number(found.residual_sd, places=1)} {found.unit}. "
        f"{found.note}"
    ).strip()


def _evidence_table(recipe: Recipe) -> Table | None:
    if not recipe.evidence:
        return None
    definitions = load_definitions()
    rows = tuple(
        Row(
            (
                Cell(definitions[found.outcome].name, url=addresses.indicator(found.outcome)),
                Cell(str(AcademicYear(found.year)), label="Year"),
                Cell(str(AcademicYear(found.inputs_year)), label="Inputs of"),
                Cell(words.percent(100 * found.explained), number=True, label="Explained"),
                Cell(f"{found.schools_n:,}", number=True, label="Schools"),
            )
        )
        for found in recipe.evidence
    )
    columns = (
        *(Column("Outcome"), Column("Year"), Column("Inputs of")),
        *(Column("Explained in unseen schools", number=True), Column("Schools", number=True)),
    )
    return Table("What the inputs explain", columns, rows, caption_hidden=True, stack=True)


def _stability(known: CardStability | None, *, recipe: Recipe, current: bool) -> tuple[str, ...]:
    if known is None:
        return (
            "Not worked out for this build: “plait neighbours build” does it."
            if current
            else "This build does not hold the inputs of this recipe.",
        )
    things = "trusts" if recipe.unit is Unit.TRUST else "schools"
    said = [
        f"{known.matched_n:,} of the {known.pool_n:,} {things} in the pool can be matched on the {known.year} basis."
    ]
    if known.jitter_rate is not None:
        said.append(
            f"When each weight moves by about a fifth and each figure within its rounding, "
            f"{words.percent(100 * known.jitter_rate)} of a list stays, on average over {known.sample_n} {things}."
        )
    for pair, rate in known.years_rate.items():
        before, after = (AcademicYear(int(year)) for year in pair.split("→"))
        said.append(f"From the {before} basis to the {after} basis {words.percent(100 * rate)} of a list stays.")
    return tuple(said)
