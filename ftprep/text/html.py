"""HTML to text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from ftprep.text.nesting import is_deeper

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

_MAX_DEPTH = 2000
"""Browsers stop at 512."""

_NAMES = "|".join(sorted(BLOCKS | INLINE, key=len, reverse=True))
_ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*"""
_REMARK = re.compile(r"(<!--|<!doctype|<!\[CDATA\[)", re.IGNORECASE)
_REMARK_ENDS = {"<!--": re.compile(r"-->|\Z"), "<!doctype": re.compile(">"), "<![cdata[": re.compile(r"\]\]>")}
_SCRIPT = re.compile(rf"<(script|style|template|svg|iframe|object){_ATTRIBUTES}\s*>", re.IGNORECASE)
_SCRIPT_ENDS = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "template", "svg", "iframe", "object")
}
_TAG = re.compile(rf"<(/?)({_NAMES}){_ATTRIBUTES}\s*(/?)>", re.IGNORECASE)
_STRONG = re.compile(
    rf"</(?:{_NAMES})\s*>|<(?:br|hr|p|div|img|li|tr|td)\s*/?>|<(?:{_NAMES})\s+[a-z-]+\s*=\s*[\"']|<!doctype",
    re.IGNORECASE,
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
    if "<" in text and (_STRONG.search(text) or _has_comment(text)):
        text = _cut_out(text, _REMARK, _REMARK_ENDS, kept="<![cdata[")
        text = _cut_out(text, _SCRIPT, _SCRIPT_ENDS)
        text = _TAG.sub(_break, text)
        text = re.sub(r"\n[ \t]*\n\s*\n", "\n\n", text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text


def _has_comment(text: str) -> bool:
    start = text.find("<!--")
    return start >= 0 and text.find("-->", start + 4) >= 0


def _cut_out(text: str, opening: re.Pattern[str], ends: Mapping[str, re.Pattern[str]], kept: str = "") -> str:
    """The text without what stands from an opening to its end; of the kind that is `kept` only the marks go.

    Where an opening has no end, none after it of its kind has one: so the text is read once a kind, and not once an
    opening, however many there are.
    """
    parts, at, endless = [], 0, set()
    start = opening.search(text)
    while start:
        kind = start[1].lower()
        end = None if kind in endless else ends[kind].search(text, start.end())
        if end is None:
            endless.add(kind)
            start = opening.search(text, start.start() + 1)
            continue
        parts += [text[at : start.start()], text[start.end() : end.start()] if kind == kept else ""]
        at = end.end()
        start = opening.search(text, at)
    return "".join((*parts, text[at:]))


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

    HTML nested deeper than any page is has its tags taken out unparsed: a parser looks through all open elements at
    every tag, which takes a minute for 200,000 of them.

    >>> html_to_text("<ul><li>one<li>two</ul>x &lt; y<script>no</script>")
    '- one\\n\\n- two\\n\\nx < y'
    """
    if is_deeper(source, _MAX_DEPTH):
        return strip_tags(source).strip()
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
