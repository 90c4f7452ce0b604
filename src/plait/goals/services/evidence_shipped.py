"""Bringing in the entries that Plait ships: written for it from public figures, each with its source."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from importlib import resources
from typing import Any, Final

from django.db import transaction

from plait.core import clock, events
from plait.goals.evidence import FIELDS, EntrySaid, Shaken, find_faults
from plait.goals.happenings import EvidenceShaken
from plait.goals.models.evidence import Entry
from plait.organisations.visibility import Visibility

_MONTHS: Final = ("effect_months", "effect_lo", "effect_hi")


def read_shipped() -> dict[str, EntrySaid]:
    """What Plait ships, by key."""
    text = resources.files("plait.goals.shipped_evidence").joinpath("entries.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    common: Mapping[str, Any] = held.get("common", {})
    found = {}
    for told in held["entries"]:
        said = EntrySaid(**{name: _read(name, value) for name, value in {**common, **told}.items() if name != "key"})
        faults = find_faults(said)
        if faults:
            msg = f"The shipped entry “{told['key']}” cannot stand: {faults}"
            raise ValueError(msg)
        found[told["key"]] = said
    return found


def load_shipped() -> list[Entry]:
    """Bring in what is not there yet, and what has changed since, and return both; the rest stays as it is.

    What somebody has confirmed stays confirmed while its text stays. Nothing that stood is lost: what an entry said
    before is kept with the day, and what stands on it is to be looked at again.
    """
    made = []
    with transaction.atomic():
        held = {each.shipped: each for each in Entry.objects.select_for_update().exclude(shipped="")}
        for key, said in read_shipped().items():
            digest, typed = _digest(said), _digest(said, as_typed=True)
            entry = held.get(key)
            if entry is None:
                entry = Entry(shipped=key, visibility=Visibility.SECTOR.value)
            elif entry.digest in {digest, typed}:
                continue
            else:
                entry.earlier = [*entry.earlier, {"until": f"{clock.today():%-d %B %Y}", **entry.content()}]
                entry.revision += 1
                entry.version += 1
            for name in FIELDS:
                setattr(entry, name, getattr(said, name))
            entry.digest = digest
            entry.full_clean(validate_constraints=False)
            entry.save()
            if entry.earlier:
                events.record(EvidenceShaken(entry=entry.pk, what=Shaken.REVISED.value, by=None))
            made.append(entry)
    return made


def _read(name: str, value: Any) -> Any:
    return Decimal(str(value)) if name in _MONTHS else value


def _digest(said: EntrySaid, *, as_typed: bool = False) -> str:
    """What an entry says, in one hash. `as_typed`: with straight apostrophes, as Plait once shipped it."""
    told = json.dumps(asdict(said), sort_keys=True, default=str)
    return hashlib.sha256((told.replace("\\u2019", "'") if as_typed else told).encode()).hexdigest()
