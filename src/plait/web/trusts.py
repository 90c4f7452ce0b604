"""Of which trust a page tells: the one that is asked for, or the first in which the viewer may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from plait.core.errors import NotThere
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.parts import Option


class NoTrust(NotThere):
    """The viewer may read this of no trust, or not of the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The trust, and the choices where there are several."""

    trust: Organisation
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return names.show(self.trust.name)

    @property
    def number(self) -> str:
        """What a link names to stay with the trust: nothing where there is one alone."""
        return str(self.trust.pk) if self.options else ""

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return f"?trust={self.number}" if self.number else ""


def choose(request: HttpRequest, trusts: Sequence[Organisation], *, missing: str) -> Chosen:
    """The trust that a request names, or the first of these.

    Raises
    ------
    NoTrust
        If there is none, or it is not the one named: the answer, which begins with `missing`, is the same.
    """
    asked = request.GET.get("trust", "") or request.POST.get("trust", "")
    chosen = next((each for each in trusts if not asked or str(each.pk) == asked), None)
    if chosen is None:
        raise NoTrust(
            missing,
            why="You belong to no trust, or not to the one that was asked for.",
            mend="Go to your own page, and choose from where you belong.",
        )
    options = tuple(Option(str(each.pk), names.show(each.name), chosen=each == chosen) for each in trusts)
    return Chosen(chosen, options if len(options) > 1 else ())
