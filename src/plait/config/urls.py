"""The addresses of the site. Each room of `plait.web` names its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("plait.web.site.urls")),
    path("", include("plait.web.urls")),
]

handler400 = "plait.web.site.errors.bad_request"
handler403 = "plait.web.site.errors.forbidden"
handler404 = "plait.web.site.errors.not_found"
handler429 = "plait.web.site.errors.too_many"  # for the sign-in library
handler500 = "plait.web.site.errors.server_error"
