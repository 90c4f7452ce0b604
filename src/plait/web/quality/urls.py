"""Addresses of definitions of quality."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.quality import exchange_views, history_views, part_views, start_views, statement_views, step_views, views

urlpatterns = [
    path("quality", views.index, name="quality"),
    path("quality/start", start_views.start, name="quality-start"),
    path("quality/<int:number>", views.definition, name="quality-definition"),
    path("quality/<int:number>/domains/<int:domain>", views.domain, name="quality-domain"),
    path("quality/<int:number>/history", history_views.history, name="quality-history"),
    path("quality/<int:number>/change", part_views.change, name="quality-change"),
    path("quality/<int:number>/domains/<int:domain>/change", part_views.change_domain, name="quality-domain-change"),
    path(
        "quality/<int:number>/statements/<int:statement>",
        statement_views.change_statement,
        name="quality-statement",
    ),
    path("quality/<int:number>/step", step_views.step, name="quality-step"),
    path("quality/<int:number>/table.<str:form>", exchange_views.table, name="quality-table"),
    path("quality/<int:number>/take-in", exchange_views.take_in, name="quality-take-in"),
    path("quality/exemplars/<int:number>", views.exemplar, name="quality-exemplar"),
]

ACCESS = {
    "quality": Access(BELONGING),
    "quality-start": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "quality-definition": Access(READERS),
    "quality-domain": Access(READERS),
    "quality-history": Access(READERS),
    "quality-change": Access(KEEPERS, KEEPERS),
    "quality-domain-change": Access(KEEPERS, KEEPERS),
    "quality-statement": Access(KEEPERS, KEEPERS),
    "quality-step": Access(KEEPERS, KEEPERS),
    "quality-table": Access(READERS),
    "quality-take-in": Access(KEEPERS, KEEPERS),
    "quality-exemplar": Access(READERS),
}
