"""Definitions of quality on pages: begun, changed without scripts, decided, and read by whom they are for."""

import csv
import io
import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from plait.goals.models import Consultation, Definition, Exemplar
from plait.goals.quality_text import DomainSaid
from plait.goals.queries import quality as reading
from plait.goals.services import quality_parts, quality_steps
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from plait.web import context
from tests.goals.definitions import WHOLE, make_definition, put_in_force
from tests.people import as_, make_member, make_school, make_trust
from tests.web.pages import Page, get_page


@dataclass(frozen=True)
class People:
    trust: Organisation
    director: Person
    analyst: Person
    colleague: Person
    trustee: Person
    stranger: Person


@pytest.fixture
def people(db: None, tmp_path, monkeypatch) -> People:
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    trust = make_trust()
    return People(
        trust,
        make_member(trust, "director"),
        make_member(trust, "analyst", name="Ben Hale"),
        make_member(make_school(trust), "colleague", name="Hannah Brook"),
        make_member(trust, "trustee", name="Margaret Lowe"),
        make_member(make_trust("Another trust"), "director", name="Owen Marsh"),
    )


def fields_of(page: Page, *, part: str = "") -> dict[str, list[str]]:
    """What a browser without scripts would hand in from the form of a page: the one with this part, or the last."""
    forms = re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', page.html, re.DOTALL)
    chosen = [each for each in forms if not part or f'name="part" value="{part}"' in each][-1]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", chosen):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not re.search(r'type="(checkbox|radio|file)"', tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', chosen, re.DOTALL):
        found.setdefault(name, []).append(text.strip())
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', chosen, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', inside)
        found.setdefault(name, []).append(picked[1] if picked else "")
    return found


def begin(client: Client, how: str, **told: object) -> Definition:
    fields = fields_of(get_page(client, "/quality/start"))
    answer = client.post("/quality/start", {**fields, "how": how, **told})
    assert answer.status_code == 303, answer.content.decode()
    return Definition.objects.latest("pk")


def test_a_director_of_an_empty_trust_is_taught_what_it_is_and_begins_with_one_button(people: People):
    client = as_(people.director)
    page = get_page(client, "/quality")
    assert "Nothing is written yet" in page.text
    assert ("Begin a definition", f"/quality/start?trust={people.trust.pk}") in page.links
    made = begin(client, "starter")
    page = get_page(client, f"/quality/{made.pk}")
    assert "12 statements in five domains: all described at every level" in page.text
    assert "which you alone read" in page.text
    assert "Nothing is written yet" in get_page(as_(people.colleague), "/quality").text


@pytest.mark.parametrize(
    ("how", "told", "domains"),
    [
        ("blank", {}, []),
        ("areas", {"areas": ["evidence-use", "networks"]}, ["Evidence use", "Networks and collective expertise"]),
        ("text", {"text": "Reading\n- Every child reads.\nMaths\n- Number."}, ["Reading", "Maths"]),
        ("text", {"text": "Domain\tStatement\nReading\tRead.\nMaths\tCount."}, ["Reading", "Maths"]),
        ("table", {"file": SimpleUploadedFile("a.csv", b"Domain,Statement\nReading,Read.")}, ["Reading"]),
    ],
)
def test_it_is_begun_from_areas_from_what_there_is_or_from_nothing(people: People, how, told, domains):
    made = begin(as_(people.director), how, **told)
    assert [each.name for each in made.domains.all()] == domains
    assert made.levels.count() == 3


def test_what_cannot_be_begun_says_why_and_keeps_the_words(people: People):
    client = as_(people.director)
    fields = fields_of(get_page(client, "/quality/start"))
    answer = client.post("/quality/start", {**fields, "how": "text", "text": "Reading\n" + "- " + "long " * 200})
    assert answer.status_code == 422
    assert "room for 600" in answer.content.decode()
    bad = SimpleUploadedFile("a.csv", b"Domain,Statement,Colour\n,Read.,red")
    answer = client.post("/quality/start", {**fields, "how": "table", "file": bad})
    assert answer.status_code == 422
    assert "Statements, row 2, Domain" in Page(answer.content.decode()).text
    assert Definition.objects.count() == 0
    assert as_(people.colleague).get("/quality/start").status_code == 403


def test_handing_in_the_beginning_twice_begins_one(people: People):
    client = as_(people.director)
    fields = {**fields_of(get_page(client, "/quality/start")), "how": "blank"}
    first, second = (client.post("/quality/start", fields) for _ in range(2))
    assert first.url == second.url
    assert Definition.objects.count() == 1


