"""Same seed, same bytes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from plait.simulation.sector import generate_sector
from plait.simulation.writing import write_sector

SIZE = {"schools": 120, "trusts": 7}
# SHA-256 over names and contents of all files of seed 5
KNOWN = "bdce4f47257fddb4a7640fefa9b750ad01c7bc5191e254a4aa49b9b51ad1ff6f"

SCRIPT = """
import sys
from pathlib import Path
from plait.simulation.sector import generate_sector
from plait.simulation.writing import write_sector
to, schools, trusts = sys.argv[1:]
write_sector(Path(to), generate_sector(5, schools=int(schools), trusts=int(trusts)))
"""


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def write(folder: Path, seed: int) -> str:
    write_sector(folder, generate_sector(seed, **SIZE))
    return digest(folder)


def test_a_seed_gives_the_bytes_it_gave_when_this_was_written(tmp_path: Path) -> None:
    assert write(tmp_path, 5) == KNOWN


def test_neither_the_order_of_hashes_nor_the_number_of_threads_changes_a_byte(tmp_path: Path) -> None:
    other = {"PYTHONHASHSEED": "77", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), str(SIZE["schools"]), str(SIZE["trusts"])]
    subprocess.run(command, env=os.environ | other, check=True, timeout=120)
    assert digest(tmp_path) == KNOWN


def test_two_runs_of_a_seed_are_equal_and_another_seed_differs(tmp_path: Path) -> None:
    once = write(tmp_path / "once", 6)
    assert write(tmp_path / "again", 6) == once
    assert write(tmp_path / "other", 7) != once


def test_writing_again_into_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    once = write(tmp_path, 6)
    assert write(tmp_path, 6) == once
