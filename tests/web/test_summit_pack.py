"""The pack of a summit as other programs read it: native charts, true figures, nothing small, nothing over."""

import csv
import io
import itertools
import re
import zipfile

import pytest

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from plait.insight.queries.summit import MAIN, Summit, get_summit
from plait.organisations.domain import Scope
from plait.web import names
from plait.web.packs import fitting, look
from plait.web.packs.parts import Pack
from plait.web.packs.writing import KINDS, write_file
from plait.web.signals import summit_pack
from plait.web.signals.summit_charts import chance_of
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web import summit_files as read
from tests.web.signalled import trusts_home

__all__ = ["trusts_home"]
OPEN = Scope(open_data=True)
TOLD = Scope(open_data=True, needs_trusts=frozenset({planted.UID}))


def gather(home: Home, scope: Scope = OPEN, **asked: object) -> Summit:
    return get_summit(scope, open_current(home), planted.UID, **asked)


@pytest.fixture
def found(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Summit:
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    return gather(trusts_home)


@pytest.fixture
def pack(found: Summit) -> Pack:
    return summit_pack.present(found)


@pytest.fixture
def told(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Pack:
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    return summit_pack.present(gather(trusts_home, TOLD))


def written(pack: Pack, kind: str) -> bytes:
    return write_file(pack, kind).content


def test_the_same_build_gives_the_same_bytes(trusts_home, monkeypatch, found):
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    again = gather(trusts_home)
    for kind in KINDS:
        assert written(summit_pack.present(found), kind) == written(summit_pack.present(again), kind)


def test_every_member_of_every_file_bears_the_moment_of_the_build(pack, found):
    moment = found.built_at.timetuple()[:6]
    for kind in KINDS:
        with zipfile.ZipFile(io.BytesIO(written(pack, kind))) as archive:
            # A zip counts in steps of two seconds.
            assert {each.date_time[:5] for each in archive.infolist()} == {moment[:5]}
    assert read.open_deck(written(pack, "pptx")).core_properties.created.timetuple()[:6] == moment
    assert read.open_document(written(pack, "docx")).core_properties.created.timetuple()[:6] == moment


def test_every_slide_has_a_title_of_its_own_and_notes_with_its_source(pack, found):
    deck = read.open_deck(written(pack, "pptx"))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert titles[0] == names.show(found.trust.name)
    assert {"How to read the pictures", "What these figures cannot tell us", "Questions for the day"} <= set(titles)
    for slide in deck.slides:
        assert slide.shapes[0] == slide.shapes.title  # read first
        notes = slide.notes_slide.notes_text_frame.text
        assert "Source: " in notes, slide.shapes.title.text
        assert len(notes.split("Source: ")[0].strip()) > 10


def test_each_chart_is_native_with_its_workbook_and_an_alternative_text(pack):
    deck = read.open_deck(written(pack, "pptx"))
    charts = list(read.charts_of(deck))
    assert len(charts) >= 5
    for frame, chart in charts:
        book = read.columns_of_workbook(chart.part.chart_workbook.xlsx_part.blob)
        drawn = read.caches_of(chart)
        assert drawn
        for name, values in drawn.items():
            column = [*book[name], *[None] * len(values)]  # a sheet ends with its last figure
            assert column[: len(values)] == values, name
        assert len(read.alt_of(frame)) > 30
        assert re.search(r"\d", read.alt_of(frame))


def test_trends_are_drawn_as_the_query_gives_them_with_bars_of_error(pack, found):
    trends = next(each for each in found.trends if each.signal.outcome.key == f"primary.{england.RWM}")
    school = next(each for each in trends.schools if each.urn == england.STAR)
    deck = read.open_deck(written(pack, "pptx"))
    chart = next(
        chart
        for frame, chart in read.charts_of(deck)
        if read.alt_of(frame).startswith(f"{names.show(school.name)}, RWM")
    )
    drawn = read.caches_of(chart)
    held = {f"{(each.year.start + 1) % 100:02}": each for each in school.figures}
    years = [str(each) for each in chart.plots[0].categories]
    for at, year in enumerate(years):
        one = held.get(year)
        assert drawn["Published"][at] == (None if one is None else pytest.approx(one.observed, abs=1e-4))
        if one is not None and one.expected is not None:
            assert drawn["Expected in its circumstances"][at] == pytest.approx(one.expected, abs=1e-4)
    (bars,) = chart._chartSpace.iter(f"{read.CHART}errBars")
    up = [float(v.text) for v in bars.find(f"{read.CHART}plus").iter(f"{read.CHART}v")]
    assert up == pytest.approx([chance_of(each) for each in school.figures if each.expected is not None], abs=1e-4)
    assert bars.find(f"{read.CHART}plus//{read.CHART}f").text.startswith("Sheet1!$")


def test_a_year_without_results_stays_a_gap(pack):
    deck = read.open_deck(written(pack, "pptx"))
    for _, chart in read.charts_of(deck):
        assert chart._chartSpace.find(f"{read.CHART}chart/{read.CHART}dispBlanksAs").get("val") == "gap"


def test_bright_spots_stand_by_name_with_their_evidence_and_interval(pack, found):
    bright = next(each for each in found.bright if each.signal.outcome.key == f"primary.{england.RWM}")
    assert england.STAR in {each.urn for each in bright.spots}
    deck = read.open_deck(written(pack, "pptx"))
    slides = [each for each in deck.slides if each.shapes.title.text.startswith("Bright spots: RWM expected")]
    text = "\n".join(map(read.texts_of, slides))
    shown = [names.show(each.name) for each in bright.spots]
    assert [name for name in text.split("\n") if name in shown] == sorted(shown)
    assert "such flags hold" in text
    chart = next(shape.chart for shape in slides[0].shapes if shape.has_chart)
    drawn = read.caches_of(chart)
    first = bright.spots[0]
    assert drawn["Best estimate"][0] == pytest.approx(first.estimate, abs=1e-4)
    assert drawn["Where the truth probably lies"][:3] == [
        pytest.approx(first.lo, abs=2e-4),
        pytest.approx(first.hi, abs=2e-4),
        None,
    ]
    assert any("What to find out" in each.shapes.title.text for each in deck.slides)


@pytest.mark.parametrize("kind", ["pptx", "docx", "zip"])
def test_nobody_who_is_not_entitled_finds_a_word_of_needs(pack, told, kind):
    def words_of(pack: Pack) -> str:
        content = written(pack, kind)
        if kind == "pptx":
            deck = read.open_deck(content)
            notes = [each.notes_slide.notes_text_frame.text for each in deck.slides]
            return "\n".join([*map(read.texts_of, deck.slides), *notes])
        if kind == "docx":
            document = read.open_document(content)
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(each.text for each in document.paragraphs), *cells])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(
                archive.read(each).decode() for each in archive.namelist() if each.endswith((".csv", ".txt"))
            )

    telling = re.compile(
        r": worse|Shared needs|Likely fell|Likely worse|Who could visit|Needs that no school|in need\b"
    )
    assert not telling.search(words_of(pack))
    assert telling.search(words_of(told))


