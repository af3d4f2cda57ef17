"""Operators, a family a folder, one small module each, named as the operator."""
