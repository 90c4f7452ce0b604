"""Addresses of frameworks, crosswalks and trusts' improvement models."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import ANYONE, BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.framework import carrying_views, change_views, model_views, others_views, views, writing_views

_CHANGERS = whoever_may(May.OPERATE, May.DECIDE)

urlpatterns = [
    path("framework", views.frameworks, name="frameworks"),
    path("framework/import", change_views.take_in, name="framework-import"),
    path("framework/carry-forward", carrying_views.index, name="carry-forward"),
    path("framework/carry-forward/<str:kind>/<int:number>", carrying_views.record, name="carry-record"),
    path("framework/<slug:key>", views.framework, name="framework"),
    path("framework/<slug:key>/changes", views.changes, name="framework-changes"),
    path("framework/<slug:key>/edit", change_views.edit, name="framework-edit"),
    path("framework/<slug:key>/beside/<slug:other>", change_views.crosswalk, name="crosswalk"),
    path("trusts/<int:uid>/model", model_views.model, name="improvement-model"),
    path("trusts/<int:uid>/model/picture", model_views.picture, name="improvement-model-picture"),
    path("trusts/<int:uid>/model/changes", model_views.changes, name="improvement-model-changes"),
    path("trusts/<int:uid>/model/write", writing_views.write, name="improvement-model-write"),
    path("trusts/<int:uid>/model/look-after", writing_views.look_after, name="improvement-model-keep"),
    path("trusts/<int:uid>/model/others", others_views.others, name="improvement-model-others"),
]

ACCESS = {
    "frameworks": Access(ANYONE),
    "framework-import": Access(_CHANGERS, _CHANGERS),
    "carry-forward": Access(whoever_may(May.WRITE)),
    "carry-record": Access(KEEPERS, KEEPERS),
    "framework": Access(READERS),
    "framework-changes": Access(READERS),
    "framework-edit": Access(_CHANGERS, _CHANGERS),
    "crosswalk": Access(READERS, _CHANGERS),
    "improvement-model": Access(READERS),
    "improvement-model-picture": Access(READERS),
    "improvement-model-changes": Access(READERS),
    "improvement-model-write": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "improvement-model-keep": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "improvement-model-others": Access(BELONGING),
}
