"""Addresses of people's own page, of their organisations, of joining and leaving, and of what they are told."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import ANYONE, BELONGING, KEEPERS, SIGNED_IN, Access, whoever_may
from plait.web.people import (
    files_views,
    home_views,
    invite_views,
    joining_views,
    leaving_views,
    notices_views,
    organisation_views,
    registry_views,
)

urlpatterns = [
    path("home", home_views.home, name="home-mine"),
    path("join", joining_views.join, name="join"),
    path("requests/<int:number>", joining_views.decide, name="join-request"),
    path("memberships/<int:number>/end", leaving_views.end, name="membership-end"),
    path("organisations", registry_views.organisations, name="organisations"),
    path("organisations/add", registry_views.adopt, name="organisation-add"),
    path("organisations/files", files_views.files, name="files-kept"),
    path("organisations/files.csv", files_views.files_as_csv, name="files-kept-csv"),
    path("organisations/<int:number>", organisation_views.organisation, name="organisation"),
    path("organisations/<int:number>/people.csv", organisation_views.people_as_csv, name="organisation-people-csv"),
    path("organisations/<int:number>/invite", invite_views.invite, name="invite"),
    path("organisations/<int:number>/names-of-roles", organisation_views.role_names, name="role-names"),
    path("organisations/<int:number>/domains", joining_views.add_domain, name="domain-add"),
    path("organisations/<int:number>/domains/<int:domain>/remove", joining_views.remove_domain, name="domain-remove"),
    path("open-invitations/<int:number>/withdraw", organisation_views.withdraw, name="invitation-withdraw"),
    path("notifications", notices_views.notifications, name="notifications"),
    path("notifications/read", notices_views.read, name="notifications-read"),
    path("preferences", notices_views.preferences, name="preferences"),
    path("letters/stop/<str:token>", notices_views.stop_letters, name="letters-stop"),
]

_INVITES = whoever_may(May.INVITE)
# Where somebody invites, decides or ends, the query asks whether it is theirs to do; the rest is not there for them.
ACCESS = {
    "home-mine": Access(SIGNED_IN),
    "join": Access(SIGNED_IN, SIGNED_IN),
    "join-request": Access(_INVITES, _INVITES),
    "membership-end": Access(KEEPERS, KEEPERS),
    "organisations": Access(whoever_may(May.OPERATE)),
    "files-kept": Access(whoever_may(May.OPERATE)),
    "files-kept-csv": Access(whoever_may(May.OPERATE)),
    "organisation-add": Access(None, _INVITES),
    "organisation": Access(BELONGING),
    "organisation-people-csv": Access(BELONGING),
    "invite": Access(_INVITES, _INVITES),
    "role-names": Access(whoever_may(May.NAME_ROLES), whoever_may(May.NAME_ROLES)),
    "domain-add": Access(None, _INVITES),
    "domain-remove": Access(None, _INVITES),
    "invitation-withdraw": Access(None, _INVITES),
    "notifications": Access(SIGNED_IN),
    "notifications-read": Access(None, SIGNED_IN),
    "preferences": Access(SIGNED_IN, SIGNED_IN),
    "letters-stop": Access(ANYONE, ANYONE),
}
