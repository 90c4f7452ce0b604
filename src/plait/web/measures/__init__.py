"""Pages of measures that trusts and schools keep themselves, and of their trends."""
