"""What a trust may begin with, as data."""
