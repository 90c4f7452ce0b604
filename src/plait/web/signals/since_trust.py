"""What the page of a trust since joining shows: the mean, the path, every school, and what to know first."""

from dataclasses import dataclass

from plait.core.years import AcademicYear
from plait.indicators.queries.trusts import Trust
from plait.insight.queries.trajectory_answers import LEVEL, NotFollowed, Standing, TrustTrajectory
from plait.web import addresses, names, words
from plait.web.charts import legend
from plait.web.parts import Card, Crumb, Fact, LegendItem, Link, Option, Tab, Table
from plait.web.signals import (
    since_cautions,
    since_choices,
    since_method,
    since_path,
    since_rows,
    since_words,
    trust_tabs,
)
from plait.web.signals.since_choices import Choice, Group
from plait.web.signals.since_method import Again, Refusal
from plait.web.signals.since_path import PathFigure
from plait.web.signals.since_rows import Reason, SchoolRow


@dataclass(frozen=True, slots=True)
class TrustSincePage:
    """Everything on the page, in the order in which it is read."""

    name: str
    title: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    action: str
    phases: tuple[Option, ...]
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    refusal: Refusal | None
    readings: tuple[str, ...]
    path: PathFigure | None
    path_legend: tuple[LegendItem, ...]
    unit: str
    scale: tuple[str, str, str]
    row_legend: tuple[LegendItem, ...]
    rows: tuple[SchoolRow, ...]
    reasons: tuple[Reason, ...]
    table: Table | None
    cautions: tuple[str, ...]
    neighbours: tuple[str, ...]
    again: Again | None
    links: tuple[Link, ...]
    cards: tuple[Card, ...]


def present(trust: Trust, choice: Choice, found: TrustTrajectory | NotFollowed) -> TrustSincePage:
    """The page of a trust in one outcome and phase."""
    told = found if isinstance(found, TrustTrajectory) else None
    name = names.show(trust.name)
    path = since_path.draw(since_path.make_path(told)) if told else None
    return TrustSincePage(
        name=name,
        title=f"Since joining {name}: have its schools moved further than their neighbours?",
        lede=_lede(told, name) if told else "As far as the files of this site tell, nobody can say yet.",
        crumbs=trust_tabs.crumbs_of(trust.uid, name=name, here="Since joining"),
        tabs=trust_tabs.tabs_of(trust.uid, current="since"),
        action=addresses.address("trust-since", trust.uid),
        phases=since_choices.list_phases(choice),
        groups=since_choices.group_outcomes(choice),
        facts=_facts(told) if told else (),
        refusal=_refusal(found),
        readings=tuple(_readings(told)) if told else (),
        path=path,
        path_legend=since_path.list_legend(),
        unit=since_words.unit_of(told) if told else "",
        scale=_scale(told) if told else ("", "", ""),
        row_legend=(
            legend.best("the school, as best we can tell"),
            legend.interval(),
            legend.exactly("as its neighbours"),
            legend.middle("mean of the trust"),
        ),
        rows=since_rows.list_rows(told) if told else (),
        reasons=since_rows.list_reasons(told) if told else (),
        table=since_rows.make_table(told) if told and told.schools else None,
        cautions=tuple(since_cautions.list_sentences(told)) if told else (),
        neighbours=tuple(since_method.say_neighbours(told)) if told and told.counted_n else (),
        again=since_method.make_again(told, choice, of="what “Download CSV” gives, to the byte") if told else None,
        links=since_method.list_links(
            told, csv=addresses.address("trust-since-csv", trust.uid, outcome=choice.outcome) if told else ""
        ),
        cards=_cards(trust, seen=told is not None and told.counted_n > 1),
    )


