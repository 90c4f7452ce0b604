"""Addresses of evidence."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.evidence import bet_views, bets_exchange_views, entry_views, exchange_views, library_views

urlpatterns = [
    path("evidence", library_views.library, name="evidence"),
    path("evidence/new", library_views.new, name="evidence-new"),
    path("evidence/in", exchange_views.bring_in, name="evidence-in"),
    path("evidence/library.<str:form>", exchange_views.download, name="evidence-file"),
    path("evidence/<int:number>", entry_views.entry, name="evidence-entry"),
    path("evidence/<int:number>/change", entry_views.change, name="evidence-change"),
    path("evidence/<int:number>/step", entry_views.step, name="evidence-step"),
    path("evidence/under/<str:under>/<int:number>", bet_views.lean, name="evidence-lean"),
    path("evidence/bets/in", bets_exchange_views.bring_bets_in, name="evidence-bets-in"),
    path("evidence/bets.<str:form>", bets_exchange_views.download, name="evidence-bets-file"),
    path("evidence/bets/<int:number>", bet_views.bet, name="evidence-bet"),
]

ACCESS = {
    "evidence": Access(BELONGING),
    "evidence-new": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "evidence-in": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "evidence-file": Access(BELONGING),
    "evidence-entry": Access(READERS),
    "evidence-change": Access(KEEPERS, KEEPERS),
    "evidence-step": Access(None, KEEPERS),
    "evidence-lean": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "evidence-bets-in": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "evidence-bets-file": Access(BELONGING),
    "evidence-bet": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
}
