"""Which indicators are judged, beside which circumstances, and how far chance reaches: one TOML file for each phase."""