def _lede(found: TrustTrajectory, name: str) -> str:
    """One careful sentence."""
    schools = since_words.say_schools(len(found.schools), found.phase)
    if found.pooled is None:
        whom = f"none of the {schools}" if len(found.schools) > 1 else f"the {schools}"
        verb = "could be" if len(found.schools) > 1 else "could not be"
        return f"Nobody can say yet: {whom} that joined {name} {verb} followed in {found.outcome.short}."
    low, high = found.pooled.interval(LEVEL)
    n, of = found.counted_n, len(found.schools)
    whose = (
        f"the {schools} that joined" if n == of else f"the {n if n > 1 else 'one'} of {schools} that could be followed"
    )
    moved = since_words.say_moved(found, found.pooled.difference, many=n > 1)
    ends = since_words.say_ends(found, low, high)
    return (
        f"{since_words.title_of(found)}: {whose} {moved}; the"
        f" truth probably lies between {ends}, {since_words.judge(low, high)}; {since_words.say_agreement(found)}."
    )


def _facts(found: TrustTrajectory) -> tuple[Fact, ...]:
    of, n = len(found.schools), found.counted_n
    facts = [Fact(f"{n} of {of}", "schools counted")]
    left = sum(each.standing is Standing.LEFT for each in found.schools)
    closed = sum(each.standing is Standing.CLOSED for each in found.schools)
    if left:
        facts.append(Fact(str(left), "left the trust"))
    if closed:
        facts.append(Fact(str(closed), "closed"))
    if found.years:
        first, last = AcademicYear(found.years[0]), AcademicYear(found.years[-1])
        facts.append(Fact(f"{first} to {last}", before="results held from"))
    return tuple(facts)


def _refusal(found: TrustTrajectory | NotFollowed) -> Refusal | None:
    if isinstance(found, NotFollowed):
        return Refusal(found.what, found.why, found.mend)
    if found.pooled is None:
        mend = "Below stand all its schools, each with its reason."
        return Refusal("There is no figure for this trust", found.refusal, mend)
    return None


def _readings(found: TrustTrajectory) -> list[str]:
    """The two readings with their figures, and what to make of them."""
    if found.pooled is None:
        return []
    low, high = found.pooled.interval(LEVEL)
    told = [
        (
            "Beside neighbours: the level after joining less the level before it, less the same for schools in like"
            f" circumstances. {words.starting(since_words.say(found, found.pooled.difference))}, from"
            f" {since_words.say_range(found, low, high)}; {words.count(found.counted_n, 'school')}."
        )
    ]
    second = "Beside schools with the same results before: what schools that did not join went on to reach."
    if found.alike is None:
        return [*told, f"{second} Too few schools have the same years, so it was not made."]
    low, high = found.alike.interval(LEVEL)
    told.append(
        f"{second} {words.starting(since_words.say(found, found.alike.difference))}, from"
        f" {since_words.say_range(found, low, high)}; {words.count(found.alike.schools_n, 'school')}."
    )
    return told


def _scale(found: TrustTrajectory) -> tuple[str, str, str]:
    """The ends and the middle of the scale of the rows."""
    reach, write = since_words.reach_of(found), since_words.writer_of(found)
    low, high = (write(end).removesuffix(".0").removesuffix(".00") for end in (-reach, reach))
    return low, "0", high


def _cards(trust: Trust, *, seen: bool) -> tuple[Card, ...]:
    told = (
        Card(
            "Go and see",
            "Figures cannot say what was done. If this is to become a case study, visit two schools that moved and one"
            " that did not.",
            addresses.trust(trust.uid) if seen else "",
            "See its schools",
            strand="capability",
        ),
        Card(
            "Where it stands now",
            "Since joining is one question. How its schools stand in their circumstances today is another.",
            addresses.address("trust-signals", trust.uid),
            "See its signals",
        ),
        Card(
            "How such a figure can mislead",
            "Luck, small numbers, and why a bad year is mostly followed by a better one.",
            addresses.address("sure"),
            "How sure are we?",
        ),
    )
    return tuple(card for card in told if card.url)
