"""How much organisations and people keep, of what they may: for whoever runs the site."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum

from plait.core.errors import NotAllowed
from plait.goals.models import Upload
from plait.organisations.domain import Scope
from plait.organisations.roles import May


@dataclass(frozen=True, slots=True)
class Use:
    """What one organisation or person keeps: files and bytes, and how many of each they may."""

    name: str
    files_n: int
    bytes_n: int
    most_files_n: int
    most_megabytes_n: int


def list_by_organisation(scope: Scope) -> tuple[Use, ...]:
    """Every organisation that keeps files, the most bytes first."""
    most = (settings.PLAIT_FILES_OF_AN_ORGANISATION, settings.PLAIT_MEGABYTES_OF_AN_ORGANISATION)
    return _list(scope, "owner", most)


def list_by_person(scope: Scope) -> tuple[Use, ...]:
    """Everybody who brought files in that are kept, the most bytes first."""
    return _list(scope, "by", (settings.PLAIT_FILES_OF_A_PERSON, settings.PLAIT_MEGABYTES_OF_A_PERSON))


def _list(scope: Scope, whose: str, most: tuple[int, int]) -> tuple[Use, ...]:
    if not scope.organisations_where(May.OPERATE):
        raise NotAllowed(
            "This page is for operators of the site.",
            why="How much room there is, is for those who run it.",
            mend="Where you are refused a file, the page says how much you keep.",
        )
    held = Upload.objects.values(whose, f"{whose}__name").order_by()
    rows = held.annotate(n=Count("pk"), size_n=Sum("size_n")).order_by("-size_n", f"{whose}__name")
    return tuple(Use(row[f"{whose}__name"], row["n"], row["size_n"], *most) for row in rows)
