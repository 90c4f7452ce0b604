"""How neighbours were fixed, with what the figures can be had again, and why there may be none."""

from dataclasses import dataclass

from plait.core.years import AcademicYear
from plait.insight.outcomes import shelf as outcomes
from plait.insight.queries.trajectory_answers import TrustTrajectory
from plait.insight.recipes import shelf
from plait.stats.trajectory import Rules
from plait.web import addresses, words
from plait.web.parts import Link
from plait.web.signals.since_choices import Choice


@dataclass(frozen=True, slots=True)
class Again:
    """With what the figures can be had again."""

    sentence: str
    command: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be told, and what to do."""

    title: str
    text: str
    mend: str


def say_neighbours(found: TrustTrajectory) -> list[str]:
    """How the neighbours were fixed."""
    rules = Rules()
    recipe = shelf.get_recipe(found.recipe.split("@")[0])
    bases = sorted({each.basis for each in found.schools if each.because is None and each.basis is not None})
    years = words.listed([str(AcademicYear(year)) for year in bases])
    nearest = (
        f"Each school is set beside the {rules.k} nearest under the recipe “{recipe.name}”: by circumstances and never"
        f" by results, on the circumstances of {years}, the newest held from before it joined where there are such."
    )
    never = (
        "No school of the same trust is a neighbour, nor one that itself joined a trust within the years compared,"
        " nor one that lacks any of those years."
    )
    levels = (
        f"The level before is the mean of up to {rules.before} years, without the year just before joining; the level"
        f" after is the mean of the first {rules.after} whole years in the trust that have results. A part year counts"
        " neither before nor after."
    )
    chance = (
        "The range comes from schools that joined nothing: how far they strayed from their own neighbours over the"
        " same years. It holds the luck of year groups, of single years, and how poorly neighbours match."
    )
    return [nearest, never, levels, chance]


def make_again(found: TrustTrajectory, choice: Choice, *, of: str) -> Again:
    """The command that gives the same figures, and with what they were made."""
    outcome = f" --outcome {choice.outcome}" if choice.outcome else ""
    lines = (
        ("Build", found.build),
        ("Method", f"trajectory {found.method}"),
        ("Recipe", found.recipe),
        ("Seed", str(found.seed)),
    )
    sentence = f"Anybody with the same build can check this page: the command writes {of}."
    return Again(sentence, f"plait trajectory --trust {found.uid}{outcome} --csv", lines)


def list_links(found: TrustTrajectory | None, *, csv: str) -> tuple[Link, ...]:
    """The same as a file, and how the figures came to be."""
    links = [Link("Download CSV", csv)]
    if found is not None:
        recipe = found.recipe.split("@")[0]
        judged = {each.indicator: each.key for each in outcomes.list_outcomes(group=found.phase.value)}
        key = judged.get(found.outcome.id)
        links.append(Link("How this outcome is judged", addresses.address("signal-method", key) if key else ""))
        links.append(Link("How neighbours are chosen", addresses.address("method", recipe)))
    links.append(Link("How sure are we?", addresses.address("sure")))
    return tuple(each for each in links if each.url)
