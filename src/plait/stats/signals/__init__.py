"""Signals: expected results, underlying differences, bright spots, and what changed."""
