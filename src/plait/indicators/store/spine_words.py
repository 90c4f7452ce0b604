"""The words publishers use for phases, types, regions and the like, and the one word kept for each."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each published word means.

    `strict` and `loose` map a name of a vocabulary to its words (key: casefolded; value: the word kept, "" for a word
    that is known to say nothing). `kinds` and `groups` map a type of establishment to the provision that the type alone
    settles and to its group. `regions` maps the number of a local authority to its region.
    """

    strict: Mapping[str, Mapping[str, str]]
    loose: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, str]
    groups: Mapping[str, str]
    regions: Mapping[int, str]


@functools.cache
def load_vocabulary() -> Vocabulary:
    """Read `spine_words.toml` and `spine_regions.toml`, which lie beside this module."""
    told = tomllib.loads((_HERE / "spine_words.toml").read_text(encoding="utf-8"))
    regions = tomllib.loads((_HERE / "spine_regions.toml").read_text(encoding="utf-8"))
    loose = {name: dict(words) for name, words in told["words"].items()}
    loose["type"] |= {name.casefold(): name for name in told["types"]}
    return Vocabulary(
        strict=MappingProxyType({name: dict(words) for name, words in told["map"].items()}),
        loose=MappingProxyType(loose),
        kinds=MappingProxyType({name: kind for name, (kind, _) in told["types"].items()}),
        groups=MappingProxyType({name: group for name, (_, group) in told["types"].items()}),
        regions=MappingProxyType({code: name for name, codes in regions.items() for code in codes}),
    )
