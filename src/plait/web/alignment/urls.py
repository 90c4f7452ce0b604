"""Addresses of alignment."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import ANYONE, BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.alignment import decision_views, exchange_views, matrix_views, register_views, school_views

urlpatterns = [
    path("alignment", register_views.register, name="alignment"),
    path("alignment/new", register_views.new, name="alignment-new"),
    path("alignment/levels", register_views.levels, name="alignment-levels"),
    path("alignment/matrix", matrix_views.matrix, name="alignment-matrix"),
    path("alignment/in", exchange_views.bring_in, name="alignment-in"),
    path("alignment/<str:what>.<str:kind>", exchange_views.download, name="alignment-file"),
    path("alignment/exemptions/<int:number>", school_views.answer, name="alignment-exemption-answer"),
    path("alignment/<int:number>", decision_views.decision, name="alignment-decision"),
    path("alignment/<int:number>/change", decision_views.change, name="alignment-change"),
    path("alignment/<int:number>/step", decision_views.step, name="alignment-step"),
    path("alignment/<int:number>/review", decision_views.review, name="alignment-review"),
    path("alignment/<int:number>/exemption", school_views.ask, name="alignment-exemption"),
    path("schools/<int:urn>/alignment", school_views.school, name="alignment-school"),
    path("trusts/<int:uid>/alignment", matrix_views.public, name="alignment-public"),
]

ACCESS = {
    "alignment": Access(BELONGING),
    "alignment-new": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "alignment-levels": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "alignment-matrix": Access(BELONGING, whoever_may(May.DECIDE)),
    "alignment-in": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "alignment-file": Access(BELONGING),
    "alignment-exemption-answer": Access(None, KEEPERS),
    "alignment-decision": Access(READERS),
    "alignment-change": Access(KEEPERS, KEEPERS),
    "alignment-step": Access(None, KEEPERS),
    "alignment-review": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "alignment-exemption": Access(whoever_may(May.DECIDE), whoever_may(May.DECIDE)),
    "alignment-school": Access(BELONGING, whoever_may(May.DECIDE)),
    "alignment-public": Access(ANYONE),
}
