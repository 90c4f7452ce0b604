"""Pages of the pack on bright spots, on what schools share, and on what changed."""

from collections.abc import Iterator

from plait.insight.queries.signals_answers import Move, Spot
from plait.insight.queries.signals_trust_answers import Level, Member, TrustSignal
from plait.insight.queries.summit import BrightSpots, Moved, Summit
from plait.web import names, words
from plait.web.packs.parts import Beside, Page, Table
from plait.web.signals import summit_charts, summit_words, trust_words
from plait.web.signals.spots_rows import say_evidence, say_size
from plait.web.signals.summit_charts import Row

BRIGHT, SHARED, CHANGED = "Bright spots", "What our schools share", "What changed"


def list_bright(found: Summit) -> Iterator[Page]:
    """Who has bright spots, by name; then each outcome with its evidence; then what to find out."""
    listing = found.signals.spots
    source = f"Plait, method {found.signals.method}, build {found.build}. How sure are we: /how-sure."
    if not found.bright:
        yield Page(
            BRIGHT,
            "Bright spots in our trust",
            said="No school can be named without too many false flags. That is not the same as no good practice.",
            source=source,
            points=(
                listing.sentence,
                "Small year groups and few years hide more than they show: silence is not “nothing here”.",
                "Colleagues may know of practice that no published figure sees. Ask them.",
            ),
        )
        return
    yield Page(
        BRIGHT,
        "Schools with bright spots, by name",
        said="Each name is a signal that something worth learning from may be happening. Nobody has verified it yet.",
        source=source,
        table=_overview(found),
        foot=f"All outcomes of our trust as one list: {listing.sentence}",
    )
    for each in found.bright:
        yield _bright_page(found, each)
    yield from _questions(found)


def _overview(found: Summit) -> Table:
    by_school: dict[tuple[str, int], list[str]] = {}
    for each in found.bright:
        for spot in each.spots:
            label = summit_words.title_of(each.signal.outcome)
            by_school.setdefault((names.show(spot.name), spot.urn), []).append(label)
    rows = tuple((name, "; ".join(titles)) for (name, _), titles in sorted(by_school.items()))
    return Table(("School", "Likely doing better than its circumstances suggest in"), rows, (1.0, 1.9))


def _bright_page(found: Summit, bright: BrightSpots) -> Page:
    signal = bright.signal
    rows = [Row(each.urn, each.name, each.estimate, each.lo, each.hi) for each in bright.spots]
    title = f"Bright spots: {summit_words.title_of(signal.outcome)}"
    chart = summit_charts.rows_chart(
        signal,
        rows,
        key=f"bright.{signal.outcome.key}",
        what=f"{title}, differences from what would be expected",
        bright=True,
        margin=signal.margin,
        reach=summit_charts.reach_of(rows, least=signal.reach),
    )
    return Page(
        BRIGHT,
        title,
        said=" ".join(
            part
            for part in (
                f"{signal.name}, {signal.year}: {words.count(len(rows), 'school')} likely better than expected.",
                "Higher than we can explain is a signal, not proof: go and see.",
                summit_words.say_skill(signal),
                "To find out:",
                *summit_words.list_questions(signal.outcome),
            )
            if part
        ),
        source=summit_words.source_of(found, signal),
        legend=f"Dot: best estimate. Thick line: where the truth probably lies. Pale band: as expected. "
        f"{summit_words.say_unit(signal.outcome)}",
        charts=(chart,),
        beside=tuple(_beside(signal, each) for each in bright.spots),
    )


def _beside(signal: TrustSignal, spot: Spot) -> Beside:
    return Beside(names.show(spot.name), f"{words.starting(spot.word)}. {say_evidence(signal.outcome, spot)}")


def _questions(found: Summit) -> Iterator[Page]:
    asked: dict[tuple[str, ...], list[str]] = {}
    for each in found.bright:
        label = summit_words.title_of(each.signal.outcome)
        asked.setdefault(summit_words.list_questions(each.signal.outcome), []).append(label)
    for at, (questions, titles) in enumerate(asked.items(), start=1):
        number = f", part {at}" if len(asked) > 1 else ""
        yield Page(
            BRIGHT,
            f"What to find out on a visit{number}",
            said=f"For {words.listed(titles)}.",
            source="Questions to start from; the hosts will know better ones.",
            lede=f"For {words.listed(titles)}",
            points=questions,
        )


