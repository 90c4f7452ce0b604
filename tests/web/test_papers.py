"""Reports on paper: the same words and figures as the page, tagged, with charts as lines, from nothing but the pack."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from plait.core.home import Home
from plait.indicators.queries import schools as school_queries
from plait.indicators.services import register
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import Store, open_current
from plait.organisations.domain import Scope
from plait.web.land import land_of
from plait.web.organisations.school import SchoolFacts
from plait.web.organisations.school_pack import Made, present_pack
from plait.web.packs import paper
from plait.web.packs.parts import Chart, Mark, Pack, Page, Series, Table
from plait.web.packs.writing import write_file
from tests.insight import signals_england as england
from tests.people import make_member
from tests.web import full_sheet
from tests.web import paper_files as read
from tests.web.pages import Page as WebPage
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db]
STAMP = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
DIFFERENCES = Chart(
    key="one",
    name="Reading: change of the underlying level",
    alt="Reading, each with its range: Harbour Lane +3 (+1 to +5).",
    kind="rows",
    categories=("Harbour Lane Primary School", "Mill Road Primary School"),
    series=(
        Series("As expected", Mark.BAND, (0.0, 0.0), minus=(1.0, 1.0), plus=(1.0, 1.0)),
        Series("Where the truth probably lies", Mark.SIGNAL_INTERVAL, (3.0, -2.0), minus=(2.0, 1.0), plus=(2.0, 1.0)),
        Series("Best estimate", Mark.SIGNAL, (3.0, -2.0)),
    ),
    low=-5.0,
    high=5.0,
    step=2.5,
    number_format="+0.0;-0.0;0",
)
YEARS = Chart(
    key="two",
    name="Reading, year by year",
    alt="Reading, year by year: from 60% in 2018/19 to 70% in 2022/23.",
    kind="years",
    categories=("18/19", "19/20", "20/21", "21/22", "22/23"),
    series=(
        Series(
            "Expected",
            Mark.EXPECTED,
            (62.0, None, None, 63.0, 64.0),
            (3.0, None, None, 3.0, 3.0),
            (3.0, None, None, 3.0, 3.0),
        ),
        Series("Published", Mark.LINE, (60.0, None, None, 66.0, 70.0)),
    ),
    low=0.0,
    high=100.0,
    step=50.0,
    number_format='0"%"',
)


def pack_of(*pages: Page, title: str = "Report to trustees: Northbridge") -> Pack:
    return Pack(
        name="report",
        title=title,
        subtitle="1 September 2026 to 22 November 2026, by exception",
        lines=("Nothing decided.",),
        said="",
        source="",
        stamp=STAMP,
        pages=pages,
        sheets=(),
        readme="",
        head="Report to trustees: Northbridge · 22 November 2026",
        foot="Plait, build made by hand",
    )


def part(title: str, **held: object) -> Page:
    return Page(title, title, said="", source="", **held)  # type: ignore[arg-type]


def paper_of(pack: Pack) -> bytes:
    return write_file(pack, "pdf").content


@pytest.fixture
def store(with_sector: Home) -> Store:
    return open_current(with_sector)


@pytest.fixture
def known(store: Store) -> int:
    """The open secondary of a trust of which most is published."""
    held = store.table("values").filter(pl.col("value").is_not_null()).group_by("urn").agg(pl.len().alias("n"))
    found = store.table("schools").filter(
        (pl.col("status") == "open") & (pl.col("phase") == "secondary") & pl.col("trust_uid").is_not_null()
    )
    return int(found.join(held, on="urn").sort("n", "urn")["urn"][-1])


@pytest.fixture
def trustee(store: Store, settings: object) -> Client:
    """Somebody of the largest trust who reads its report."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    uid = store.table("trusts").sort("schools_n", descending=True, nulls_last=True)["uid"][0]
    client = Client()
    person = make_member(register.adopt_trust(store, uid=uid), "director")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def same_everywhere(client: Client, url: str, *, base: str) -> tuple[WebPage, bytes, bytes]:
    """The page, its paper and its document, which say the same headings and figures."""
    page = get_page(client, url)
    answers = [client.get(f"{base}.{kind}") for kind in ("pdf", "docx")]
    assert [each.status_code for each in answers] == [200, 200]
    assert all("no-store" in each["Cache-Control"] for each in answers)
    pdf, docx = (each.content for each in answers)
    numbers = read.numbers_of(read.words_of_page(page.html))
    assert len(numbers) > 5
    for words in (read.words_of_paper(read.open_paper(pdf)), read.words_of_document(docx)):
        for level, heading in page.headings:
            assert level == "h3" or heading in words, heading
        assert numbers - read.numbers_of(words) == set()
    return page, pdf, docx


