"""Of what a build is a function: the files given, the register, the definitions and the code. Quick to load."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import plait
from plait.core.years import AcademicYear
from plait.indicators.store.inputs import InputFile, hash_inputs

_STORE = Path(__file__).resolve().parent
_PLAIT = Path(plait.__file__).resolve().parent
SOURCES = _STORE.parent / "sources"
DEFINITIONS = _STORE.parent / "definitions"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Three SHA-256: of the files given, of the register, and of all on which the content of a build depends."""

    inputs: str
    register: str
    content: str


def take_fingerprint(inputs: Iterable[InputFile], *, year: AcademicYear | None) -> Fingerprint:
    """The fingerprint that a build of these files would bear.

    Parameters
    ----------
    inputs
        The files, with their hashes.
    year
        The academic year told for files that do not tell it.
    """
    files = hash_inputs(inputs, extra=(str(year),))
    register = hash_files(SOURCES.glob("*.toml"))
    definitions = hash_files(DEFINITIONS.glob("*.toml"))
    code = hash_files([*_STORE.glob("*.py"), *_STORE.glob("*.toml"), *(_PLAIT / "core").glob("*.py")])
    whole = f"{files}\n{register}\n{definitions}\n{code}\n{plait.__version__}"
    return Fingerprint(files, register, hashlib.sha256(whole.encode()).hexdigest())


def hash_files(files: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
