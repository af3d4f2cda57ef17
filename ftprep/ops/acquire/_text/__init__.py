"""Whole texts: headings, sections, paragraphs, pieces."""
