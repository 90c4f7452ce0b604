"""Names as pages show them: those of a build as a register prints them, and those of organisations, go through here."""

from plait.core.names import place, show

__all__ = ["place", "show"]
