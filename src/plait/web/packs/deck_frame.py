"""The empty deck: 16 to 9, paper, ink and type on its master, and the two layouts that are used."""

import datetime as dt
import re
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from plait.web.packs import look

COVER, PLAIN = 0, 5  # places of the layouts in the template that comes with python-pptx
TITLE_TOP, TITLE_TALL = 0.35, 1.0  # inches
BODY_TOP: Final = 1.45
BODY_FOOT: Final = 6.85
BODY_WIDE: Final = look.WIDTH - 2 * look.EDGE
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def open_deck(*, title: str, author: str, stamp: dt.datetime) -> Any:
    """A deck without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(look.WIDTH), Inches(look.HEIGHT)
    kept = {deck.slide_layouts[COVER].name, deck.slide_layouts[PLAIN].name}
    for layout in [each for each in deck.slide_layouts if each.name not in kept]:
        deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _set_theme(master)
    _paint(master)
    _set_titles(master)
    for sheet in (master, *deck.slide_layouts):
        _place(sheet)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by, about.language = title, author, author, "en-GB"
    about.created = about.modified = stamp.replace(tzinfo=None)
    about.revision = 1
    return deck


def _set_theme(master: Any) -> None:
    """Type and colours, so that what a person adds looks like the rest."""
    part = master.part.part_related_by(RT.THEME)
    theme = etree.fromstring(part.blob)
    for role, face in (("majorFont", look.HEADINGS), ("minorFont", look.TEXT)):
        for latin in theme.iterfind(f".//{{{_DRAWING}}}{role}/{{{_DRAWING}}}latin"):
            latin.set("typeface", face)
    accents = (look.GOALS, look.CAPABILITY, look.INITIATIVES, look.INK, look.MUTED, look.INTERVAL)
    colours = {f"accent{at}": colour for at, colour in enumerate(accents, start=1)}
    colours |= {"dk1": look.INK, "lt1": look.SURFACE, "dk2": look.MUTED, "lt2": look.PAPER}
    colours |= {"hlink": look.GOALS, "folHlink": look.MUTED}
    for name, value in colours.items():
        for slot in theme.iterfind(f".//{{{_DRAWING}}}clrScheme/{{{_DRAWING}}}{name}"):
            for old in list(slot):
                slot.remove(old)
            etree.SubElement(slot, f"{{{_DRAWING}}}srgbClr", val=value)
    # The library keeps a theme as bytes and offers no way to write it.
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _paint(master: Any) -> None:
    whole = master.element.find(qn("p:cSld"))
    for old in whole.findall(qn("p:bg")):
        whole.remove(old)
    paper = (
        f'<p:bg xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{_DRAWING}"><p:bgPr>'
        f'<a:solidFill><a:srgbClr val="{look.PAPER}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    )
    whole.insert(0, etree.fromstring(paper))


def _set_titles(master: Any) -> None:
    style = master.element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    run = style.find(qn("a:defRPr"))
    run.set("sz", str(100 * look.TITLE))
    run.set("b", "0")


def _place(sheet: Any) -> None:
    """Titles where the slides of this shape have room; the date, foot and number of the template are left out."""
    for shape in list(sheet.placeholders):
        kind = shape.placeholder_format.type
        name = re.sub(r"\W.*", "", str(kind))
        if name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
            shape.element.getparent().remove(shape.element)
            continue
        cover = name in {"CENTER_TITLE", "SUBTITLE"}
        top, tall = {"CENTER_TITLE": (1.6, 1.7), "SUBTITLE": (3.4, 0.9)}.get(name, (TITLE_TOP, TITLE_TALL))
        if name in {"BODY", "OBJECT"}:
            top, tall = BODY_TOP, BODY_FOOT - BODY_TOP
        shape.left, shape.top = Inches(look.EDGE), Inches(top)
        shape.width, shape.height = Inches(BODY_WIDE), Inches(tall)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
        body = frame._txBody.find(qn("a:bodyPr"))  # noqa: SLF001 (the anchor of a layout has no setter)
        body.set("anchor", "b" if cover and name == "CENTER_TITLE" else "t")
        for fit in (qn("a:normAutofit"), qn("a:spAutoFit")):
            for old in body.findall(fit):
                body.remove(old)
        for level in shape.element.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
