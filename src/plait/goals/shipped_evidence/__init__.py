"""The entries of evidence that Plait ships."""
