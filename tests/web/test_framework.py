"""The pages of frameworks, crosswalks and trusts' improvement models."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plait.core.home import Home
from plait.framework.answers import Part
from plait.framework.files import MAIN, read_shipped
from plait.framework.models import Crosswalk, Edition
from plait.framework.queries import improvement
from plait.framework.services import frameworks as bringing
from plait.framework.services import improvement as writing
from plait.organisations.visibility import Visibility
from plait.web.framework import sheets
from tests.framework.trusts import Trust, make_northbridge, trust
from tests.people import as_, make_body, make_member
from tests.web.pages import Page, get_page

__all__ = ["trust"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_home(fictional_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))


def main():
    return next(each for each in read_shipped() if each.key == MAIN)


def model_of(trust: Trust, rest: str = "") -> str:
    return f"/trusts/{trust.trust.uid}/model{rest}"


def written(page: Page, **changed: str) -> dict[str, str]:
    """The form of a strand as it stands on its page, with some answers changed."""
    held = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="(\d+)"', page.html))
    return {name: value for name, value in held.items() if name.endswith("-version")} | {
        name.replace("__", "-").replace("_use", "-use"): value for name, value in changed.items()
    }


def test_anybody_reads_the_frameworks_and_which_names_are_working_labels():
    listed = get_page(as_(None), "/framework")
    assert {"Trust-led improvement", "Areas of school inspection"} <= {text for text, _ in listed.links}
    page = get_page(as_(None), "/framework/trust-led")
    assert [text for level, text in page.headings if level == "h2"][:3] == [each.name for each in main().strands]
    assert "10 of the names are working labels" in page.text
    assert "Who looks at our work who does not work for us?" in page.text
    assert "Change its words" not in page.text


@pytest.mark.parametrize("rest", ["made-up", "trust-led?edition=7", "trust-led?as=pdf"])
def test_a_framework_an_edition_and_a_file_that_are_not_there_are_not_found(rest: str):
    assert as_(None).get(f"/framework/{rest}").status_code == 404


@pytest.mark.parametrize("kind", ["toml", "csv", "xlsx"])
def test_what_a_framework_gives_to_download_comes_back_to_the_same(kind: str):
    content = as_(None).get(f"/framework/trust-led?as={kind}").content
    assert sheets.read_framework(content, name=f"f.{kind}") == main()


def test_an_operator_changes_a_word_and_the_difference_is_told():
    operator = make_member(make_body(), "operator")
    browser = as_(operator)
    page = get_page(browser, "/framework/trust-led/edit")
    told = {
        name: value.replace("&amp;", "&").replace("&#x27;", "'")
        for name, value in re.findall(r'name="([\w.-]+)" value="([^"]*)"', page.html)
        if name != "csrfmiddlewaretoken"
    }
    for name, body in re.findall(r'<textarea name="([\w.-]+)"[^>]*>\s*(.*?)</textarea>', page.html, re.DOTALL):
        told[name] = body.replace("&#x27;", "'")
    chosen = re.findall(r'<select name="([\w.-]+)".*?value="(\w+)" selected', page.html, re.DOTALL)
    told |= dict(chosen)
    told |= {"component.evaluation.name": "Seeing how we do", "note": "Plainer"}
    answer = browser.post("/framework/trust-led/edit", told, follow=True)
    shown = Page(answer.content.decode())
    assert shown.h1 == "What changed"
    assert "From edition 1 to edition 2, one thing changed." in shown.text
    assert "Seeing how we do" in shown.text
    again = browser.post("/framework/trust-led/edit", told)
    assert again.status_code == 422
    assert "Edition 2 was brought in meanwhile" in again.content.decode()
    csv = browser.get("/framework/trust-led/changes?as=csv").content.decode()
    assert "Name changed,Evaluation,Seeing how we do" in csv


def test_a_director_brings_in_the_trusts_own_framework_and_others_do_not_see_it(trust: Trust):
    text = replace(main(), key="our-quality", name="Our quality")
    file = SimpleUploadedFile("q.xlsx", sheets.write_framework(text, ending=".xlsx"))
    told = {"file": file, "owner": str(trust.trust.pk), "token": "a token", "note": ""}
    answer = as_(trust.director).post("/framework/import", told)
    assert (answer.status_code, answer.url) == (303, "/framework/our-quality")
    assert get_page(as_(trust.head), "/framework/our-quality").h1 == "Our quality"
    stranger = make_northbridge("Southbridge")
    assert as_(stranger.director).get("/framework/our-quality").status_code == 404
    assert "Our quality" not in get_page(as_(stranger.director), "/framework").text
    beside = "/framework/our-quality/beside/inspection-areas"
    line = {"act": "add", "component": "evaluation", "kind": "overlaps", "other": "leadership", "note": "Both look"}
    assert as_(trust.director).post(beside, line).status_code == 303
    assert as_(trust.head).post(beside, line).status_code in {403, 404}
    assert "Both look" in get_page(as_(trust.head), beside).text


def test_a_file_that_is_no_framework_says_what_to_mend_and_brings_in_nothing(trust: Trust):
    before = Edition.objects.count()
    file = SimpleUploadedFile("q.csv", b"Component key,Component\r\na,b\r\n")
    told = {"file": file, "owner": str(trust.trust.pk), "token": "a token"}
    answer = as_(trust.director).post("/framework/import", told)
    assert answer.status_code == 422
    assert "Add a column with the heading “Framework key”" in answer.content.decode()
    assert Edition.objects.count() == before


def test_a_crosswalk_is_read_from_either_side_and_comes_back_in():
    browser = as_(make_member(make_body(), "operator"))
    turned = browser.get("/framework/trust-quality/beside/trust-led")
    assert turned.url == "/framework/trust-led/beside/trust-quality"
    page = get_page(browser, turned.url)
    assert "12 of 12 components on the left have one" in page.text
    content = browser.get(f"{turned.url}?as=xlsx").content
    before = list(Crosswalk.objects.order_by("pk").values_list("component", "kind", "other_component", "note"))
    told = {"act": "sheet", "file": SimpleUploadedFile("c.xlsx", content), "token": "a"}
    assert browser.post(turned.url, told).status_code == 303
    after = list(Crosswalk.objects.order_by("pk").values_list("component", "kind", "other_component", "note"))
    assert sorted(before) == sorted(after)
    link = {"act": "remove", "link": "networks workforce"}
    assert browser.post(turned.url, link).status_code == 303
    assert not Crosswalk.objects.filter(component="networks", other_component="workforce").exists()


def test_an_empty_trust_is_told_what_a_model_is_and_writes_a_first_strand():
    director = make_member(make_northbridge_without_model(), "director")
    uid = improvement.Organisation.objects.latest("pk").uid
    page = get_page(as_(director), f"/trusts/{uid}/model")
    assert "Nothing is written yet" in page.text
    form = get_page(as_(director), f"/trusts/{uid}/model/write")
    told = written(form, evidence_use__how="We ask who has tried it.") | {"then": "next"}
    answer = as_(director).post(f"/trusts/{uid}/model/write", told)
    assert (answer.status_code, answer.url) == (303, f"/trusts/{uid}/model/write?strand=capability")
    shown = get_page(as_(director), f"/trusts/{uid}/model")
    assert "1 of 12 components begun." in shown.text
    assert "We ask who has tried it." in shown.text


def make_northbridge_without_model():
    from tests.people import make_trust

    return make_trust("Westbridge")


def test_two_people_at_the_same_strand_lose_nothing(trust: Trust):
    address = model_of(trust, "/write?strand=capability")
    form = get_page(as_(trust.analyst), address)
    theirs = written(form, networks__how="Fifteen networks.")
    assert as_(trust.director).post(address, theirs).status_code == 303
    answer = as_(trust.analyst).post(address, written(form, networks__how="Twelve networks."))
    page = Page(answer.content.decode())
    assert answer.status_code == 409
    assert "Networks and collective expertise: How we do it here" in page.text
    assert "Fifteen networks." in page.text
    assert as_(trust.analyst).post(address, written(page, networks__how="Twelve networks.")).status_code == 303


def test_handing_in_the_same_words_again_changes_nothing(trust: Trust):
    address = model_of(trust, "/write?strand=capability")
    told = written(get_page(as_(trust.analyst), address), networks__how="Fifteen networks.")
    first, second = (as_(trust.analyst).post(address, told) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)


def test_what_looks_like_a_pupil_is_warned_of_before_it_is_saved(trust: Trust):
    address = model_of(trust, "/write?strand=capability")
    told = written(get_page(as_(trust.analyst), address), networks__how="We followed H801200001001.")
    answer = as_(trust.analyst).post(address, told)
    assert answer.status_code == 422
    assert "looks like a unique pupil number" in answer.content.decode()
    assert "nothing here leads to one pupil" in answer.content.decode()


def test_the_picture_holds_the_trusts_own_words_and_every_component(trust: Trust):
    page = get_page(as_(trust.head), model_of(trust, "/picture"))
    assert page.html.count('class="ch hx ') == 2
    assert "Read, then ask." in page.text
    assert page.text.count("not written yet") == 20
    svg = as_(trust.head).get(model_of(trust, "/picture?as=svg"))
    assert svg["Content-Type"] == "image/svg+xml"
    drawn = svg.content.decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawn
    assert "class=" not in drawn
    assert "Read, then ask." in drawn
    assert "Northbridge Learning Trust" in drawn


def test_a_version_is_kept_once_and_compared_in_words(trust: Trust):
    desk = model_of(trust, "/look-after")
    told = {"act": "keep", "note": "Summer", "token": "a token"}
    for _ in range(2):
        assert as_(trust.analyst).post(desk, told).status_code == 303
    assert len(improvement.list_versions(trust.scope, model=trust.model)) == 1
    refused = as_(trust.analyst).post(desk, told | {"token": "another"})
    assert refused.status_code == 422
    assert "Nothing has changed since version 1" in refused.content.decode()
    now = improvement.get_content(trust.scope, model=trust.model)
    writing.write(trust.model, parts={"networks": replace(now.part("networks"), how="Fifteen.")}, by=trust.analyst)
    page = get_page(as_(trust.head), model_of(trust, "/changes"))
    assert "From version 1 of 21 November 2026 to what stands now, one thing changed." in page.text
    csv = as_(trust.head).get(model_of(trust, "/changes?as=csv")).content.decode()
    assert "How we do it here: rewritten,Fourteen networks.,Fifteen." in csv
    earlier = get_page(as_(trust.head), model_of(trust, "?version=1"))
    assert "Fourteen networks." in earlier.text
    assert "This is an earlier version" in earlier.text


def test_a_model_leaves_as_a_workbook_and_comes_back_with_more(trust: Trust):
    content = as_(trust.analyst).get(model_of(trust, "?as=csv")).content.decode()
    changed = content.replace("Fourteen networks.", "Fifteen networks.").encode()
    desk = model_of(trust, "/look-after")
    told = {"act": "sheet", "file": SimpleUploadedFile("m.csv", changed), "token": "t"}
    assert as_(trust.analyst).post(desk, told).status_code == 303
    now = improvement.get_content(trust.scope, model=trust.model)
    assert (now.part("networks").how, now.part("evidence-use").words) == ("Fifteen networks.", "Read, then ask.")
    spoilt = SimpleUploadedFile("m.csv", changed.replace(b"networks,", b"nets,", 1))
    refused = as_(trust.analyst).post(desk, told | {"file": spoilt, "token": "u"})
    assert refused.status_code == 422
    assert "“Component key” holds “nets”" in refused.content.decode()


def test_who_writes_cannot_open_it_beyond_the_trust_from_the_page(trust: Trust):
    desk = model_of(trust, "/look-after")
    assert 'value="sector"' not in get_page(as_(trust.analyst), desk).html
    told = {"act": "readers", "motto": "Small steps.", "visibility": "sector", "version": str(trust.model.version)}
    assert as_(trust.analyst).post(desk, told).status_code == 422
    assert as_(trust.director).post(desk, told).status_code == 303
    assert as_(trust.director).post(desk, told).status_code == 422  # over a version that no longer stands
    trust.model.refresh_from_db()
    assert (trust.model.visibility, trust.model.motto) == ("sector", "Small steps.")


def test_a_model_is_offered_to_a_partner_who_reads_it_once_they_accept(trust: Trust):
    from plait.organisations.models import Share
    from plait.organisations.services import sharing

    partner = make_northbridge("Southbridge")
    writing.change_readers(
        trust.model, visibility=Visibility.PARTNERS, exception=False, motto="", version=1, by=trust.director
    )
    told = {
        "act": "offer",
        "partner": str(partner.trust.pk),
        "until": "2027-07-31",
        "purpose": "To learn",
        "token": "t",
    }
    assert as_(trust.director).post(model_of(trust, "/look-after"), told).status_code == 303
    assert as_(partner.director).get(model_of(trust)).status_code == 404
    sharing.accept(Share.objects.get(), by=partner.director)
    assert "Fourteen networks." in get_page(as_(partner.director), model_of(trust)).text


def test_a_newer_edition_is_said_and_the_model_is_carried_forward_from_the_page(trust: Trust):
    strands = list(main().strands)
    strands[1] = replace(strands[1], components=strands[1].components[:3])
    bringing.take_in(replace(main(), strands=tuple(strands)), by=None)
    page = get_page(as_(trust.analyst), model_of(trust))
    assert "A newer edition of the components is in use" in page.text
    desk = get_page(as_(trust.analyst), model_of(trust, "/look-after"))
    assert "Where does “Networks and collective expertise” go?" in desk.text
    told = {"act": "carry", "move-networks": "expertise", "token": "t"}
    assert as_(trust.analyst).post(model_of(trust, "/look-after"), told).status_code == 303
    shown = get_page(as_(trust.analyst), model_of(trust))
    assert "edition 2" in shown.text
    assert "Fourteen networks." in shown.text
    assert "hx--sheet" not in shown.html  # eleven components make no plait


def test_other_trusts_words_stand_beside_ones_own_component_by_component(trust: Trust):
    other = make_northbridge("Southbridge")
    writing.write(other.model, parts={"networks": Part(how="Three networks, and time for them.")}, by=other.director)
    beside = model_of(trust, "/others?component=networks&like=all")
    assert "none shares its improvement model with you yet" in get_page(as_(trust.head), beside).text
    writing.change_readers(
        other.model, visibility=Visibility.SECTOR, exception=False, motto="", version=1, by=other.director
    )
    page = get_page(as_(trust.head), beside)
    assert "Three networks, and time for them." in page.text
    assert "Fourteen networks." in page.text
    csv = as_(trust.head).get(f"{beside}&as=csv").content.decode()
    assert 'Southbridge,How we do it here,"Three networks, and time for them."' in csv
    near = get_page(as_(trust.head), model_of(trust, "/others?component=networks"))
    assert "Trusts in like circumstances cannot be found" in near.text  # this trust is in no register
    assert as_(trust.head).get(model_of(trust, "/others?component=made-up")).status_code == 404


def test_trusts_in_like_circumstances_are_found_by_the_recipe_for_trusts(fictional_home: Home):
    from plait.indicators.services import register
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import trust_neighbours
    from plait.organisations.domain import Scope

    store = open_current(fictional_home)
    uid = int(store.table("trusts").filter(store.table("trusts")["schools_n"] > 3)["uid"][0])
    found = trust_neighbours.get_set(Scope(open_data=True), store=store, uid=uid, k=50, survival=False)
    near = register.adopt_trust(store, uid=found.urns[0])
    mine = register.adopt_trust(store, uid=uid)
    far_away = make_northbridge("Far away")
    for each in (near, far_away.trust):
        director = make_member(each, "director")
        model = writing.begin(each, by=director)
        writing.write(model, parts={"networks": Part(how=f"As {each.pk} does it.")}, by=director)
        writing.change_readers(model, visibility=Visibility.SECTOR, exception=False, motto="", version=1, by=director)
    page = get_page(as_(make_member(mine, "director")), f"/trusts/{uid}/model/others?component=networks")
    assert f"As {near.pk} does it." in page.text
    assert "in like circumstances to yours" in page.text
    assert f"As {far_away.trust.pk} does it." not in page.text


@pytest.mark.parametrize(
    ("rest", "most"), [("", 16), ("/picture", 14), ("/changes", 14), ("/write", 14), ("/look-after", 18)]
)
def test_a_page_asks_few_questions_of_the_database(trust: Trust, django_assert_max_num_queries, rest: str, most: int):
    browser = as_(trust.analyst)
    browser.get(model_of(trust, rest))
    with django_assert_max_num_queries(most):
        assert browser.get(model_of(trust, rest)).status_code == 200
