"""Addresses out of lines, sitemaps (sitemaps.org 0.9) and feeds (RSS 2.0, Atom)."""

from __future__ import annotations

import re
from html import unescape
from typing import Literal

_URL = re.compile(r"https?://(?:\[[\w:.%]+\])?[^\s<>\"'，。；、）)\]}]+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
_KIND = re.compile(r"<(urlset|sitemapindex|rss|rdf:RDF|feed)[\s>]", re.IGNORECASE)
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</loc>", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"<(item|entry)[\s>].*?</\1>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</link>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(
    r"<link\b(?![^>]*\brel\s*=\s*[\"'](?!alternate))[^>]*\bhref\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE
)

ListKind = Literal["pages", "lists", ""]


def addresses(text: str) -> list[str]:
    """A line's address, or every one in it; a line that is something else with a scheme stays, to be refused by name.

    >>> addresses("see https://a.example/x, and\\nfile:///etc/passwd")
    ['https://a.example/x', 'file:///etc/passwd']
    """
    out: list[str] = []
    for line in text.split("\n"):
        found = [url.rstrip(".,;:!?") for url in _URL.findall(line)]
        if not found and _SCHEME.match(line.strip()):
            found = [line.strip()]
        out += found
    return out


def listed(text: str) -> tuple[ListKind, list[str]]:
    """What a sitemap or a feed lists: pages, or further lists; ("", []) where it is neither.

    Read with patterns, not with an XML parser: what other people serve may hold entities that grow without end.
    """
    head = _KIND.search(text[:4096])
    if head is None or text.lstrip("\ufeff \n\r\t")[:1] != "<":
        return "", []
    kind = head[1].lower()
    if kind in ("urlset", "sitemapindex"):
        found = [unescape(url) for url in _LOC.findall(text)]
        return ("lists" if kind == "sitemapindex" else "pages"), found
    links = []
    for item in _ITEM.finditer(text):
        link = _LINK.search(item[0]) or _HREF.search(item[0])
        if link:
            links.append(unescape(link[1].strip()))
    return "pages", links