def test_statements_are_written_moved_and_removed_by_buttons_alone(people: People):
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    domain = made.domains.get(key="reading")
    url = f"/quality/{made.pk}/domains/{domain.pk}/change"

    def press(do: str, **told: str) -> None:
        fields = fields_of(get_page(client, url))
        new = fields["row"][-1]
        answer = client.post(url, {**fields, "do": do, **{k.replace("new", f"text-{new}"): v for k, v in told.items()}})
        assert answer.status_code == 303, answer.content.decode()

    press("add", new="Families read too.")
    press("up:books")
    assert [each.text for each in domain.statements.all()] == [
        "Books are chosen with care.",
        "Every child reads with an adult each day.",
        "Families read too.",
    ]
    press("remove:books")
    press("save")
    assert domain.statements.earliest("position").key == "daily"
    assert domain.statements.count() == 2


def test_two_at_one_domain_see_both_texts_and_lose_none(people: People):
    made = make_definition(people.trust, people.director)
    domain = made.domains.get(key="reading")
    url = f"/quality/{made.pk}/domains/{domain.pk}/change"
    client = as_(people.director)
    fields = fields_of(get_page(client, url))
    theirs = DomainSaid("Reading", statements=(WHOLE.domains[0].statements[1],), key="reading")
    quality_parts.change_domain(domain, said=theirs, version=1, by=people.analyst)
    answer = client.post(url, {**fields, "text-books": "Books are chosen by readers."})
    page = Page(answer.content.decode())
    assert answer.status_code == 409
    assert "Somebody else saved this" in page.text
    assert "chosen by readers." in page.text
    again = client.post(url, {**fields_of(page), "do": "save"})
    assert again.status_code == 303
    assert domain.statements.get(key="books").text == "Books are chosen by readers."


def test_the_frame_levels_and_the_order_of_domains_are_changed(people: People):
    client = as_(people.director)
    made = make_definition(people.trust, people.director, shared=False)
    url = f"/quality/{made.pk}/change"
    fields = fields_of(get_page(client, url), part="about")
    new = fields["row"][-1]
    told = {**fields, "title": "Quality here", f"level-{new}": "Shared", "shared": "on", "do": "add"}
    assert client.post(url, told).status_code == 303
    assert client.post(url, {"part": "domains", "do": f"up:{made.domains.last().pk}"}).status_code == 303
    made.refresh_from_db()
    assert (made.title, made.visibility) == ("Quality here", "trust")
    assert [each.name for each in made.levels.all()] == ["Beginning", "Secure", "Shared"]
    assert [each.name for each in made.domains.all()] == ["Belonging", "Reading"]
    adding = fields_of(get_page(client, url), part="new")
    answer = client.post(url, {**adding, "new-name": "Maths"})
    assert answer.url.endswith("/change")
    assert client.post(url, {**fields_of(get_page(client, url), part="new"), "new-name": "maths"}).status_code == 422
    assert client.post(url, {"part": "domains", "do": f"remove:{made.domains.last().pk}"}).status_code == 303
    assert made.domains.count() == 2


