"""How many threads one matrix product may use; to be said before NumPy is loaded."""

import os


def set_threads() -> None:
    """One each, unless told otherwise: many small matrices, several at once, wait for one another with more."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