def test_the_report_to_trustees_says_the_same_on_the_page_on_paper_and_in_the_document(trustee: Client):
    page, pdf, docx = same_everywhere(trustee, "/board-report", base="/board-report")
    assert {"Word", "PDF", "Data (Excel and CSV)"} <= {text for text, _ in page.links}
    assert 1 <= len(read.open_paper(pdf).pages) <= 3
    pictures = page.html.count('class="bd-chart"')
    assert [tag for tag, _ in read.tags_of(read.open_paper(pdf))].count("/Figure") == pictures
    assert len(read.alts_of_document(docx)) == pictures
    assert "Every school here is fictional." in read.words_of_paper(read.open_paper(pdf))


def test_school_on_a_page_says_the_same_on_the_page_on_paper_and_in_the_document(with_england: Home, client: Client):
    page, pdf, docx = same_everywhere(client, f"/schools/{england.STAR}/page", base=f"/schools/{england.STAR}/page")
    assert {"Word", "PDF", "Data (Excel and CSV)"} <= {text for text, _ in page.links}
    written = read.open_paper(pdf)
    assert len(written.pages) == 1
    rows = page.html.count('class="pl-row pl-row--sheet"')
    figures = [alt for tag, alt in read.tags_of(written) if tag == "/Figure"]
    assert len(figures) == len(read.alts_of_document(docx)) == 2 * rows > 0
    assert all(len(alt) > 30 for alt in (*figures, *read.alts_of_document(docx)))
    assert "A fictional school." not in read.words_of_paper(written)


