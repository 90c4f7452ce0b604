"""Addresses of the site itself."""

from django.urls import path

from plait.web.access import ANYONE, Access, key_of
from plait.web.site import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("style", views.style, name="style"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", views.webmanifest, name="webmanifest"),
    path("favicon.ico", views.icon, {"name": "favicon.ico"}),
    path("favicon.svg", views.icon, {"name": "favicon.svg"}),
    path("apple-touch-icon.png", views.icon, {"name": "apple-touch-icon.png"}),
    path("icon-192.png", views.icon, {"name": "icon-192.png"}),
    path("icon-512.png", views.icon, {"name": "icon-512.png"}),
    path("social-card.png", views.icon, {"name": "social-card.png"}),
]

# About the site itself, with nothing of anybody.
ACCESS = {key_of(each): Access(ANYONE) for each in urlpatterns}
