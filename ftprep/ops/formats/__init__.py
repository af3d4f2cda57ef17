"""The shapes that trainers load."""
