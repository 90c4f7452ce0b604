"""Keeping what people bring in, within what a person and an organisation may keep; and removing what nothing names."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.home import find_home
from plait.goals.models import Exemplar, Kept, Upload
from plait.goals.services import quality_files
from plait.goals.services.quality_files import KeptFile
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require

MEGABYTE: Final = 1_000_000  # bytes
_A_DAY: Final = dt.timedelta(days=1)
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{3,4}")


class NoRoom(PlaitError):
    """A person or an organisation keeps as much as they may."""


def keep(content: bytes, *, name: str, owner: Organisation, by: Person) -> KeptFile:
    """Keep a file for an organisation, and count it.

    Raises
    ------
    NotAllowed
        If `by` may not write there.
    NotAFile
        If it is of another kind, too large or damaged.
    NoRoom
        If the person or the organisation keeps as much as they may.
    """
    with transaction.atomic():
        require(May.WRITE, at=owner, by=by)
        quality_files.check_size(len(content), name=name)
        _require_room(len(content), name=name, owner=owner, by=by)
        kept = quality_files.keep_file(content, name=name)
        Upload.objects.get_or_create(
            file=kept.file, owner=owner, defaults={"size_n": kept.size_n, "by": by, "at": clock.now()}
        )
        return kept


def free() -> int:
    """Stop counting files that no exemplar and no kept version names any more; how many there were."""
    with transaction.atomic():
        return _free(Upload.objects.all())


def sweep() -> int:
    """Stop counting what nothing names, and remove such files a day after they came; how many files went. Run daily."""
    free()
    folder, before = find_home().uploads, clock.now() - _A_DAY
    if not folder.is_dir():
        return 0
    old = {path.name for path in folder.iterdir() if _NAME.fullmatch(path.name) and _came(path.stat().st_mtime, before)}
    old -= set(Upload.objects.filter(file__in=old).values_list("file", flat=True))
    gone = old - _named(old)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return len(gone)


def _require_room(size_n: int, *, name: str, owner: Organisation, by: Person) -> None:
    """Refuse what is too much; what nothing names is counted no longer before that."""
    why = _too_much(size_n, owner=owner, by=by)
    if why:
        _free(Upload.objects.filter(owner=owner) | Upload.objects.filter(by=by))
        why = _too_much(size_n, owner=owner, by=by)
    if why:
        raise NoRoom(
            f"“{name[:80]}” was not uploaded.",
            why=why,
            mend="Remove examples that nobody needs, or put a link to where the file lies. Whoever runs this site can "
            "make more room.",
        )


def _too_much(size_n: int, *, owner: Organisation, by: Person) -> str:
    """Why there is no room; empty where there is."""
    return _over(
        "You have brought in",
        Upload.objects.filter(by=by),
        size_n,
        most_n=settings.PLAIT_FILES_OF_A_PERSON,
        most_mb=settings.PLAIT_MEGABYTES_OF_A_PERSON,
    ) or _over(
        f"{owner.name} keeps",
        Upload.objects.filter(owner=owner),
        size_n,
        most_n=settings.PLAIT_FILES_OF_AN_ORGANISATION,
        most_mb=settings.PLAIT_MEGABYTES_OF_AN_ORGANISATION,
    )


def _over(who: str, rows: QuerySet[Upload], size_n: int, *, most_n: int, most_mb: int) -> str:
    held = rows.aggregate(n=Count("pk"), size_n=Sum("size_n", default=0))
    if held["n"] < most_n and held["size_n"] + size_n <= most_mb * MEGABYTE:
        return ""
    used = f"{held['n']:,} of {most_n:,} files and {held['size_n'] / MEGABYTE:,.1f} of {most_mb:,} MB"
    return f"{who} {used}; this one has {size_n / MEGABYTE:,.1f} MB."


def _free(rows: QuerySet[Upload]) -> int:
    counted = set(rows.values_list("file", flat=True))
    gone = counted - _named(counted)
    rows.filter(file__in=gone).delete()
    return len(gone)


def _named(files: Iterable[str]) -> set[str]:
    """Those among some files that an exemplar or a kept version names."""
    wanted = set(files)
    named = set(Exemplar.objects.filter(file__in=wanted).values_list("file", flat=True))
    if wanted <= named:
        return named
    for content in Kept.objects.filter(record_type="goals.definition").values_list("content", flat=True).iterator():
        named |= wanted.intersection(_NAME.findall(str(content)))
    return named


def _came(written: float, before: dt.datetime) -> bool:
    return dt.datetime.fromtimestamp(written, tz=dt.UTC) < before
