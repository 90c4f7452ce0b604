"""Pages of frameworks, crosswalks, and trusts' improvement models."""
