"""What the database keeps of frameworks and of trusts' improvement models."""
