"""A page's bytes → its main text, with what it says of itself."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "big5": "big5hkscs",
}
"""What browsers read these as: pages name the smaller set and use the larger."""


@dataclass(slots=True)
class PageText:
    text: str
    meta: dict[str, str] = field(default_factory=dict)


def decoded(body: bytes, content_type: str) -> str:
    """By its byte order mark, by what is valid UTF-8, by what header or page claim, else by what is likely."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    claims = [match[1] for match in (_CHARSET.search(content_type),) if match]
    claims += [
        match[1].decode("ascii", "ignore") for match in (_META.search(body[:4096]), _XML.match(body[:200])) if match
    ]
    for claim in claims:
        name = _WIDER.get(claim.lower(), claim)
        try:
            if codecs.lookup(name).name != "utf-8":
                return body.decode(name, "replace")
        except LookupError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(body).best()
    return str(best) if best is not None else body.decode("utf-8", "replace")


def main_page(html: str, url: str) -> PageText:
    """The main text as Markdown: headings, lists, tables and code stay; menus, comments and footers go."""
    import trafilatura

    text = trafilatura.extract(
        html, url=url, output_format="markdown", include_comments=False, include_tables=True, include_formatting=True
    )
    about = trafilatura.extract_metadata(html, default_url=url)
    meta = {
        name: str(value)
        for name in ("title", "author", "date", "sitename", "license")
        if about is not None and (value := getattr(about, name, None))
    }
    if "author" not in meta and (author := _author(html)):
        meta["author"] = author
    return PageText(text or "", meta)


def _author(html: str) -> str:
    """As the page's head names it: short Chinese names pass no filter made for Western ones."""
    from selectolax.lexbor import LexborHTMLParser

    node = LexborHTMLParser(html).css_first('meta[name="author"], meta[property="article:author"]')
    name = (node.attributes.get("content") or "").strip() if node is not None else ""
    return name if len(name) <= 60 and "://" not in name else ""
