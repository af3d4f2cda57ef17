"""Dividing the data."""
