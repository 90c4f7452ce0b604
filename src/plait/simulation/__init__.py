"""The fictional sector: a seeded England of invented schools that writes official file shapes and keeps the truth."""
