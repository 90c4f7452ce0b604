"""The rooms of the site: one line for each."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("plait.web.signals.urls")),
    path("", include("plait.web.accounts.urls")),
    path("", include("plait.web.people.urls")),
    path("", include("plait.web.people.belonging_urls")),
    path("", include("plait.web.findings.urls")),
    path("", include("plait.web.evidence.urls")),
    path("", include("plait.web.quality.urls")),
    path("", include("plait.web.agreeing.urls")),
    path("", include("plait.web.evaluating.urls")),
    path("", include("plait.web.framework.urls")),
    path("", include("plait.web.aims.urls")),
    path("", include("plait.web.alignment.urls")),
    path("", include("plait.web.board.urls")),
    path("", include("plait.web.measures.urls")),
    path("", include("plait.web.organisations.urls")),
    path("", include("plait.web.insight.urls")),
    path("", include("plait.web.indicators.urls")),
]
