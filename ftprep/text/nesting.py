"""How deep a piece of HTML is nested, without parsing it: about as a browser would have it, never less."""

from __future__ import annotations

import re
from collections import Counter

_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)

_FLAT = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dd", "dt", "option", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"),
        *("html", "head", "body"),
    )
)
"""Elements that hold none, are closed by the next of their kind, or occur once: pages leave their ends out."""

_BOUNDS = frozenset(("applet", "marquee", "object", "template", "table", "select", "svg", "math"))
"""What stands open inside these, no end outside closes; nor the other way round."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset"),
        *("figcaption", "figure", "footer", "form", "header", "hgroup", "main", "menu", "nav", "ol", "pre", "section"),
        *("summary", "ul", "button"),
    )
)
"""Elements whose end closes whatever still stands open in them. Any other end closes only what it stands right in."""


def is_deeper(source: str, depth: int) -> bool:
    """Whether more than `depth` elements stand open somewhere, in time that grows with the length alone.

    >>> is_deeper("<div>" * 20, 10), is_deeper("<div></div>" * 20, 10)
    (True, False)
    """
    if source.count("<") <= depth:
        return False
    stack: list[str] = []
    inside: Counter[str] = Counter()
    for tag in _TAG.finditer(source):
        name = tag[2].lower()
        if name in _FLAT:
            continue
        if not tag[1]:
            stack.append(name)
            inside[name] += 1
            if len(stack) > depth:
                return True
        elif inside[name]:
            reach = len(stack) - 1
            if name in _BLOCKS:
                while stack[reach] != name and stack[reach] not in _BOUNDS:
                    reach -= 1
            if stack[reach] == name:
                inside.subtract(stack[reach:])
                del stack[reach:]
    return False
