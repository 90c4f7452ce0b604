"""What the pages of one self-evaluation show: the whole on one side, and a domain on one screen."""

from dataclasses import dataclass

from plait.goals.evaluating import State, Term, summarise
from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.queries.evaluating_reading import Line, Other, Part, Reading
from plait.insight.queries.shown_answers import Told
from plait.organisations.visibility import Visibility
from plait.web import names, words
from plait.web.addresses import address
from plait.web.parts import Crumb, Link
from plait.web.shown import StoodView, draw, say_place
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class LineView:
    """One statement, as it is read."""

    row: int
    text: str
    level: str
    sure: str
    since: str
    looked: bool
    evidence: str
    changed: str
    help_wanted: bool
    before: tuple[str, ...]
    others: tuple[str, ...]
    differs: tuple[str, ...]
    figures: tuple[StoodView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """One domain."""

    number: int
    name: str
    url: str
    told: str
    progress: str
    done: bool
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole."""

    number: int
    school: str
    term: str
    definition: Link
    lede: str
    reads: str
    parts: tuple[PartView, ...]
    differs_n: int
    closed: str
    terms: tuple[Link, ...]


def present(reading: Reading, *, terms: list[SelfEvaluation]) -> PageView:
    """The whole of one term."""
    one = reading.evaluation
    parts = tuple(present_part(each, reading) for each in reading.parts)
    return PageView(
        number=one.pk,
        school=names.show(one.owner.name),
        term=words.starting(reading.term.label),
        definition=Link(one.definition.title, address("quality-definition", one.definition_id)),
        lede=_lede(reading),
        reads=_say_readers(one),
        parts=parts,
        differs_n=sum(bool(line.differs) for part in parts for line in part.lines),
        closed=f"Closed on {day(one.closed_on)}" if one.closed_on else "",
        terms=tuple(_term(each) for each in terms if each.pk != one.pk),
    )


def present_part(part: Part, reading: Reading) -> PartView:
    """One domain."""
    order = [each.name for each in reading.levels]
    levels = [each.level.name if each.level else None for each in part.lines]
    done = part.looked_n == len(part.lines)
    progress = "Looked at this term" if done else f"{part.looked_n} of {len(part.lines)} looked at this term"
    return PartView(
        number=part.domain.number,
        name=part.domain.name,
        url=address("evaluation-domain", reading.evaluation.pk, part.domain.number),
        told=summarise(levels, order=order),
        progress="" if reading.evaluation.state == State.CLOSED else progress,
        done=done,
        lines=tuple(present_line(each, reading) for each in part.lines),
    )


def present_line(line: Line, reading: Reading) -> LineView:
    """One statement."""
    since = ""
    if line.since is not None:
        since = "new this term" if line.since == reading.term else f"since {_short(line.since)}"
    differs = tuple(_say_differing(each) for each in line.others if each.differs)
    return LineView(
        row=line.row,
        text=line.statement.text,
        level=line.level.name if line.level else "",
        sure=line.confidence.label.lower() if line.confidence else "",
        since=since,
        looked=line.looked,
        evidence=line.evidence,
        changed=line.changed,
        help_wanted=line.help_wanted,
        before=tuple(f"{words.starting(_short(each.term))}: {each.level}" for each in line.before),
        others=tuple(_say_other(each) for each in line.others),
        differs=differs,
        figures=tuple(_show(each) for each in line.figures),
    )


def _show(one: Told) -> StoodView:
    """One figure in a sentence: what it is, what was expected, how sure that is; and where it lies, as a picture."""
    return StoodView(one.name, one.sentence, draw(one), say_place(one))


def crumbs_of(evaluation: SelfEvaluation, *last: Crumb) -> tuple[Crumb, ...]:
    """The way to a self-evaluation, or to a page below it."""
    school = Crumb(names.show(evaluation.owner.name), address("school-evaluation", evaluation.owner.urn))
    term = words.starting(Term(evaluation.term_starts).label)
    own = Crumb(term, address("evaluation", evaluation.pk) if last else "")
    return (
        Crumb("Plait", "/"),
        Crumb("Clear goals", address("curate")),
        Crumb("Self-evaluation", address("evaluations")),
        school,
        own,
        *last,
    )


def _lede(reading: Reading) -> str:
    lines = reading.lines
    judged, looked = sum(each.level is not None for each in lines), sum(each.looked for each in lines)
    wanted = sum(each.help_wanted for each in lines)
    noun = "statement" if len(lines) == 1 else "statements"
    told = f"{judged} of {len(lines)} {noun} judged"
    if reading.evaluation.state == State.OPEN:
        told += f", {looked} looked at this term"
    helped = f" The school asks for help with {wanted}." if wanted else ""
    return f"{told}.{helped}"


def _say_readers(one: SelfEvaluation) -> str:
    if one.visibility == Visibility.SCHOOL:
        return "People of the school alone, and colleagues whom the head asks by name."
    return Visibility(one.visibility).description


def _term(one: SelfEvaluation) -> Link:
    state = "" if one.state == State.CLOSED else ", open"
    return Link(f"{words.starting(Term(one.term_starts).label)}{state}", address("evaluation", one.pk))


def _short(term: Term) -> str:
    return term.label


def _say_other(one: Other) -> str:
    said = f"{one.who}, {names.show(one.school)}: {one.level or 'no judgement'}"
    return f"{said}. {one.note}" if one.note else f"{said}."


def _say_differing(one: Other) -> str:
    return f"{one.who} of {names.show(one.school)} sees {one.level}"
