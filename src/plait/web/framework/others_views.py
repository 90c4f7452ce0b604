"""One component beside other trusts' words for it: those that share theirs, or those of them in like circumstances."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.core.errors import NotThere, PlaitError
from plait.framework.answers import Part
from plait.framework.domain import ComponentName
from plait.framework.queries import frameworks, improvement
from plait.framework.queries.improvement import Shared
from plait.insight.queries import trust_neighbours
from plait.web import addresses, names, words
from plait.web.context import scope_of, store_of
from plait.web.fragments import render_page
from plait.web.framework import model_page
from plait.web.framework.files import table_file, wants_file
from plait.web.parts import Crumb

_NEIGHBOURS = 50  # trusts: wide enough that some of those in like circumstances may share


@dataclass(frozen=True, slots=True)
class Near:
    """Trusts in like circumstances, by UID, with where each stands in the order of nearness; or why there are none."""

    order: dict[int, int]
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class OtherTrust:
    """Another trust's words about the component."""

    name: str
    url: str
    note: str
    said: model_page.ComponentAnswers


@login_required
@require_safe
def others(request: HttpRequest, uid: int) -> HttpResponse:
    """One component: one's own words, and those of other trusts that share theirs."""
    scope = scope_of(request)
    own = improvement.find_model(scope, uid=uid)
    trust = own.owner if own else improvement.find_own_trust(scope, uid=uid)
    if trust is None:
        raise NotThere("There is no such trust here.", why="It is not yours.", mend="Go to your own page.")
    component = _component(request)
    like = request.GET.get("like", "near") != "all"
    near = _find_near(request, uid) if like else Near({})
    shared = improvement.list_shared(scope, beside=uid, uids=frozenset(near.order) if near.order else None)
    said = [each for each in shared if each.content.part(component.key).begun]
    if near.order:
        said = sorted(said, key=lambda each: near.order.get(each.trust.uid or 0, 0))
    lines = [_present(each, component, near=near) for each in said]
    if wants_file(request):
        rows = [[line.name, each.label, each.text] for line in lines for each in line.said.answers]
        return table_file(wants_file(request), f"{component.key}-beside-others", ("Trust", "Question", "Answer"), rows)
    mine = improvement.get_content(scope, model=own).part(component.key) if own else Part()
    context = {
        "trust": names.show(trust.name),
        "uid": uid,
        "component": component,
        "components": frameworks.component_choices(),
        "like": like,
        "near": near,
        "mine": model_page.present_component(component.key, component.name, component.descriptor, mine),
        "lines": lines,
        "shared_n": len(shared),
        "sentence": _say(len(lines), len(shared), like=like, near=near),
        "tabs": model_page.tabs_of(
            uid, current="improvement-model-others", writes=improvement.may_write(scope, trust), belongs=True
        ),
        "crumbs": model_page.crumbs_of(
            trust.name,
            uid,
            Crumb("How it improves its schools", addresses.address("improvement-model", uid)),
            Crumb("Beside other trusts"),
        ),
    }
    return render_page(request, "framework/others.html", context, part="beside")


def _component(request: HttpRequest) -> ComponentName:
    known = frameworks.list_components()
    key = request.GET.get("component", "") or known[0].key
    found = next((each for each in known if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _find_near(request: HttpRequest, uid: int) -> Near:
    """The trusts in like circumstances by the recipe for trusts, or in a sentence why they cannot be found."""
    scope = scope_of(request)
    try:
        found = trust_neighbours.get_set(scope, store=store_of(request), uid=uid, k=_NEIGHBOURS, survival=False)
    except PlaitError as error:
        return Near({}, error.why or error.what)
    if not found.neighbours:
        return Near({}, found.obstacles[0].sentence if found.obstacles else "None could be found.")
    return Near({each.urn: each.order for each in found.neighbours})


def _present(each: Shared, component: ComponentName, *, near: Near) -> OtherTrust:
    return OtherTrust(
        name=names.show(each.trust.name),
        url=addresses.address("improvement-model", each.trust.uid or 0),
        note="in like circumstances to yours" if each.trust.uid in near.order else "",
        said=model_page.present_component(
            component.key, component.name, component.descriptor, each.content.part(component.key)
        ),
    )


def _say(said: int, shared: int, *, like: bool, near: Near) -> str:
    if near.order:
        whom = f"Of the {_NEIGHBOURS} trusts nearest to yours in size, spread, phases and pupils"
    elif like and near.obstacle:
        whom = "Trusts in like circumstances cannot be found, so these are all that share theirs. Of them"
    else:
        whom = "Of the trusts that let you read theirs"
    if not shared:
        return f"{whom}, none shares its improvement model with you yet."
    sharing = words.count(shared, "shares its model with you", "share their models with you")
    return f"{whom}, {sharing}; {words.count(said, 'says', 'say')} something about this."
