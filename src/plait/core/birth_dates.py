"""A date of birth together with whose it is, told from the dates of meetings, openings and inspections."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

_YOUNGEST, _OLDEST = 2, 19  # years: from nursery to the end of a sixth form
_BEFORE, _AFTER = 40, 20  # characters between the word "born" and the date
_PERSON_BEFORE, _PERSON_AFTER = 100, 60  # characters between the date and the name
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<{}>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})(?![\d/-])",
        r"(?<![\d/.-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d/-])",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.format('m')},? (?P<y>\d{{4}})\b",
        rf"\b{_MONTH.format('m')} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b",
    )
)
_BIRTH = re.compile(r"\bborn\b|\bd\.?o\.?b\b|\bdates? of birth\b|\bbirth ?dates?\b|\bbirthdays?\b", re.IGNORECASE)
_CHILD = re.compile(
    r"\b(?:he|she|his|her|pupils?|child(?:ren)?|students?|boys?|girls?|son|daughter|twins?|siblings?)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])|\n\s*\n")
_CAPITALS = re.compile(
    r"[A-Z][a-zà-ÿ]+(?:['’-][A-Za-zà-ÿ]+)*(?:\s(?:[A-Z]\.?\s)?[A-Z][a-zà-ÿ]+(?:['’-][A-Za-zà-ÿ]+)*)*"
)
_CALLED_BORN = re.compile(r"[\s,(:–-]*(?:(?:was|is|were) )?(?:born|d\.?o\.?b|date of birth|birthday)\b", re.IGNORECASE)
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[\s,]+[A-Z]{2,})+\b")
# A run of capitals with one of these is a place, an institution or a heading: nobody's name.
_NOT_NAMES: Final = frozenset(
    """
    academies academy action agenda autumn board british bursar ce chair chapel christmas church class cluster
    college committee community council county date dates department director directors dob early easter
    education england english executive federation figure foundation free governor governors grammar head
    headteacher high hub improvement in infant infants inspection it junior key learning london maths meeting
    minutes multi national north note notes nursery of ofsted on our plan policy primary programme project
    quarter report review road saint school schools secondary section sixth south spring st stage street team
    term that the these they this trust trustee trustees trusts university was we when which year
    """.split()  # noqa: SIM905 — one word a line would be a page
)
# Names too, but not when they stand alone: April 2014, and April Jones.
_NOT_ALONE: Final = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday summer january february march april may june july august
    september october november december
    """.split()  # noqa: SIM905
)


def find_birth_dates(text: str, *, today: dt.date) -> Iterator[tuple[int, int]]:
    """Where a text gives the date of birth of somebody of school age, and says whose."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            born = _read(match, today=today)
            if born is not None and _is_of_school_age(born, today=today) and _is_told_of_somebody(text, match):
                yield match.span()


def _read(match: re.Match[str], *, today: dt.date) -> dt.date | None:
    month, year = match["m"], int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year <= today.year % 100 else 1900
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return dt.date(year, number, int(match["d"]))
    except ValueError:
        return None  # 31/02/2014 is nobody's birthday


def _is_of_school_age(born: dt.date, *, today: dt.date) -> bool:
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return _YOUNGEST <= age <= _OLDEST


def _is_told_of_somebody(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = _SENTENCE_END.split(text[max(0, start - _PERSON_BEFORE) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _PERSON_AFTER])[0]
    if not (_BIRTH.search(before[-_BEFORE:]) or _BIRTH.search(after[:_AFTER])):
        return False
    return any(_CHILD.search(part) or _has_name(part) for part in (before, after))


def _has_name(part: str) -> bool:
    if any(_NOT_NAMES.isdisjoint(_words(run.group())) for run in _SHOUTED.finditer(_BIRTH.sub(" – ", part))):
        return True
    for run in _CAPITALS.finditer(part):
        words = _words(run.group())
        alone = len(run.group().split()) == 1
        if not _NOT_NAMES.isdisjoint(words) or (alone and not _NOT_ALONE.isdisjoint(words)):
            continue
        opens = alone and not part[: run.start()].strip(" \t\n\"“‘'(-–•*")
        # Every sentence begins with a capital; that word is a name if the next words say that it was born.
        if not opens or _CALLED_BORN.match(part, run.end()):
            return True
    return False


def _words(run: str) -> list[str]:
    return re.split(r"[\s,'’-]+", run.lower())
