"""Plait: trust-led school improvement as one working loop."""

__version__ = "0.1.0"
