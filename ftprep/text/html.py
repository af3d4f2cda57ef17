"""HTML to text."""

from __future__ import annotations

import html
import re
from typing import Any

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "applet",
        "area",
        "audio",
        "b",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "big",
        "br",
        "button",
        "canvas",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "datalist",
        "del",
        "dfn",
        "em",
        "embed",
        "font",
        "frame",
        "head",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "meta",
        "meter",
        "nobr",
        "noscript",
        "object",
        "output",
        "param",
        "picture",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "script",
        "select",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "sup",
        "svg",
        "td",
        "template",
        "textarea",
        "th",
        "time",
        "track",
        "tt",
        "u",
        "var",
        "video",
        "wbr",
    ]
)
_HIDDEN = frozenset(
    ("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select", "datalist")
)

_NAMES = "|".join(sorted(BLOCKS | INLINE, key=len, reverse=True))
_ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*"""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!doctype[^>]*>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(
    rf"<(script|style|template|svg|iframe|object){_ATTRIBUTES}\s*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(rf"<(/?)({_NAMES}){_ATTRIBUTES}\s*(/?)>", re.IGNORECASE)
_STRONG = re.compile(
    rf"</(?:{_NAMES})\s*>|<(?:br|hr|p|div|img|li|tr|td)\s*/?>|<(?:{_NAMES})\s+[a-z-]+\s*=\s*[\"']|<!--.*?-->|<!doctype",
    re.IGNORECASE | re.DOTALL,
)
_PAGE = re.compile(r"<(?:html|body)[\s>]|<!doctype html", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


def is_page(text: str) -> bool:
    """Whether the text is a whole HTML page."""
    return _PAGE.search(text[:5000]) is not None


def strip_tags(text: str) -> str:
    """Prose with HTML in it as plain text: elements that HTML knows go, with comments, scripts and styles; entities
    become their characters. `a < b`, `List<String>` and `<think>` stay: they are no HTML.

    >>> strip_tags("one<br>two &amp; <b>three</b>")
    'one\\ntwo & three'
    """
    if "<" in text and _STRONG.search(text):
        text = _COMMENT.sub(lambda m: m.group(1) or "", text)
        text = _SCRIPT.sub("", text)
        text = _TAG.sub(_break, text)
        text = re.sub(r"\n[ \t]*\n\s*\n", "\n\n", text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text


def _break(match: re.Match[str]) -> str:
    close, name = match.group(1), match.group(2).lower()
    if name == "li":
        return "" if close else "\n- "
    if name in ("br", "tr", "dt", "dd", "option"):
        return "" if close and name != "tr" else "\n"
    if name in ("td", "th"):
        return "" if not close else "\t"
    return "\n\n" if name in BLOCKS else ""


def _character(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def html_to_text(source: str) -> str:
    """The text of a piece of HTML, parsed as browsers parse it. Paragraphs are lines apart, list items begin with -.

    >>> html_to_text("<ul><li>one<li>two</ul>x &lt; y<script>no</script>")
    '- one\\n- two\\n\\nx < y'
    """
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(source).root
    out: list[str] = []
    if root is not None:
        _collect(root, out)
    text = "".join(out)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _collect(root: Any, out: list[str]) -> None:
    stack: list[tuple[Any, bool]] = [(root, False)]
    pre = 0
    while stack:
        node, leaving = stack.pop()
        tag = node.tag
        if tag == "-text":
            content = node.text_content or ""
            out.append(content if pre else re.sub(r"[ \t\n\r\f]+", " ", content))
            continue
        if not tag or tag[0] in "-_!" or tag in _HIDDEN:
            continue
        if leaving:
            pre -= tag == "pre"
            out.append(
                "\t" if tag in ("td", "th") else "\n" if tag in ("tr", "li") else "\n\n" if tag in BLOCKS else ""
            )
            continue
        pre += tag == "pre"
        out.append("\n- " if tag == "li" else "\n" if tag in ("br", "tr") else "\n\n" if tag in BLOCKS else "")
        stack.append((node, True))
        children = []
        child = node.child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack.extend(reversed(children))


def main_text(page: str) -> str:
    """The main text of a whole page, without menus, footers and the like; "" where there is none to be found."""
    import trafilatura

    page = page.encode("utf-8", "replace").decode()  # lone surrogates
    return trafilatura.extract(page, fast=True, include_comments=False, include_tables=True) or ""
