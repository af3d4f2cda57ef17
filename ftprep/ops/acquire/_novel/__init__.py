"""Novels and scripts → who says what to whom."""
