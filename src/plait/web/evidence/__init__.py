"""The library of evidence, and what stands on it."""
