"""One self-evaluation as it is read: by domain, each statement with last terms, second opinions and figures beside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plait.goals.evaluating import Confidence, State, Term
from plait.goals.models.evaluating import Judged, Moderated, Moderator, SelfEvaluation
from plait.goals.quality_text import DomainSaid, LevelSaid, StatementSaid, Whole
from plait.goals.queries.evaluating import list_of_school
from plait.goals.queries.quality import build_whole
from plait.indicators.store.reader import Store
from plait.insight.queries.shown import figures_at
from plait.insight.queries.shown_answers import ShownFigure, Told, read_told
from plait.organisations.domain import Scope

LAST_N = 3  # terms that stand beside: a year


@dataclass(frozen=True, slots=True)
class Before:
    """What was said of the same statement in an earlier term."""

    term: Term
    level: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Other:
    """What a moderator says of a statement; `differs`: at another level than the school."""

    who: str
    school: str
    person: int
    level: str
    level_number: int | None
    note: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One statement and what is said of it. `since`: the term of the last change of level, None before the first.

    `kept`: the figures as a closed term keeps them, with all that is needed to draw them.
    """

    statement: StatementSaid
    row: int
    version: int
    level: LevelSaid | None
    confidence: Confidence | None
    evidence: str
    changed: str
    help_wanted: bool
    looked: bool
    since: Term | None
    before: tuple[Before, ...]
    others: tuple[Other, ...]
    figures: tuple[Told, ...]
    kept: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One domain."""

    domain: DomainSaid
    lines: tuple[Line, ...]

    @property
    def judged_n(self) -> int:
        """How many statements are judged."""
        return sum(each.level is not None for each in self.lines)

    @property
    def looked_n(self) -> int:
        """How many were looked at this term."""
        return sum(each.looked for each in self.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole."""

    evaluation: SelfEvaluation
    term: Term
    levels: tuple[LevelSaid, ...]
    parts: tuple[Part, ...]
    moderators: tuple[Moderator, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every statement."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def content(self) -> dict[str, Any]:
        """All that it says, as a kept version holds it."""
        return {
            "term": self.term.label,
            "definition": {"number": self.evaluation.definition_id, "version": self.evaluation.kept_number},
            "domains": [
                {"key": part.domain.key, "name": part.domain.name, "statements": [_write(each) for each in part.lines]}
                for part in self.parts
            ],
        }

    def find_part(self, number: int) -> Part | None:
        """The part of a domain's row."""
        return next((each for each in self.parts if each.domain.number == number), None)


def read_evaluation(
    scope: Scope, *, evaluation: SelfEvaluation, store: Store | None = None, domain: int | None = None
) -> Reading:
    """A self-evaluation that the viewer was found to read; figures of all domains, or of one.

    Those of a closed term are the ones that were kept with it.
    """
    whole = build_whole(scope, definition=evaluation.definition)
    rows = Judged.objects.filter(evaluation=evaluation).select_related("statement", "level")
    ground = _Ground(
        rows={each.statement_id: each for each in rows},
        levels={each.number: each for each in whole.levels},
        others=_list_others(evaluation),
        before=_list_before(scope, evaluation),
        figures=_find_figures(scope, evaluation, whole, store, domain),
        closed=evaluation.state == State.CLOSED,
    )
    parts = tuple(
        Part(each, tuple(_line(said, ground) for said in each.statements if said.number in ground.rows))
        for each in whole.domains
        if each.statements
    )
    moderators = tuple(Moderator.objects.filter(evaluation=evaluation).select_related("person", "school", "asked_by"))
    return Reading(evaluation, Term(evaluation.term_starts), whole.levels, parts, moderators)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the lines are put together from."""

    rows: Mapping[int, Judged]
    levels: Mapping[int, LevelSaid]
    others: Mapping[int, Sequence[Moderated]]
    before: Mapping[str, tuple[Before, ...]]
    figures: Mapping[str, ShownFigure]
    closed: bool


def _line(said: StatementSaid, ground: _Ground) -> Line:
    row = ground.rows[said.number]
    live = [ground.figures[one.measure] for one in said.shown if one.measure in ground.figures]
    return Line(
        said,
        row.pk,
        row.version,
        ground.levels.get(row.level_id or 0),
        Confidence(row.confidence) if row.confidence else None,
        row.evidence,
        row.changed,
        row.help_wanted,
        row.looked_at is not None,
        Term(row.since) if row.since else None,
        ground.before.get(said.key, ()),
        tuple(_say_other(each, row) for each in ground.others.get(row.pk, ())),
        tuple(read_told(each) for each in row.figures) if ground.closed else tuple(each.told for each in live),
        tuple(row.figures) if ground.closed else (),
    )


def _write(line: Line) -> dict[str, Any]:
    return {
        "key": line.statement.key,
        "statement": line.statement.text,
        "level": line.level.name if line.level else "",
        "confidence": line.confidence.label if line.confidence else "",
        "evidence": line.evidence,
        "changed": line.changed,
        "asks_for_help": line.help_wanted,
        "figures": list(line.kept),
        "second_opinions": [
            {"who": each.who, "school": each.school, "level": each.level, "note": each.note} for each in line.others
        ],
    }


def _list_others(evaluation: SelfEvaluation) -> Mapping[int, Sequence[Moderated]]:
    found = Moderated.objects.filter(moderator__evaluation=evaluation)
    listed: dict[int, list[Moderated]] = {}
    for each in found.select_related("moderator__person", "moderator__school", "level"):
        listed.setdefault(each.judged_id, []).append(each)
    return listed


def _say_other(said: Moderated, row: Judged) -> Other:
    return Other(
        said.moderator.person.name,
        said.moderator.school.name,
        said.moderator.person_id,
        said.level.name if said.level else "",
        said.level_id,
        said.note,
        differs=said.level_id is not None and said.level_id != row.level_id,
    )


def _list_before(scope: Scope, evaluation: SelfEvaluation) -> Mapping[str, tuple[Before, ...]]:
    """Last terms' judgements by the key of the statement, newest first, of those that the viewer may read."""
    earlier = [
        each for each in list_of_school(scope, school=evaluation.owner_id) if each.term_starts < evaluation.term_starts
    ][:LAST_N]
    if not earlier:
        return {}
    found = Judged.objects.filter(evaluation__in=[each.pk for each in earlier], level__isnull=False)
    told: dict[str, list[Before]] = {}
    ordered = found.select_related("statement", "level", "evaluation").order_by("-evaluation__term_starts")
    for each in ordered:
        if each.level is not None:
            term = Term(each.evaluation.term_starts)
            told.setdefault(each.statement.key, []).append(Before(term, each.level.name, each.confidence))
    return {key: tuple(rows) for key, rows in told.items()}


def _find_figures(
    scope: Scope, evaluation: SelfEvaluation, whole: Whole, store: Store | None, domain: int | None
) -> Mapping[str, ShownFigure]:
    if evaluation.state == State.CLOSED:
        return {}
    domains = [each for each in whole.domains if domain is None or each.number == domain]
    keys = {one.measure for each in domains for said in each.statements for one in said.shown}
    return list_beside(scope, evaluation=evaluation, store=store, keys=keys)


def list_beside(
    scope: Scope, *, evaluation: SelfEvaluation, store: Store | None, keys: Collection[str]
) -> dict[str, ShownFigure]:
    """The school's figures that would show statements, by key; those of which nothing can be told are left out."""
    found = figures_at(scope, store, keys, at=evaluation.owner) if keys else {}
    return {key: each for key, each in found.items() if each.value is not None or each.own}
