"""Pages of the web → their main texts."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag

from ftprep.errors import InputDataError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.acquire._fetching import PROBLEMS
from ftprep.ops.acquire._web.lists import addresses, listed
from ftprep.ops.acquire._web.page import PageText, decoded, main_page
from ftprep.ops.acquire._web.robots import Robots
from ftprep.ports import Answer, FetchRules
from ftprep.record import Lineage, Record, record_id
from ftprep.report import Reject
from ftprep.text.minhash import band_keys
from ftprep.text.pdf import NotReadable, pdf_text
from ftprep.text.shingles import jaccard, normal_form, shingles

STEP = "fetch_web_pages"
AGENT = "finetune-data-prep"
_LISTS_DEEP = 3
_TEXT_TYPES = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/rss",
    "application/atom",
    "application/json",
    "application/markdown",
)


class FetchWebPagesOptions(Options):
    max_pages: int = setting(50, help="No more pages than this in one call.", ge=1, le=2000)
    min_characters: int = setting(200, help="Pages whose main text is shorter are rejected: menus, error pages.", ge=0)
    similarity: float = setting(
        0.8,
        help="Pages that share this much of their text with an earlier one are rejected; 1 rejects equal ones only.",
        ge=0.3,
        le=1,
    )
    delay_seconds: float = setting(
        1.0, help="Time between two requests to one host; robots.txt may ask for more.", ge=0, le=60
    )
    robots: bool = setting(True, help="Heed robots.txt. Off is for sites of your own.", panel=False)
    max_megabytes: float = setting(10, help="Of one page, unpacked.", gt=0, le=200, panel=False)
    page_seconds: float = setting(30, help="For one page.", gt=0, le=300, panel=False)
    allow_hosts: tuple[str, ...] = setting(
        (), help="Hosts, addresses or networks inside that may be reached, each with a port or without. Metadata addresses never.", panel=False
    )  # fmt: skip


@operator(
    "source",
    FetchWebPagesOptions,
    reasons={
        **PROBLEMS,
        "robots": ("The site's robots.txt does not allow it.", "网站的 robots.txt 不允许抓取。"),
        "not_a_page": ("It is no page, text or PDF.", "不是网页、文本或 PDF。"),
        "no_text": ("No main text, or less than min_characters.", "没有正文，或正文短于 min_characters。"),
        "near_duplicate": ("Nearly the same text as an earlier page.", "与前面某页的正文几乎相同。"),
        "beyond_max_pages": ("More addresses than max_pages.", "超出 max_pages 的地址。"),
    },
    uses_network=True,
)
def fetch_web_pages(options: FetchWebPagesOptions, context: Context) -> Iterator[Record | Reject]:
    """Fetches web pages and keeps their main text: from addresses, sitemaps or feeds; PDF too.

    Only public addresses over http and https are reached. robots.txt is heeded, and requests to one host keep their
    distance. Each page becomes a record of Markdown with its title, date, author and address.
    """
    wanted = list(dict.fromkeys(_given(context)))
    if not wanted:
        raise InputDataError(
            en="No address was given: paste addresses into `text`, one a line, or bind a list, a sitemap or a feed to `dataset`.",
            zh="没有收到网址：请在 text 中粘贴网址（每行一个），或把网址列表、站点地图或订阅源接到 dataset。",
        )
    return _Fetching(options, context).run(wanted)


def _given(context: Context) -> Iterator[str]:
    for document in context.dataset.documents():
        text = document.text()
        kind, found = listed(text)
        urls = found if kind else addresses(text)
        document.account["format"] = "sitemap_or_feed" if kind else "addresses"
        document.account["read"] = len(urls)
        yield from urls


class _Fetching:
    def __init__(self, options: FetchWebPagesOptions, context: Context) -> None:
        self._options = options
        self._fetcher = context.network()
        self._rules = FetchRules(
            agent=AGENT,
            allow=options.allow_hosts,
            max_bytes=int(options.max_megabytes * 1_000_000),
            seconds=options.page_seconds,
            delay=options.delay_seconds,
        )
        self._alike = _Alike(options.similarity)
        self._seen: set[str] = set()

    def run(self, wanted: list[str]) -> Iterator[Record | Reject]:
        queue = deque((url, 0) for url in wanted)
        pages = 0
        with tempfile.TemporaryDirectory(prefix="ftprep-web-") as folder:
            robots = Robots(self._fetcher, replace(self._rules, delay=0, max_bytes=600_000), Path(folder) / "robots")
            place = 0
            while queue:
                url, depth = queue.popleft()
                url = urldefrag(url)[0]
                if url in self._seen:
                    continue
                self._seen.add(url)
                place += 1
                if pages >= self._options.max_pages:
                    yield self._reject("beyond_max_pages", url, place)
                    continue
                found = self._one(url, place, Path(folder) / "page", robots, depth)
                if isinstance(found, list):
                    queue.extendleft((inner, depth + 1) for inner in reversed(found))
                else:
                    pages += 1
                    yield found

    def _one(self, url: str, place: int, path: Path, robots: Robots, depth: int) -> Record | Reject | list[str]:
        rules = self._rules
        if self._options.robots:
            if not robots.allows(url):
                return self._reject("robots", url, place)
            rules = replace(rules, delay=robots.delay(url))
        answer = self._fetcher.fetch(url, path, rules)
        if answer.problem:
            return self._reject(
                answer.problem, url, place, answer.detail or (f"HTTP {answer.status}" if answer.status else "")
            )
        body = path.read_bytes()
        content_type = answer.headers.get("content-type", "").lower()
        if body.startswith(b"%PDF-"):
            page = self._pdf(path)
        elif (b"\0" in body[:1024] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))) or (
            content_type and not content_type.startswith(_TEXT_TYPES)
        ):
            return self._reject("not_a_page", url, place)
        else:
            text = decoded(body, content_type)
            kind, inner = listed(text)
            if kind and depth < _LISTS_DEEP:
                return inner
            page = (
                main_page(text, answer.url)
                if "<" in text[:1000] and not content_type.startswith("text/plain")
                else PageText(text.strip())
            )
        return self._record(page, url, answer, place)

    @staticmethod
    def _pdf(path: Path) -> PageText:
        try:
            return PageText(pdf_text(path))
        except NotReadable:
            return PageText("")

    def _record(self, page: PageText, url: str, answer: Answer, place: int) -> Record | Reject:
        if len(page.text) < max(1, self._options.min_characters):
            return self._reject("no_text", url, place, f"{len(page.text)} characters")
        if self._alike.met(page.text):
            return self._reject("near_duplicate", url, place)
        meta = {**page.meta, "url": answer.url}
        return Record(
            record_id(url, place, page.text), text=page.text, meta=meta, lineage=Lineage(url, place, "web_page")
        )

    @staticmethod
    def _reject(reason: str, url: str, place: int, detail: str = "") -> Reject:
        return Reject(reason, STEP, "addresses", place, {"url": url}, record_id("addresses", place, url), detail)


class _Alike:
    """Texts met so far. Bands find candidates, the pieces shared decide."""

    def __init__(self, similarity: float) -> None:
        self._similarity = similarity
        self._bands: dict[tuple[int, int], list[int]] = {}
        self._pieces: list[frozenset[str]] = []

    def met(self, text: str) -> bool:
        plain = normal_form(text)
        pieces = frozenset(shingles(plain))
        keys = list(enumerate(band_keys([plain], bands=32, rows=4)[0].tolist()))
        candidates = {number for key in keys for number in self._bands.get(key, ())}
        if any(jaccard(pieces, self._pieces[number]) >= self._similarity for number in candidates):
            return True
        for key in keys:
            self._bands.setdefault(key, []).append(len(self._pieces))
        self._pieces.append(pieces)
        return False
