"""What the database keeps of goals, a module for each part."""