def test_the_data_hold_what_is_drawn_and_no_probability_of_need(pack, found):
    with zipfile.ZipFile(io.BytesIO(written(pack, "zip"))) as archive:
        held = {
            each: list(csv.DictReader(io.StringIO(archive.read(each).decode("utf-8-sig"))))
            for each in archive.namelist()
            if each.endswith(".csv")
        }
        book = archive.read("summit-" + str(planted.UID) + ".xlsx")
    assert set(held) == {
        f"csv/{each}.csv"
        for each in (
            "schools",
            "trends",
            "differences",
            "bright-spots",
            "changes",
            "since-joining",
            "charts",
            "sources",
        )
    }
    assert [int(row["URN"]) for row in held["csv/schools.csv"]] == [each.urn for each in found.schools]
    assert "schools" in zipfile.ZipFile(io.BytesIO(book)).read("xl/workbook.xml").decode()
    low = next(row for row in held["csv/differences.csv"] if row["URN"] == str(england.LOW))
    assert (low["Word"], low["Probability"]) == ("", "")
    assert float(low["Low"]) < float(low["Difference"]) < float(low["High"])
    drawn = {(row["Chart"], row["Category"], row["Series"]): float(row["Figure"]) for row in held["csv/charts.csv"]}
    for page in pack.pages:
        for chart in page.charts:
            best = next((each for each in chart.series if each.name in {"Published", "Best estimate"}), None)
            for category, value in zip(chart.categories, best.values if best else (), strict=False):
                if value is not None and chart.categories.count(category) == 1:
                    assert drawn[chart.key, category, best.name] == value


