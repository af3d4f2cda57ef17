"""HTML becomes text; of whole pages the main text alone."""

from __future__ import annotations

from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule
from ftprep.text.code import outside_code
from ftprep.text.html import html_to_text, is_page, main_text, strip_tags


def make(settings: Any) -> Change | None:
    if settings.html == "keep":
        return None
    if settings.html == "all":
        return html_to_text

    def change(text: str) -> str:
        if is_page(text):
            return (settings.main_text and main_text(text)) or html_to_text(text)
        changed = outside_code(text, strip_tags)
        return text if changed == text else changed.strip("\n")

    return change


RULE = Rule("html", make, gates=("<[/!a-zA-Z]", "&#?[a-zA-Z0-9]+;"), in_code=True)
