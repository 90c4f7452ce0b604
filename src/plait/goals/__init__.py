"""Curate clear goals: a definition of quality, goals, self-evaluation, alignment decisions and evidence."""
