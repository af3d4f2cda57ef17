"""Making text clean."""
