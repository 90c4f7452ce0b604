import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from plait.core.home import Home
from plait.core.missing import Reason
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.builds import NoBuild
from plait.web.middleware import ErrorPages
from plait.web.site import specimen_charts
from plait.web.templatetags import plait as tags

COMPONENTS = Path(tags.__file__).parents[1] / "templates" / "components"
STATIC = Path(settings.STATIC_ROOT) / "plait"


def get_page(client: Client) -> str:
    answer = client.get("/style")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_component_is_shown_from_its_own_template(client: Client, without_build: Home):
    answer = client.get("/style")
    shown = {template.name for template in answer.templates if template.name}
    assert {f"components/{path.name}" for path in COMPONENTS.glob("*.html")} <= shown


def test_every_chart_is_shown_with_its_sentence_its_table_and_its_legend(client: Client, without_build: Home):
    page = get_page(client)
    specimens = specimen_charts.collect()
    assert len(specimens) == 10
    assert page.count('<figure class="pl-figure">') == len(specimens)
    for specimen in specimens:
        assert specimen.legend
        assert specimen.table.rows
        assert f"<figcaption>{specimen.sentence.replace('’', '’')}</figcaption>" in page


def test_every_reason_for_a_gap_is_explained(client: Client, without_build: Home):
    page = get_page(client)
    assert all(reason.sentence in page for reason in Reason)


def test_each_link_of_the_contents_leads_to_a_heading(client: Client, without_build: Home):
    page = get_page(client)
    contents = page[page.index("sg__contents") : page.index("sg__parts")]
    wanted = re.findall(r'href="#([a-z]+)"', contents)
    assert len(wanted) > 15
    assert [name for name in wanted if f'<h2 id="{name}">' not in page] == []


def test_no_two_things_on_the_page_have_the_same_id(client: Client, without_build: Home):
    ids = re.findall(r'\bid="([^"]+)"', get_page(client))
    assert sorted(ids) == sorted(set(ids))


def test_the_page_names_only_assets_that_were_built_under_names_that_change_with_them(
    client: Client, without_build: Home
):
    addresses = set(re.findall(r'"/static/plait/([^"]+)"', get_page(client)))
    assert {address.split(".")[0] for address in addresses} >= {"plait", "print", "mark", "fonts/atkinson"}
    assert all((STATIC / address).is_file() for address in addresses)
    assert all(re.search(r"\.[0-9a-f]{12}\.", address) for address in addresses)


def test_style_script_and_fonts_together_leave_room_for_a_page():
    sent = sum(
        (STATIC / f"{tags.asset(name).removeprefix('/static/plait/')}.br").stat().st_size
        for name in ("plait.css", "plait.js")
    )
    sent += sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
    assert sent < 100_000


def test_the_fonts_are_ours_to_serve_and_swap_in():
    css = (STATIC / tags.asset("plait.css").removeprefix("/static/plait/")).read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\{[^}]+\}", css)
    assert len(faces) == 2
    assert all("font-display:swap" in face for face in faces)
    assert all((STATIC / url).is_file() for face in faces for url in re.findall(r'url\("?(fonts/[^")]+)', face))
    assert "GDS Transport" not in css
    assert "http" not in css


def test_an_asset_that_was_not_built_is_named():
    with pytest.raises(tags.AssetsNotBuilt, match="no-such"):
        tags.asset("no-such.css")


@pytest.mark.parametrize(
    "path", ["/favicon.ico", "/favicon.svg", "/apple-touch-icon.png", "/social-card.png", "/icon-192.png"]
)
def test_icons_lie_where_browsers_look_for_them(client: Client, without_build: Home, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) > 500
    assert answer.headers["Content-Type"].startswith("image/")
    assert "max-age" in answer.headers["Cache-Control"]


def test_the_social_card_has_the_size_that_services_expect():
    head = (STATIC / "social-card.png").read_bytes()[:24]
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1200, 630)


def test_search_engines_are_let_in_only_where_visitors_are(client: Client, without_build: Home, settings: object):
    assert "Disallow: /health" in client.get("/robots.txt").content.decode()
    settings.PLAIT_OPEN_DATA = False  # type: ignore[attr-defined]
    assert client.get("/robots.txt").content.decode().endswith("Disallow: /\n")


def test_what_is_not_there_is_said_with_a_way_on(client: Client, without_build: Home):
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_name_that_is_not_this_sites_is_a_page_and_not_a_fault(client: Client, without_build: Home):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "We could not understand that" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_a_page_names_its_social_card_by_its_whole_address(client: Client, without_build: Home):
    body = client.get("/style", headers={"host": "localhost"}).content.decode()
    assert '<meta property="og:image" content="http://localhost/social-card.png">' in body


def explain(rf: RequestFactory, refusal: Exception) -> HttpResponse:
    def view(_request: HttpRequest) -> HttpResponse:
        raise AssertionError("not called")

    answer = ErrorPages(view).process_exception(rf.get("/"), refusal)
    assert answer is not None
    return answer


def test_a_site_without_data_says_how_to_import_and_not_where_it_lies(rf: RequestFactory, without_build: Home):
    refusal = NoBuild("There is no data yet.", why=f"No build lies in {without_build.store}.", mend="Import.")
    answer = explain(rf, refusal)
    assert answer.status_code == 503
    assert "plait data import" in answer.content.decode()
    assert "make demo" in answer.content.decode()
    assert str(without_build.root) not in answer.content.decode()


def test_a_closed_site_says_that_it_is_closed(rf: RequestFactory, with_build: Home, closed: None):
    answer = explain(rf, OpenDataClosed("This site shows figures only to people who have signed in.", mend="Ask."))
    assert answer.status_code == 403
    assert "only to people who have signed in" in answer.content.decode()
    assert "Figures up to" not in answer.content.decode()


def test_other_errors_are_left_to_be_our_fault(rf: RequestFactory):
    assert ErrorPages(lambda _request: HttpResponse()).process_exception(rf.get("/"), ValueError("x")) is None


def test_our_own_fault_is_a_page_that_leans_on_nothing(client: Client, without_build: Home, monkeypatch):
    def fail() -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("plait.web.site.views.specimens.collect", fail)
    client.raise_request_exception = False
    answer = client.get("/style")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side" in page
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == ["/static/plait/error.css", "/"]
    assert (STATIC / "error.css").is_file()
    assert "broken on purpose" not in page
    assert "Content-Security-Policy" in answer.headers


def test_the_foot_of_a_page_says_how_new_the_figures_are(client: Client, with_build: Home):
    page = client.get("/accessibility").content.decode()
    assert "Figures up to 2024/25, put together on 1 November 2026" in page
    assert "Open Government Licence" in page


@pytest.mark.django_db
def test_the_navigation_shows_only_what_is_built(client: Client, with_build: Home):
    page = client.get("/accessibility").content.decode()
    links = re.findall(r'href="(/[^"]*)"', page[page.index('<nav class="pl-nav"') : page.index("</nav>")])
    assert len(links) >= 2
    assert [link for link in links if client.get(link).status_code != 200] == []
    assert 'role="search"' in page


def test_a_site_with_nothing_to_show_has_no_links_to_it(client: Client, with_build: Home, closed: None):
    page = client.get("/accessibility").content.decode()
    assert '<nav class="pl-nav"' not in page
    assert 'role="search"' not in page
