"""Addresses of self-evaluation."""

from django.urls import path

from plait.web.access import BELONGING, KEEPERS, READERS, Access
from plait.web.evaluating import domain_views, exchange_views, step_views, views

urlpatterns = [
    path("self-evaluations", views.across, name="evaluations"),
    path("self-evaluations.csv", exchange_views.trust_csv, name="evaluations-csv"),
    path("self-evaluations/<int:number>", views.evaluation, name="evaluation"),
    path("self-evaluations/<int:number>/domains/<int:domain>", domain_views.domain, name="evaluation-domain"),
    path("self-evaluations/<int:number>/step", step_views.step, name="evaluation-step"),
    path("self-evaluations/<int:number>/in", exchange_views.bring_in, name="evaluation-in"),
    path("self-evaluations/<int:number>/table.<str:form>", exchange_views.table, name="evaluation-table"),
    path("schools/<int:urn>/self-evaluation", views.school, name="school-evaluation"),
]

ACCESS = {
    "evaluations": Access(BELONGING),
    "evaluations-csv": Access(BELONGING),
    "evaluation": Access(READERS),
    "evaluation-domain": Access(READERS, KEEPERS),
    "evaluation-step": Access(KEEPERS, KEEPERS),
    "evaluation-in": Access(KEEPERS, KEEPERS),
    "evaluation-table": Access(READERS),
    "school-evaluation": Access(BELONGING, KEEPERS),
}
