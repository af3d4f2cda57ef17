"""Making more from little."""
