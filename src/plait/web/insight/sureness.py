"""How sure a set of neighbours is, in sentences that a headteacher could read aloud."""

from plait.insight.domain import Recipe, Unit
from plait.insight.queries.answers import NeighbourSet, Typicality
from plait.organisations.domain import Phase
from plait.web import figures, words

_OPEN_STATUS = "plait's own"
_SURE = 0.9  # of the repeats: a neighbour that stays in so many hardly depends on the weights


def say(found: NeighbourSet, *, name: str, phase: Phase | None = None) -> tuple[str, ...]:
    """How typical the school is, how much the list depends on the weights, what is missing, and the recipe's limits."""
    told = []
    if found.typicality is not None:
        told.append(_say_typicality(found.typicality, found=found, name=name, phase=phase))
    told += [_say_survival(found), _say_figures(found), *found.recipe.limits]
    return tuple(each for each in told if each)


def say_status(recipe: Recipe) -> str:
    """What to know of a recipe that is not Plait's own before reading on."""
    if recipe.status.lower() == _OPEN_STATUS:
        return ""
    said = f"This recipe is {recipe.status}." if not recipe.status.endswith(".") else recipe.status
    return f"{said} {recipe.source}".strip()


def _say_typicality(known: Typicality, *, found: NeighbourSet, name: str, phase: Phase | None) -> str:
    trusts = found.recipe.unit is Unit.TRUST
    noun = "trust" if trusts else "school"
    kind = {
        "typical": f"a typical {noun}",
        "fairly typical": f"a fairly typical {noun}",
        "unusual": f"an unusual {noun}",
        "very unusual": f"a very unusual {noun}",
    }[known.words]
    one_phase = not trusts and len(found.recipe.pool.phases) == 1 and phase is not None
    those = figures.PHASE_PLURALS[phase] if one_phase and phase is not None else f"{noun}s"
    rate = words.percent(100 * known.nearer_rate)
    said = f"{name} is {kind} in these circumstances: its neighbours are nearer than those of {rate} of {those}."
    if known.words in {"unusual", "very unusual"}:
        said += " No school is much like it, so take even its nearest neighbours with care."
        return said.replace("No school", f"No {noun}")
    return said


def _say_survival(found: NeighbourSet) -> str:
    rates = [each.survival_rate for each in found.neighbours if each.survival_rate is not None]
    if not rates or found.fewer:
        return ""
    sure = sum(rate >= _SURE for rate in rates)
    n = len(rates)
    which = "All" if sure == n else words.starting(in_words(sure)) if sure else "Not one"
    verb = "stays" if sure < 2 else "stay"
    return (
        f"{which} of the {n} {verb} in at least nine of ten repeats when the weights move by about a fifth and each "
        "figure within its rounding."
    )


def _say_figures(found: NeighbourSet) -> str:
    told = f"Figures on the {found.year} basis."
    if found.inherited:
        told += " Some were published under an earlier URN of the school."
    if found.compared_rate < 0.995:
        share = words.percent(100 * found.compared_rate)
        told += f" Some inputs are missing: it was compared on {share} of the weight."
    return told


def in_words(n: int) -> str:
    """A small number in words, a larger one in digits."""
    return words.count(n, "times", "times").removesuffix(" times")
