"""People of two trusts, and browsers of theirs."""

from tests.stage import stage

__all__ = ["stage"]
