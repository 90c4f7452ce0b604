"""Addresses of the report to trustees."""

from django.urls import path

from plait.web.access import BELONGING, Access
from plait.web.board import views

urlpatterns = [
    path("board-report", views.report, name="board-report"),
    path("board-report.<str:kind>", views.report_file, name="board-report-file"),
]

ACCESS = {
    "board-report": Access(BELONGING),
    "board-report-file": Access(BELONGING),
}
