"""People of two trusts, and a school with a signal."""

from tests.stage import stage

__all__ = ["stage"]
