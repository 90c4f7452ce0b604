"""Pages of what a trust does alike and what it leaves open."""
