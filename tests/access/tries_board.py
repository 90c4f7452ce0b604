"""With what the report to trustees is tried, and who is to reach it: whoever reads what is decided in the trust."""

from collections.abc import Callable

from plait.organisations.visibility import Visibility
from tests.access.actors import READERS, Sample

_READING = (READERS[Visibility.TRUST] - {"visitor"}) | {"trustee"}


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def of_the_trust(sample: Sample) -> list[object]:
        return [make(readers=_READING, query=f"trust={sample.trust.pk}")]

    def as_a_file(sample: Sample) -> list[object]:
        query = f"trust={sample.trust.pk}"
        return [make({"kind": kind}, readers=_READING, query=query) for kind in ("docx", "pdf")]

    return {"board-report": of_the_trust, "board-report-file": as_a_file}
