"""Getting the data in."""
