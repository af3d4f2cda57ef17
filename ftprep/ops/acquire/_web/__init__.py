"""Addresses → pages → main texts."""
