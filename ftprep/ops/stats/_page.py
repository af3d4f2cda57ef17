"""A self-contained HTML page: one file, no network, nothing in the data can run.

Data goes in as JSON in a script block of a type that no browser runs, with every `<` escaped; the page's script puts it
on the screen as text nodes only. A content security policy names the page's own scripts by their hashes and allows
nothing else, no address above all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from ftprep.record import dumps


def page(title: str, figures: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """The report page of some figures; `shown` holds the excerpts that stand only here."""
    data = {"title": title, "figures": figures, "shown": shown}
    return document(title, data, css="report.css", scripts=("echarts.min.js", "page.js", "report.js"))


def document(title: str, data: Any, *, css: str, scripts: Sequence[str]) -> str:
    """A page of these assets around `data`."""
    styles = asset("page.css") + asset(css)
    codes = [asset(name) for name in scripts]
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {' '.join(map(_hash, codes))}"
    return "\n".join(
        [
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">',
            f"<title>{escape(title)}</title>\n<style>{styles}</style>\n</head>\n<body>",
            '<div id="app"></div>',
            f'<script type="application/json" id="data">{embedded(data)}</script>',
            *(f"<script>{code}</script>" for code in codes),
            "</body>\n</html>\n",
        ]
    )


def embedded(data: Any) -> str:
    """JSON that can stand in a script block: no `<`, `>`, `&`, and no line separators of Unicode.

    >>> embedded({"a": "</script><script>"})
    '{"a":"\\\\u003c/script\\\\u003e\\\\u003cscript\\\\u003e"}'
    """
    text = dumps(data).decode()
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def asset(name: str) -> str:
    """A file of the page's parts."""
    return (files("ftprep.ops.stats") / "assets" / name).read_text("utf-8")


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
