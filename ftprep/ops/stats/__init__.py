"""Seeing the data."""