def test_the_document_can_be_walked_by_its_headings_and_every_chart_has_words(pack):
    document = read.open_document(written(pack, "docx"))
    levels = [int(each.style.name.split()[-1]) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert document.core_properties.title == pack.title
    charts = [each for each in document.part.rels.values() if each.reltype.endswith("/chart")]
    about = [each.get("descr") for each in document.element.iter() if each.tag.endswith("}docPr")]
    assert len(charts) == len(about) >= 5
    assert all(len(each) > 30 for each in about)
    for each in charts:
        (book,) = each.target_part.rels.values()
        assert read.columns_of_workbook(book.target_part.blob)
    assert all(
        table.rows[0]._tr.find(".//{*}tblHeader") is not None
        for table in document.tables
        if table.style.name == "Table Grid"
    )


def test_no_text_of_a_slide_is_small_and_none_runs_over_its_box(told):
    deck = read.open_deck(written(told, "pptx"))
    for slide in deck.slides:
        title = slide.shapes.title.text
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width, (title, shape.name)
            assert shape.top + shape.height <= deck.slide_height, (title, shape.name)
            if shape.has_chart:
                sizes = {int(run.get("sz")) for run in shape.chart._chartSpace.iter() if run.get("sz")}
                assert min(sizes) >= 100 * look.SMALLEST
            if shape.has_text_frame and not shape.is_placeholder:
                runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
                assert all(run.font.size.pt >= look.SMALLEST for run in runs)
                wide = shape.width.pt
                needed = sum(
                    fitting.height_of(run.text, width=wide, size=run.font.size.pt, bold=bool(run.font.bold))
                    for run in runs
                )
                assert needed <= shape.height.pt + 1, (title, shape.name, needed, shape.height.pt)
        lines = fitting.count_lines(title, width=slide.shapes.title.width.pt, size=look.TITLE)
        assert lines <= 2, title


def test_a_choice_of_outcomes_keeps_to_them(trusts_home, monkeypatch):
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    found = gather(trusts_home, outcomes=[england.READING])
    assert [each.outcome.indicator for each in found.judged] == [england.READING]
    assert [each.signal.outcome.indicator for each in found.trends] == [england.READING]
    pages = summit_pack.present(found).pages
    assert not any("RWM" in page.title for page in pages if page.section != "Since joining")


def test_without_a_choice_the_main_outcomes_are_drawn(found):
    assert [each.signal.outcome.key for each in found.trends]
    assert {each.signal.outcome.key for each in found.trends} <= set(MAIN)


def test_words_that_the_sector_avoids_are_not_in_the_pack(told):
    text = "\n".join(
        part
        for page in told.pages
        for part in (
            page.title,
            page.said,
            page.lede,
            page.legend,
            page.foot,
            *page.points,
            *(b.text for b in page.beside),
        )
    )
    assert not re.search(
        r"\b(best practice|league|top|worst|rank\w*|underperform\w*|intervention)\b", text, re.IGNORECASE
    )
