"""Words of which the fictional sector's names are made (`words.toml`)."""

import tomllib
from importlib import resources

_TOLD = tomllib.loads(resources.files("plait.simulation").joinpath("words.toml").read_text(encoding="utf-8"))

TOWN_STARTS: tuple[str, ...] = tuple(_TOLD["town_starts"])
TOWN_ENDS: tuple[str, ...] = tuple(_TOLD["town_ends"])
VILLAGE_STARTS: tuple[str, ...] = tuple(_TOLD["village_starts"])
VILLAGE_ENDS: tuple[str, ...] = tuple(_TOLD["village_ends"])
STREETS: tuple[str, ...] = tuple(_TOLD["streets"])
STREET_KINDS: tuple[str, ...] = tuple(_TOLD["street_kinds"])
SAINTS: tuple[str, ...] = tuple(_TOLD["saints"])
TRUST_STARTS: tuple[str, ...] = tuple(_TOLD["trust_starts"])
TRUST_ENDS: tuple[str, ...] = tuple(_TOLD["trust_ends"])
TRUST_KINDS: tuple[str, ...] = tuple(_TOLD["trust_kinds"])
FAMILIAR_PRIMARIES: tuple[str, ...] = tuple(_TOLD["familiar_primaries"])
FAMILIAR_SECONDARIES: tuple[str, ...] = tuple(_TOLD["familiar_secondaries"])
FAITH_TRUST_KINDS: dict[str, tuple[str, ...]] = {key: tuple(kinds) for key, kinds in _TOLD["faith_trust_kinds"].items()}
NOT_THESE: frozenset[str] = frozenset(_TOLD["not_these"])