def list_shared(found: Summit) -> Iterator[Page]:
    """Outcomes in which several schools differ in the same direction; those of need only where this reader is told."""
    kinds = [("strength", "Shared strengths", "better")]
    if found.signals.needs_told:
        kinds.append(("need", "Shared needs", "less good"))
    for kind, title, side in kinds:
        held = [each for each in found.judged if each.shared == kind and each.mean is not None]
        none = f"No outcome in which several of our schools are clearly {side} than expected."
        yield Page(
            SHARED,
            title,
            said=f"Where several schools are {side} than expected, the trust itself may be part of the reason."
            if held
            else none,
            source=f"Plait, method {found.signals.method}, build {found.build}. How this is judged: /methods/signals.",
            points=tuple(_say_shared(each, worse=kind == "need") for each in held) or (none,),
        )


def _say_shared(signal: TrustSignal, *, worse: bool) -> str:
    mean = "" if signal.mean is None else f" Mean: {trust_words.say_level(signal, signal.mean)}."
    title = words.starting(summit_words.title_of(signal.outcome))
    return f"{title}: {trust_words.say_counted(signal.counted, worse=worse)}.{mean}"


def list_changed(found: Summit) -> Iterator[Page]:
    """How the trust's mean moved; then each outcome with the schools whose level likely moved."""
    yield _means(found)
    if not any(each.rose for each in found.moved):
        yield Page(
            CHANGED,
            "Schools whose level likely rose",
            said="No school can be named: one or two year groups say little.",
            source=f"Plait, method {found.signals.method}, build {found.build}. How sure are we: /how-sure.",
            points=(found.signals.rose.sentence, "Silence is not “no change”: a few year groups say little."),
        )
    for each in found.moved:
        if each.rose:
            yield _moved_page(found, each, fell=False)
        if each.fell and found.signals.needs_told:
            yield _moved_page(found, each, fell=True)


def _means(found: Summit) -> Page:
    rows = []
    for each in found.judged:
        mean = "not known" if each.mean is None else _say_mean(each, each.mean)
        move = each.moves[0] if each.moves else None
        told = "not known" if move is None else f"{trust_words.say_move(each.outcome, move)}, since {move.since}"
        rows.append((words.starting(summit_words.title_of(each.outcome)), mean, told))
    return Page(
        CHANGED,
        "Our trust as a whole: now, and what moved",
        said="The mean of our schools beside what would be expected of each, and how that mean moved.",
        source=f"Plait, method {found.signals.method}, build {found.build}. How this is judged: /methods/signals.",
        table=Table(("Outcome", "Mean of our schools", "Change of that mean"), tuple(rows), (1.3, 1.7, 1.3)),
        foot="Beside what would be expected; in brackets where the truth probably lies. Schools count alike.",
    )


def _say_mean(signal: TrustSignal, mean: Level) -> str:
    return say_size(signal.outcome.definition, mean.estimate, mean.lo, mean.hi)


def _moved_page(found: Summit, moved: Moved, *, fell: bool) -> Page:
    signal, pairs = moved.signal, moved.fell if fell else moved.rose
    rows = [Row(each.urn, each.name, move.change, move.lo, move.hi) for each, move in pairs]
    every = [Row(each.urn, each.name, move.change, move.lo, move.hi) for each, move in (*moved.rose, *moved.fell)]
    title = f"{'Likely fell' if fell else 'Likely rose'}: {summit_words.title_of(signal.outcome)}"
    if signal.outcome.sign < 0:
        title = f"{'Likely worse' if fell else 'Likely better'}: {summit_words.title_of(signal.outcome)}"
    chart = summit_charts.rows_chart(
        signal,
        rows,
        key=f"{'fell' if fell else 'rose'}.{signal.outcome.key}",
        what=f"{title}, change of the underlying level",
        bright=not fell,
        margin=0.0,
        reach=summit_charts.reach_of(every),
    )
    listing = found.signals.fell if fell and found.signals.fell is not None else found.signals.rose
    return Page(
        CHANGED,
        title,
        said=f"{signal.name}: beyond what chance does and beyond what moved for everyone. By name; a large change "
        f"stands no higher than a small one. All changes of our trust as one list: {listing.sentence}",
        source=summit_words.source_of(found, signal),
        legend=f"Dot: how far the level moved, as best we can tell. Thick line: where the truth probably lies. "
        f"{summit_words.say_unit(signal.outcome)}",
        charts=(chart,),
        beside=tuple(_beside_move(signal, each, move) for each, move in pairs),
    )


def _beside_move(signal: TrustSignal, member: Member, move: Move) -> Beside:
    judged = words.starting(trust_words.judge_move(move, sign=signal.outcome.sign))
    return Beside(
        names.show(member.name), f"{judged} since {move.since}: {trust_words.say_move(signal.outcome, move)}."
    )
