"""People of two trusts, and browsers of theirs."""

from tests.stage import as_, stage

__all__ = ["as_", "stage"]
