"""A trust with an improvement model."""

from tests.framework.trusts import trust

__all__ = ["trust"]
