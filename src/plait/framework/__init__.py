"""Strands and components as versioned data, other frameworks beside them, and each trust's own improvement model."""
