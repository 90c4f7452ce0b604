"""School on a page with as much on it as it can hold, in the longest words: nothing longer comes from a build."""

from dataclasses import replace

from django.template.loader import render_to_string

from plait.core.years import AcademicYear
from plait.insight.outcomes import shelf
from plait.insight.queries.signals_answers import Move, Refusal, SchoolSignals, Signal, Skill, YearFigure
from plait.insight.queries.signals_next_year import Outlook
from plait.insight.queries.signals_scales import OutcomeScale
from plait.organisations.domain import Phase
from plait.web.organisations.school_sheet import MOST_NEAR, Near, Sheet
from plait.web.parts import Fact
from plait.web.signals import school_sheet
from plait.web.signals.school_signals import Judged

_YEARS = tuple(AcademicYear(year) for year in (2015, 2016, 2017, 2018, 2022, 2023, 2024))
_WEAK = Skill(AcademicYear(2024), 0.17, 0.8, 9.0, 5.0, 3000, weak=True)
_MOVE = Move(AcademicYear(2021), -12.25, -15.25, -11.25, 0.51, listed=False)
_NAME = "The Archbishop Sentamu and Saint Thomas of Canterbury Roman Catholic and Church of England Academy"
_TRUST = "The Diocese of Northbridge and Wexmouth Multi-Academy Learning Trust"


def make_full_sheet() -> Sheet:
    """A secondary school with a sixth form, judged in every outcome, read by somebody who may read of needs."""
    outcomes = [each for each in shelf.list_outcomes() if each.phase is Phase.SECONDARY]
    signals = tuple(_signal(each.key, hidden=at % 5 == 4) for at, each in enumerate(outcomes))
    found = SchoolSignals(100001, 100001, _NAME, "build", "signals-2.0", signals)
    scales = {each.key: OutcomeScale(20.0, 10.0, 90.0, _YEARS) for each in outcomes}
    outlook = Outlook(1, "possible", None, 3, None)
    told = school_sheet.present(Judged(found, scales, {each.key: outlook for each in outcomes}, {}))
    if told is None:
        raise AssertionError("nothing is judged")
    shares = "18.4% in 2022/23. Lower than in more than 9 in 10 secondary schools."
    longest = ("Free school meals", "English as an additional language", "Education, health and care plans")
    names = (*longest, "Low attainment on entry", "High attainment on entry")
    return Sheet(
        name=_NAME,
        eyebrow="All-through school · ages 3 to 19 · Kingston upon Hull · URN 100001",
        lede=f"An all-through school in Kingston upon Hull, in {_TRUST} since September 2017. {told.lede}",
        facts=tuple(Fact("18.4%", "eligible for free school meals in the last six years, 2022/23") for _ in range(4)),
        tabs=(),
        crumbs=(),
        notice="",
        signals=told,
        published=(),
        circumstances=tuple((name, shares) for name in names),
        near=tuple(Near(_NAME, "/", "Kingston upon Hull · 188 miles away") for _ in range(MOST_NEAR)),
        near_note="The five schools nearest, nearest first. Alike is not better.",
        unknown=told.unknown,
        foot="Plait, build 2024-25_20261122T004402Z_997d71557bbf. Open Government Licence v3.0.",
        links=(),
    )


def render_article(sheet: Sheet) -> str:
    """The sheet's own part of its page."""
    html = render_to_string("organisations/school_sheet.html", {"page": sheet})
    return html[html.index('<article class="pl-sheet"') : html.index("</article>")] + "</article>"


def _signal(key: str, *, hidden: bool) -> Signal:
    outcome = shelf.get_outcome(key)
    figures = tuple(
        YearFigure(year, 100001, 40.0, 60.0, 1.0, 6.0, 190.0, cohort_taken=year.start == 2024) for year in _YEARS
    )
    told = Signal(
        outcome=outcome,
        name=outcome.definition.name,
        refusal=None,
        skill=_WEAK,
        estimate=-12.25,
        lo=-15.25,
        hi=-11.25,
        probability=0.93,
        word="likely",
        needs=True,
        margin=4.8,
        pupils="about 123 fewer pupils of 1,190 above the middle",
        years=_YEARS[:-1],
        figures=figures,
        unmeasured=outcome.context.unmeasured,
        moves=(_MOVE,),
    )
    refused = Refusal("No word is put to this.", "It has fewer than 30 pupils in all years together.", "")
    return replace(told, word=None, refusal=refused, probability=None, needs=False) if hidden else told