def test_a_statement_gets_its_levels_an_indicator_and_examples(people: People):
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    statement = made.domains.get(key="reading").statements.get(key="books")
    url = f"/quality/{made.pk}/statements/{statement.pk}"
    fields = fields_of(get_page(client, url), part="words")
    told = {**fields, "looks-two": "Teachers read the books first.", "measure-0": "indicator:attainment8"}
    assert client.post(url, told).status_code == 303
    assert statement.level_texts.get().text == "Teachers read the books first."
    assert statement.shown.get().measure == "indicator:attainment8"
    adding = fields_of(get_page(client, url), part="exemplar")
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 a plan", content_type="text/html")
    answer = client.post(url, {**adding, "exemplar-title": "A plan", "exemplar-level": "two", "exemplar-upload": file})
    assert answer.status_code == 303, answer.content.decode()
    page = get_page(client, f"/quality/{made.pk}/domains/{statement.domain_id}")
    assert "A plan" in page.text
    exemplar = statement.exemplars.get()
    place = {"part": "place", "exemplar": str(exemplar.pk), "level": "one"}
    assert client.post(url, place).status_code == 303
    exemplar.refresh_from_db()
    assert exemplar.level is not None
    assert exemplar.level.key == "one"
    assert client.post(url, {"part": "remove", "exemplar": str(exemplar.pk)}).status_code == 303
    assert not statement.exemplars.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "Write what can be seen"),
        ({"exemplar-words": "x", "exemplar-url": "javascript:alert(1)"}, "valid URL"),
        ({"exemplar-upload": SimpleUploadedFile("a.pdf", b"<svg onload=alert(1)>")}, "not a PDF"),
    ],
)
def test_an_example_that_cannot_be_taken_says_why(people: People, told, why):
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    url = f"/quality/{made.pk}/statements/{made.domains.get(key='reading').statements.get(key='books').pk}"
    answer = client.post(url, {**fields_of(get_page(client, url), part="exemplar"), "exemplar-title": "A", **told})
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_file_goes_to_readers_alone_and_runs_nothing(people: People):
    made = make_definition(people.trust, people.director, shared=False)
    statement = made.domains.get(key="reading").statements.get(key="books")
    url = f"/quality/{made.pk}/statements/{statement.pk}"
    client = as_(people.director)
    adding = fields_of(get_page(client, url), part="exemplar")
    file = SimpleUploadedFile("Plan für alle.pdf", b"%PDF-1.7 a plan")
    client.post(url, {**adding, "exemplar-title": "A plan", "exemplar-upload": file})
    address = f"/quality/exemplars/{statement.exemplars.get().pk}"
    answer = client.get(address)
    assert answer.content == b"%PDF-1.7 a plan"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''Plan%20f%C3%BCr%20alle.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    for person in (people.colleague, people.trustee, people.stranger):
        assert as_(person).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_the_way_to_being_in_force_goes_by_pages_that_say_what_each_step_means(people: People):
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    for to, told in [
        ("consult", {"until": timezone.localdate().isoformat()}),
        ("agree", {"because": "Every head agreed."}),
        ("force", {}),
    ]:
        url = f"/quality/{made.pk}/step?to={to}"
        answer = client.post(url, {**fields_of(get_page(client, url)), **told})
        assert answer.status_code == 303, answer.content.decode()
    page = get_page(as_(people.trustee), f"/quality/{made.pk}")
    assert "in force since" in page.text
    assert "Change" not in page.text
    history = get_page(client, f"/quality/{made.pk}/history")
    assert "Agreed: Every head agreed." in history.text
    assert client.get(f"/quality/{made.pk}/change").status_code == 403


def test_an_analyst_cannot_decide_and_nobody_skips_a_step(people: People):
    made = make_definition(people.trust, people.director)
    assert as_(people.analyst).get(f"/quality/{made.pk}/step?to=agree").status_code == 404
    assert as_(people.director).get(f"/quality/{made.pk}/step?to=force").status_code == 404
    assert as_(people.director).get(f"/quality/{made.pk}/step?to=nothing").status_code == 404
    answer = as_(people.director).post(f"/quality/{made.pk}/step?to=aside", {"token": "a token", "reason": " "})
    assert answer.status_code == 422


def test_a_revision_says_in_words_what_changed_since_the_one_in_force(people: People):
    first = put_in_force(people.trust, people.director)
    client = as_(people.director)
    url = f"/quality/{first.pk}/step?to=revise"
    answer = client.post(url, fields_of(get_page(client, url)))
    second = Definition.objects.latest("pk")
    assert answer.url == f"/quality/{second.pk}"
    quality_parts.remove_domain(second.domains.get(key="belong"), by=people.director)
    page = get_page(client, f"/quality/{second.pk}/history")
    assert "Belonging" in page.text
    assert "removed" in page.text
    assert "The next version is on its way" in get_page(client, f"/quality/{first.pk}").text


