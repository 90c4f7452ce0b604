"""Addresses of goals, and of the page that leads to everything of clear goals."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.aims import (
    curate,
    exchange_views,
    goal_views,
    goals_views,
    noted_views,
    priorities_views,
    priority_views,
)

urlpatterns = [
    path("curate", curate.curate, name="curate"),
    path("goals", goals_views.goals, name="goals"),
    path("goals/new", goals_views.new, name="goal-new"),
    path("goals/words", goals_views.judging, name="goals-words"),
    path("goals/in", exchange_views.bring_goals_in, name="goals-in"),
    path("goals/<str:what>.<str:kind>", exchange_views.download, name="goals-file"),
    path("goals/<int:number>", goal_views.goal, name="goal"),
    path("goals/<int:number>/change", goal_views.change, name="goal-change"),
    path("goals/<int:number>/step", goal_views.step, name="goal-step"),
    path("goals/<int:number>/review", goal_views.review, name="goal-review"),
    path("goals/measures/<int:number>", priority_views.measure, name="success-measure"),
    path("goals/measures/<int:number>/figures", noted_views.figures, name="success-figures"),
    path("schools/<int:urn>/priorities", priorities_views.priorities, name="priorities"),
    path("priorities/in", exchange_views.bring_priorities_in, name="priorities-in"),
    path("priorities/<int:number>", priority_views.priority, name="priority"),
    path("priorities/<int:number>/change", priority_views.change, name="priority-change"),
]

ACCESS = {
    "curate": Access(BELONGING),
    "goals": Access(BELONGING),
    "goal-new": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "goals-words": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "goals-in": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "goals-file": Access(BELONGING),
    "goal": Access(READERS),
    "goal-change": Access(KEEPERS, KEEPERS),
    "goal-step": Access(None, KEEPERS),
    "goal-review": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "success-measure": Access(KEEPERS, KEEPERS),
    "success-figures": Access(READERS, KEEPERS),
    "priorities": Access(BELONGING, whoever_may(May.DECIDE)),
    "priorities-in": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "priority": Access(READERS),
    "priority-change": Access(KEEPERS, KEEPERS),
}
