"""The sheet of paper under a document: margins, typefaces, columns, and what stands at the head and foot of each."""

from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from plait.web.packs import look
from plait.web.packs.parts import Pack

_PAPER: Final = (210, 297)  # millimetres
_GUTTER: Final = 7  # millimetres between two columns
_MM: Final = 25.4  # in an inch


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: margins in millimetres, sizes in points, spaces after a paragraph and before a heading."""

    side: float
    top: float
    text: float
    title: float
    subtitle: float
    first: float
    second: float
    after: float
    before: float

    @property
    def wide(self) -> float:
        """Inches between the margins."""
        return (_PAPER[0] - 2 * self.side) / _MM

    @property
    def half(self) -> float:
        """Inches of one of two columns."""
        return (_PAPER[0] - 2 * self.side - _GUTTER) / 2 / _MM


USUAL: Final = Setting(20, 20, text=11, title=26, subtitle=14, first=18, second=13, after=6, before=14)
ONE_SIDE: Final = Setting(11, 9, text=7.5, title=15, subtitle=8, first=10.5, second=9, after=1.5, before=5)


def setting_of(pack: Pack) -> Setting:
    """How a pack is set."""
    return ONE_SIDE if pack.one_side else USUAL


def open_document(pack: Pack) -> Any:
    """An empty document that says what it is, whose language it speaks, and on what paper it stands."""
    whole = Document()
    about = whole.core_properties
    about.title, about.author, about.last_modified_by, about.language = pack.title, "Plait", "Plait", "en-GB"
    about.created = about.modified = pack.stamp.replace(tzinfo=None)
    about.comments, about.revision = "", 1
    setting = setting_of(pack)
    page = whole.sections[0]
    page.page_width, page.page_height = (Mm(each) for each in _PAPER)
    page.left_margin = page.right_margin = Mm(setting.side)
    page.top_margin = page.bottom_margin = Mm(setting.top)
    _set_styles(whole, setting)
    _set_edges(page, pack, setting)
    return whole


def _set_styles(whole: Any, setting: Setting) -> None:
    sizes = {
        "Normal": setting.text,
        "Title": setting.title,
        "Subtitle": setting.subtitle,
        "Heading 1": setting.first,
        "Heading 2": setting.second,
    }
    for name, size in sizes.items():
        style = whole.styles[name]
        face = look.TEXT if name == "Normal" else look.HEADINGS
        style.font.name, style.font.size, style.font.bold = face, Pt(size), False
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(look.MUTED if name == "Subtitle" else look.INK)
        _set_face(style, face)
        style.paragraph_format.space_after = Pt(setting.after)
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(setting.before)
    whole.styles["List Bullet"].paragraph_format.space_after = Pt(setting.after / 2)
    for tongue in whole.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), "en-GB")


def _set_face(style: Any, face: str) -> None:
    """One typeface for all letters; without the rule and the wide letters of the template's titles."""
    fonts = style.element.rPr.rFonts
    for role in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(role), None)
    fonts.set(qn("w:ascii"), face)
    fonts.set(qn("w:hAnsi"), face)
    for name in ("w:pBdr", "w:spacing", "w:kern"):
        for holder in (style.element.pPr, style.element.rPr):
            found = None if holder is None else holder.find(qn(name))
            if found is not None:
                holder.remove(found)


def _set_edges(page: Any, pack: Pack, setting: Setting) -> None:
    """The head of every sheet, and at its foot the source and which sheet of how many."""
    small = Pt(min(8.5, setting.text - 0.7))
    if pack.head and not pack.one_side:
        _write_small(page.header.paragraphs[0], pack.head, size=small)
    if pack.head or pack.foot:
        page.header_distance = page.footer_distance = Mm(setting.top / 2)
        foot = page.footer.paragraphs[0]
        foot.style = "Normal"  # that of feet has stops of its own
        foot.paragraph_format.tab_stops.add_tab_stop(Mm(_PAPER[0] - 2 * setting.side), WD_TAB_ALIGNMENT.RIGHT)
        _write_small(foot, f"{pack.foot}\tPage ", size=small)
        _add_field(foot, "PAGE", size=small)
        _write_small(foot, " of ", size=small)
        _add_field(foot, "NUMPAGES", size=small)


def _write_small(paragraph: Any, text: str, *, size: Any) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = size, RGBColor.from_string(look.MUTED)
    return run


def _add_field(paragraph: Any, name: str, *, size: Any) -> None:
    """A number that the office program fills in."""
    for kind in ("begin", name, "separate", "1", "end"):
        run = _write_small(paragraph, kind if kind == "1" else "", size=size)
        if kind == name:
            asked = run._r.makeelement(qn("w:instrText"), {})  # noqa: SLF001 (python-docx has no fields)
            asked.text = name
            run._r.append(asked)  # noqa: SLF001
        elif kind != "1":
            run._r.append(run._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}))  # noqa: SLF001


def begin_columns(whole: Any, n: int) -> None:
    """From here on the sheet has so many columns."""
    section = whole.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001 (python-docx has no columns)
    if columns is None:
        columns = section._sectPr.makeelement(qn("w:cols"), {})  # noqa: SLF001
        section._sectPr.append(columns)  # noqa: SLF001
    columns.set(qn("w:num"), str(n))
    columns.set(qn("w:space"), str(round(_GUTTER / _MM * 1440)))