def test_the_table_comes_back_and_a_bad_cell_is_named_on_the_page(people: People):
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    text = client.get(f"/quality/{made.pk}/table.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 4
    workbook = client.get(f"/quality/{made.pk}/table.xlsx").content
    assert client.get(f"/quality/{made.pk}/table.pdf").status_code == 404
    url = f"/quality/{made.pk}/take-in"
    bad = text.replace("Every child reads with an adult each day.", "")
    answer = client.post(url, {**fields_of(get_page(client, url)), "pasted": bad})
    assert answer.status_code == 422
    assert "Statements, row 2, Statement" in Page(answer.content.decode()).text
    changed = text.replace("Books are chosen with care.", "Books are chosen by readers.")
    answer = client.post(url, {**fields_of(get_page(client, url)), "pasted": changed})
    assert answer.status_code == 303
    assert "chosen by readers." in get_page(client, f"/quality/{made.pk}/history").text
    file = SimpleUploadedFile("quality.xlsx", workbook)
    assert client.post(url, {**fields_of(get_page(client, url)), "pasted": "", "file": file}).status_code == 303
    assert reading.build_whole(scope_of(people.director), definition=made) == WHOLE
    made.refresh_from_db()
    assert client.post(url, {"restore": "2", "version": str(made.version)}).status_code == 303
    texts = [each.text for each in reading.build_whole(scope_of(people.director), definition=made).statements]
    assert "Books are chosen by readers." in texts


def test_what_looks_like_a_pupil_is_asked_about_before_anything_is_saved(people: People):
    from plait.core.pupils import check_letter

    number = f"{check_letter('123456789012')}123456789012"
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    url = f"/quality/{made.pk}/domains/{made.domains.get(key='reading').pk}/change"
    fields = {**fields_of(get_page(client, url)), "text-books": f"Ask {number} about books."}
    answer = client.post(url, fields)
    assert answer.status_code == 422
    assert "unique pupil number" in answer.content.decode()
    assert client.post(url, {**fields, "no_pupil": "on"}).status_code == 303


def test_a_stranger_finds_nothing_and_a_trustee_what_is_in_force_alone(people: People):
    draft, there = make_definition(people.trust, people.director), put_in_force(people.trust, people.director)
    for person in (people.stranger, people.trustee):
        for path in ("", "/history", "/table.csv", f"/domains/{draft.domains.first().pk}"):
            assert as_(person).get(f"/quality/{draft.pk}{path}").status_code == 404
    assert as_(people.stranger).get(f"/quality/{there.pk}").status_code == 404
    page = get_page(as_(people.trustee), f"/quality/{there.pk}/history")
    assert "One version is kept" in page.text
    # A part of one definition is not reached through another.
    other = there.domains.first().pk
    assert as_(people.director).get(f"/quality/{draft.pk}/domains/{other}").status_code == 404


def test_what_is_shown_to_the_sector_is_listed_for_other_trusts(people: People):
    from plait.organisations.visibility import Visibility

    there = put_in_force(people.trust, people.director)
    assert "What other trusts show" not in get_page(as_(people.stranger), "/quality").text
    quality_steps.change_visibility(there, visibility=Visibility.SECTOR, by=people.director)
    page = get_page(as_(people.stranger), "/quality")
    assert ("What we mean by quality", f"/quality/{there.pk}") in page.links


def test_a_long_definition_asks_the_database_no_more_than_a_short_one(people: People, django_assert_max_num_queries):
    from plait.goals.quality_starters import read_starter

    long = make_definition(people.trust, people.director, whole=read_starter())
    short = make_definition(people.trust, people.director)
    client = as_(people.colleague)
    client.get("/quality")
    for one in (long, short):
        for path, most in (("", 17), ("?whole=1", 17), (f"/domains/{one.domains.first().pk}", 16), ("/history", 16)):
            with django_assert_max_num_queries(most):
                assert client.get(f"/quality/{one.pk}{path}").status_code == 200
    with django_assert_max_num_queries(8):
        client.get("/quality")


def test_a_picture_has_its_description_as_its_words(people: People):
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (4, 3), "green").save(held, format="PNG")
    client = as_(people.director)
    made = make_definition(people.trust, people.director)
    statement = made.domains.get(key="reading").statements.get(key="books")
    url = f"/quality/{made.pk}/statements/{statement.pk}"
    told = {
        **fields_of(get_page(client, url), part="exemplar"),
        "exemplar-title": "A shelf",
        "exemplar-words": "Books with their covers to the front.",
        "exemplar-upload": SimpleUploadedFile("shelf.png", held.getvalue()),
    }
    assert client.post(url, told).status_code == 303
    page = get_page(client, f"/quality/{made.pk}/domains/{statement.domain_id}")
    assert 'alt="Books with their covers to the front."' in page.html
    answer = client.get(f"/quality/exemplars/{Exemplar.objects.get(title='A shelf').pk}")
    assert answer["Content-Disposition"].startswith("inline")


def test_what_people_are_asked_about_it_is_one_link_away(people: People):
    made = make_definition(people.trust, people.director)
    quality_steps.consult(made, until=timezone.localdate(), by=people.director)
    page = get_page(as_(people.director), f"/quality/{made.pk}")
    assert ("Ask people what they think", f"/consultations/new?definition={made.pk}") in page.links
    talk = Consultation.objects.create(
        owner=people.trust,
        trust=people.trust,
        author=people.director,
        keeper=people.director,
        visibility="trust",
        definition=made,
        title="What do you think of it?",
        question="What is missing?",
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate(),
    )
    page = get_page(as_(people.colleague), f"/quality/{made.pk}")
    assert ("What do you think of it?", f"/consultations/{talk.pk}") in page.links
    assert "Ask people what they think" not in page.text
