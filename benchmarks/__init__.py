"""Plait beside its peers, on the machine at hand: `make bench`."""
