"""Addresses of signals: what would be expected, who differs, what changed, and how sure that is."""

from django.urls import path

from plait.web.access import NEEDS, OPEN_DATA, Access
from plait.web.signals import (
    cards_views,
    changed_views,
    funnel_views,
    since_views,
    spots_views,
    summit_views,
    sure_views,
    trust_views,
)

urlpatterns = [
    path("bright-spots", spots_views.bright_spots, name="bright-spots"),
    path("bright-spots.csv", spots_views.bright_spots_as_csv, name="bright-spots-csv"),
    path("bright-spots/changed", changed_views.what_changed, name="changed"),
    path("bright-spots/changed.csv", changed_views.what_changed_as_csv, name="changed-csv"),
    path("bright-spots/changed/schools", spots_views.suggest_schools, {"route": "changed"}, name="changed-schools"),
    path("bright-spots/funnel", funnel_views.the_funnel, name="funnel"),
    path("bright-spots/funnel.csv", funnel_views.the_funnel_as_csv, name="funnel-csv"),
    path("bright-spots/funnel/schools", spots_views.suggest_schools, {"route": "funnel"}, name="funnel-schools"),
    path("bright-spots/schools", spots_views.suggest_schools, {"route": "bright-spots"}, name="bright-spots-schools"),
    path("how-sure", sure_views.how_sure, name="sure"),
    path("how-sure.csv", sure_views.how_sure_as_csv, name="sure-csv"),
    path("methods/signals", cards_views.signal_methods, name="signal-methods"),
    path("methods/signals.csv", cards_views.signal_methods_as_csv, name="signal-methods-csv"),
    path("methods/signals/<str:key>.csv", cards_views.signal_method_as_csv, name="signal-method-csv"),
    path("methods/signals/<str:key>.json", cards_views.signal_method_as_json, name="signal-method-json"),
    path("methods/signals/<str:key>.toml", cards_views.signal_method_as_toml, name="signal-method-toml"),
    path("methods/signals/<str:key>", cards_views.signal_method, name="signal-method"),
    path("trusts/<int:uid>/since-joining", since_views.trust_since, name="trust-since"),
    path("trusts/<int:uid>/since-joining.csv", since_views.trust_since_as_csv, name="trust-since-csv"),
    path("schools/<int:urn>/since-joining", since_views.school_since, name="school-since"),
    path("schools/<int:urn>/since-joining.csv", since_views.school_since_as_csv, name="school-since-csv"),
    path("trusts/<int:uid>/signals", trust_views.trust_signals_page, name="trust-signals"),
    path("trusts/<int:uid>/signals.csv", trust_views.trust_signals_as_csv, name="trust-signals-csv"),
    path("trusts/<int:uid>/outcomes.csv", trust_views.trust_outcomes_as_csv, name="trust-outcomes-csv"),
    path("trusts/<int:uid>/summit", summit_views.summit, name="summit"),
    path("trusts/<int:uid>/summit.<str:kind>", summit_views.summit_file, name="summit-file"),
    path("trusts/<int:uid>/pairs", trust_views.trust_pairs_page, name="trust-pairs"),
    path("trusts/<int:uid>/pairs.csv", trust_views.trust_pairs_as_csv, name="trust-pairs-csv"),
]

# Every page here shows what follows from published figures; who could visit whom tells who needs support.
ACCESS = {each.name: Access(OPEN_DATA) for each in urlpatterns} | {
    "trust-pairs": Access(NEEDS),
    "trust-pairs-csv": Access(NEEDS),
}
