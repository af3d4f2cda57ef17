"""What Dify allows in one run, and what this engine adds for code that it runs itself."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Dify's own limits (its defaults), so that a run which passes here passes there."""

    steps: int = 500
    """Node executions in one run."""
    seconds: int = 1200
    """Of one run."""
    tool_seconds: int = 600
    """Of one tool call."""
    parallel_items: int = 10
    """Items of an iteration at once."""
    upload_bytes: int = 15 * MIB
    """Of one file given to the start node."""
    list_files: int = 10
    """Files in one file list."""
    tool_file_bytes: int = 50 * MIB
    """Of one file that a tool gives."""
    code_characters: int = 400_000
    """Of one text out of a code node or a template."""
    code_texts: int = 30
    """Elements of a string array out of a code node."""
    code_objects: int = 30
    """Elements of an object array out of a code node."""
    code_numbers: int = 1000
    """Elements of a number array out of a code node."""
    code_depth: int = 5
    """Nesting of an object out of a code node."""
    code_number: int = 9_223_372_036_854_775_807
    """Largest number out of a code node, and its negative the smallest."""
    code_digits: int = 20
    """Digits behind the point of a number out of a code node."""
    code_seconds: float = 15.0
    """Of one code node or template (what Dify's sandbox gives a script)."""
    code_memory_bytes: int = 512 * MIB
    """Of one code node's process. Ours."""
