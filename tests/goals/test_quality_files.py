"""What may be uploaded as an exemplar, and what is kept of it."""

import io
import zipfile

import pytest
from PIL import Image

from plait.goals.quality import ExemplarKind
from plait.goals.services import quality_files
from plait.goals.services.quality_files import NoSuchFile, NotAFile, keep_file, read_file

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    return tmp_path


def make_office(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return held.getvalue()


def make_photograph() -> bytes:
    """Two dots by one, which the camera says to turn, taken at a place."""
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera that was at 51.5 north"
    Image.new("RGB", (2, 1), "red").save(held, format="JPEG", exif=exif)
    return held.getvalue()


def test_a_document_is_kept_once_under_its_digest_and_read_back(home):
    first, again = keep_file(PDF, name="C:\\work\\Reading <plan>.PDF"), keep_file(PDF, name="other.pdf")
    assert (first.kind, first.media_type, first.size_n) == (ExemplarKind.DOCUMENT, "application/pdf", len(PDF))
    assert first.file_name == "Reading plan.pdf"
    assert first.file == again.file
    assert [each.name for each in (home / "uploads").iterdir()] == [first.file]
    assert read_file(first.file) == PDF


def test_what_a_camera_wrote_into_a_photograph_is_not_kept_and_it_stands_upright():
    kept = keep_file(make_photograph(), name="board.jpeg")
    content = read_file(kept.file)
    assert b"51.5 north" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1, 2)
    assert kept.kind is ExemplarKind.IMAGE


@pytest.mark.parametrize(("name", "folder"), [("docx", "word/"), ("pptx", "ppt/"), ("xlsx", "xl/")])
def test_files_of_an_office_are_told_by_what_is_in_them(name, folder):
    kept = keep_file(make_office("[Content_Types].xml", f"{folder}document.xml"), name="plan.zip")
    assert kept.file.endswith(name)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "is not a PDF"),
        (b"<html><script>alert(1)</script></html>", "is not a PDF"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"\x89PNG\r\n\x1a\n nothing", "damaged"),
        (make_office("a.exe"), "packed file"),
        (make_office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (PDF + b"x" * quality_files.MOST_DOCUMENT, "room for 10 MB"),
    ],
)
def test_what_is_not_a_document_or_picture_is_refused_with_the_reason(content, why):
    with pytest.raises(NotAFile, match=why) as caught:
        keep_file(content, name="board.pdf")
    assert caught.value.mend


@pytest.mark.parametrize("name", ["../plait.sqlite3", "a.pdf", "0" * 64 + ".html", "0" * 64 + ".pdf", ""])
def test_only_what_was_kept_is_read(name):
    with pytest.raises(NoSuchFile):
        read_file(name)