def test_the_data_of_school_on_a_page_are_what_it_says_and_every_figure(known: int, store, client: Client):
    page = get_page(client, f"/schools/{known}/page")
    answer = client.get(f"/schools/{known}/page.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        names = {name.rsplit("/", 1)[-1] for name in whole.namelist()}
        said = whole.read("csv/on the page.csv").decode("utf-8-sig")
        figures = whole.read("csv/figures.csv").decode("utf-8-sig").splitlines()
    assert {"on the page.csv", "figures.csv", "in like circumstances.csv", f"school-on-a-page-{known}.xlsx"} <= names
    assert all(text in said for _, text in [each for each in page.headings if each[0] == "h3"])
    twin = client.get(f"/schools/{known}.csv").content.decode("utf-8-sig").splitlines()
    assert figures == twin


@pytest.mark.parametrize("kind", ["pptx", "html", "pdf.exe"])
def test_no_other_kind_of_file_is_there(known: int, client: Client, kind: str):
    assert client.get(f"/schools/{known}/page.{kind}").status_code == 404


def test_paper_is_tagged_in_english_with_title_and_headings_and_alternative_texts():
    pages = (part("What changed", charts=(DIFFERENCES, YEARS)), part("What stopped", points=("Homework.", "Marking.")))
    table = Table(("School", "Change"), (("Harbour Lane", "+3"),), (1.0, 1.0))
    written = read.open_paper(paper_of(pack_of(*pages, part("In figures", table=table))))
    root = written.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a name of the PDF, not Python's)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert written.metadata.title == "Report to trustees: Northbridge"
    assert "pdfuaid:part>1<" in written.xmp_metadata.rdf_root.toxml()
    tags = list(read.tags_of(written))
    assert [alt for tag, alt in tags if tag == "/Figure"] == [DIFFERENCES.alt, YEARS.alt]
    kinds = [tag for tag, _ in tags]
    assert kinds.count("/H1") == 3
    assert kinds.count("/LI") == 2
    assert kinds.count("/TH") == 2


def test_charts_are_lines_and_no_picture_of_dots():
    content = paper_of(pack_of(part("What changed", charts=(DIFFERENCES, YEARS))))
    assert all(not list(page.images) for page in read.open_paper(content).pages)
    words = read.words_of_paper(read.open_paper(content))
    for told in ("Harbour Lane Primary School", "+5.0", "−2.5", "18/19", "22/23"):
        assert told in words
    document = write_file(pack_of(part("What changed", charts=(DIFFERENCES, YEARS))), "docx").content
    members = read.members_of(document)
    assert not [name for name in members if name.startswith("word/media/")]
    assert len([name for name in members if name.startswith("word/charts/chart")]) == 2


def test_each_sheet_bears_name_day_and_its_number():
    points = tuple(
        f"Decision {at}: every school reads aloud each day, for a reason that takes a line." for at in range(90)
    )
    written = read.open_paper(paper_of(pack_of(part("What was decided", points=points))))
    assert len(written.pages) > 1
    for at, page in enumerate(written.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert "Report to trustees: Northbridge · 22 November 2026" in words
        assert f"Page {at} of {len(written.pages)}" in words


def test_the_typefaces_are_the_sites_own_and_in_the_file():
    written = read.open_paper(paper_of(pack_of(part("What changed", lede="A line."))))
    fonts = [font.get_object() for page in written.pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    assert all("Atkinson" in name or "Newsreader" in name for name in names)
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_what_people_write_is_never_markup():
    wild = '#panic("no") *bold* #image("/etc/passwd") $x^2$ @cite <label> \\ // gone? [x] `code` #eval("1+1")'
    words = read.words_of_paper(read.open_paper(paper_of(pack_of(part("Wild", points=(wild,)), title=wild))))
    assert words.count(wild) == 2


@pytest.mark.parametrize("text", ["Łódź Ŵyth Ŷ", "شكرا and 漢字", "\U0001fae0 \ue123"])
def test_letters_that_the_typefaces_lack_stop_no_report(text: str):
    written = read.open_paper(paper_of(pack_of(part("Words", lede=f"Here: {text}, there."))))
    assert "there." in read.words_of_paper(written)
    assert written.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712


def test_the_template_reads_no_other_file_and_asks_no_network():
    template = Path(paper.__file__).with_name("paper.typ").read_text(encoding="utf-8")
    assert not re.search(r"@preview|#import|#include|\bread\(|https?:|\bplugin\(|csv\(|yaml\(|toml\(", template)
    assert set(re.findall(r"\b(?:image|json)\((?!bytes\(sys\.inputs\.)", template)) == set()


def test_the_same_pack_is_the_same_bytes_and_a_long_one_is_refused():
    pack = pack_of(part("What changed", lede="A line.", charts=(YEARS,)))
    assert paper_of(pack) == paper_of(pack)
    with pytest.raises(paper.TooLong, match="Ask for fewer days"):
        paper_of(pack_of(part("What changed", lede="x" * 500_000)))


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        (5.0, "+0;-0;0", "+5"),
        (-5.0, "+0;-0;0", "−5"),
        (0.0, "+0.0;-0.0;0", "0"),
        (-2.5, "+0.0;-0.0;0", "−2.5"),
        (40.0, '0"%"', "40%"),
        (-0.25, "0.00", "−0.25"),
    ],
)
def test_figures_of_a_scale_are_written_as_the_office_program_would(value: float, form: str, told: str):
    assert paper.write_number(value, form) == told


def full_pack(store: Store, urn: int) -> Pack:
    scope = Scope(open_data=True)
    found = SchoolFacts(
        school=school_queries.get_school(scope, store=store, urn=urn),
        line=school_queries.get_line(scope, store=store, urn=urn),
        spells=(),
        figures=(),
        spreads={},
        definitions=load_definitions(),
        land=land_of(scope, store=store),
        nearest=None,
        judged=None,
        judged_note="",
    )
    return present_pack(
        full_sheet.make_full_sheet(), found=found, near=(), made=Made("made by hand", STAMP, fictional=True)
    )


def test_school_on_a_page_is_one_side_with_all_that_a_school_can_have_in_the_longest_words(store: Store, known: int):
    pack = full_pack(store, known)
    written = read.open_paper(paper_of(pack))
    assert len(written.pages) == 1
    words = read.words_of_paper(written)
    assert "A fictional school." in words
    for page in pack.pages:
        assert page.title in words
        assert all(" ".join(point.split()) in words for point in page.points)
    assert len(read.open_paper(paper_of(replace(pack, pages=pack.pages[:1]))).pages) == 1
