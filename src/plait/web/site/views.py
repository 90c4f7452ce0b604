"""Pages about the site itself: is it well, how it looks, who may read it."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from plait.web.parts import Crumb
from plait.web.site import condition, specimens
from plait.web.site.specimen_form import fill

_HERE = frozenset({"127.0.0.1", "::1"})
_WEEK = 604_800  # seconds
_ICON_TYPES = {".ico": "image/x-icon", ".png": "image/png", ".svg": "image/svg+xml"}


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say in JSON whether the site is well, for whatever watches over it; which version runs, to this machine alone."""
    state = condition.examine()
    told = state.as_dict()
    if not _asks_here(request):
        del told["version"]
    return JsonResponse(told, status=200 if state.well else 503)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component with its states, from the templates that pages use."""
    crumbs = (Crumb("Plait", "/"), Crumb("Style guide"))
    return render(request, "site/style.html", {"crumbs": crumbs, "specimens": specimens.collect(), "form": fill()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is."""
    return render(request, "site/accessibility.html", {"crumbs": (Crumb("Plait", "/"), Crumb("Accessibility"))})


@require_safe
@cache_control(max_age=_WEEK, public=True)
def robots(_request: HttpRequest) -> HttpResponse:
    """Ask search engines in where visitors may read, and out where they may not."""
    rule = "Disallow: /health" if settings.PLAIT_OPEN_DATA else "Disallow: /"
    return HttpResponse(f"User-agent: *\n{rule}\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=_WEEK, public=True)
def webmanifest(_request: HttpRequest) -> HttpResponse:
    """Tell a telephone what to call the site on its home screen."""
    icons = [{"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    paper = "#fbfaf6"
    body = {"name": "Plait", "short_name": "Plait", "start_url": "/", "display": "browser", "icons": icons}
    return JsonResponse(
        body | {"background_color": paper, "theme_color": paper}, content_type="application/manifest+json"
    )


@require_safe
@cache_control(max_age=_WEEK, public=True)
def icon(_request: HttpRequest, name: str) -> HttpResponse:
    """An icon at the address where browsers and services look for it."""
    body = (Path(settings.STATIC_ROOT) / "plait" / name).read_bytes()
    return HttpResponse(body, content_type=_ICON_TYPES[Path(name).suffix])


def _asks_here(request: HttpRequest) -> bool:
    """Whether this very machine asks, and not for somebody else."""
    return request.META.get("REMOTE_ADDR") in _HERE and "X-Forwarded-For" not in request.headers
