"""The steps of a definition: which can be taken now, by whom, and what each means."""

from dataclasses import dataclass
from typing import Final

from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.goals.queries.quality import may_decide, may_write
from plait.organisations.domain import Scope
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.quality.page import Step


@dataclass(frozen=True, slots=True)
class Told:
    """A step: what its page asks, what comes of it, and what its form needs."""

    key: str
    label: str
    heading: str
    told: str
    button: str
    states: tuple[State, ...]
    decides: bool
    needs: tuple[str, ...] = ()
    main: bool = False


STEPS: Final = (
    Told(
        "consult",
        "Open it to talk about",
        "Open it to talk about",
        "From now on everybody in the trust and its schools reads it. You can go on changing it.",
        "Open it",
        (State.DRAFT, State.CONSULTING),
        decides=False,
        needs=("until",),
        main=True,
    ),
    Told(
        "agree",
        "Say that it is agreed",
        "Is it agreed?",
        "The text is closed: nobody changes it unless it is opened again with a reason. It is not in force yet.",
        "It is agreed",
        (State.DRAFT, State.CONSULTING),
        decides=True,
        needs=("because",),
    ),
    Told(
        "force",
        "Put it in force",
        "Put it in force today?",
        "Schools look at themselves against it from now on, and trustees read it. The one before is no longer in "
        "force, and stays readable.",
        "Put it in force",
        (State.AGREED,),
        decides=True,
        needs=("review_on", "because"),
        main=True,
    ),
    Told(
        "revise",
        "Begin a revision",
        "Begin a revision?",
        "A new draft begins with the words of this one. This one stays in force until the new one is.",
        "Begin a revision",
        (State.IN_FORCE,),
        decides=False,
    ),
    Told(
        "share",
        "Choose who may read it",
        "Who may read it?",
        "Other trusts can learn from it; you can take it back at any time.",
        "Save",
        (State.IN_FORCE,),
        decides=True,
        needs=("visibility",),
    ),
    Told(
        "reopen",
        "Make it a draft again",
        "Make it a draft again?",
        "It can be changed again, and is agreed anew afterwards.",
        "Make it a draft again",
        (State.CONSULTING, State.AGREED),
        decides=True,
        needs=("reason",),
    ),
    Told(
        "keep",
        "Keep this version",
        "Keep this version",
        "The words as they stand now are kept under a name, so that you can compare with them later.",
        "Keep it",
        (State.DRAFT, State.CONSULTING),
        decides=False,
        needs=("called",),
    ),
    Told(
        "aside",
        "Set it aside",
        "Set it aside?",
        "Nobody changes it any more. It stays readable to whoever reads it now.",
        "Set it aside",
        (State.DRAFT, State.CONSULTING, State.AGREED),
        decides=True,
        needs=("reason",),
    ),
)


def find_step(key: str) -> Told | None:
    """The step of a key."""
    return next((each for each in STEPS if each.key == key), None)


def may_take(scope: Scope, definition: Definition, step: Told) -> bool:
    """Whether the viewer can take a step with a definition now."""
    if State(definition.state) not in step.states:
        return False
    if step.key == "share":
        return scope.may_at(May.SHARE, organisation=definition.owner_id, trust=definition.owner_id)
    if step.key == "aside" and definition.visibility == "me":
        return may_write(scope, definition)
    return may_decide(scope, definition) if step.decides else may_write(scope, definition)


def list_steps(scope: Scope, definition: Definition) -> tuple[Step, ...]:
    """What the viewer can do with a definition now."""
    talking = definition.state == State.CONSULTING
    return tuple(
        Step(
            "Talk about it for longer" if talking and each.key == "consult" else each.label,
            address("quality-step", definition.pk, to=each.key),
            main=each.key == "agree" if talking else each.main,
        )
        for each in STEPS
        if may_take(scope, definition, each)
    )
