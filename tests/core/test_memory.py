"""Memory that was freed is kept for the next array."""

import resource
import subprocess
import sys

PROGRAM = """
import resource, sys
import numpy as np
from plait.core.memory import keep_freed_memory
kept = keep_freed_memory() if sys.argv[1] == "keep" else False
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
np.ones(2_000_000)
before = faults()
for _ in range(50):
    np.ones(2_000_000)
print(int(kept), faults() - before)
"""


def count_faults(how: str) -> tuple[int, int]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True)
    kept, faults = done.stdout.split()
    return int(kept), int(faults)


def test_a_second_array_takes_the_place_of_the_first_without_asking_the_system():
    kept, faults = count_faults("keep")
    assert kept == 1
    assert faults < 16e6 / resource.getpagesize()  # less than one of the fifty arrays
    assert count_faults("leave")[1] > faults
