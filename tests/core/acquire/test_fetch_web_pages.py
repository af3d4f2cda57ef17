"""Pages of a server on the loopback interface, reached through the allow list."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "net"))

from net_server import LoopbackSite, Page

from ftprep.invoke import Inputs, invoke

BULB = """<html lang="zh"><head><title>如何换灯泡</title><meta name="author" content="王工"><meta property="article:published_time" content="2024-03-02">
<meta charset="{charset}"></head><body><nav><a href="/">首页</a><a href="/x">关于我们</a></nav><article><h1>如何换灯泡</h1>
<p>先断电，再等灯泡冷却下来，大约要十分钟左右。随后用手拧下旧灯泡，逆时针旋转即可，切记不要用湿手。</p><h2>工具</h2>
<p>需要准备下列东西，缺一不可，否则会有危险发生，请逐项核对之后再动手操作。</p>
<table><tr><th>工具</th><th>数量</th></tr><tr><td>梯子</td><td>1</td></tr><tr><td>手套</td><td>2</td></tr></table>
<pre><code>def on():
    return True
</code></pre><p>最后装上新的灯泡，通电试一试亮不亮，若不亮再检查线路与开关，{more}。</p></article><footer>版权所有</footer></body></html>"""
ENGLISH = (
    "<html><head><title>Bread</title></head><body><article><h1>Bread</h1><p>{}</p></article></body></html>".format(
        "Mix flour, water, salt and yeast, knead for ten minutes, and let the dough rest until it has doubled in size. "
        * 4
    )
)
HTML = {"Content-Type": "text/html"}


def bulb(charset="utf-8", more="必要时请电工"):
    return BULB.format(charset=charset, more=more).encode(charset)


def run(text, out, site, **options):
    given = {"allow_hosts": f"127.0.0.1:{site.port}", "delay_seconds": 0, "min_characters": 50}
    outcome = invoke("fetch_web_pages", Inputs(text=text), {**given, **options}, out)
    rows, rejects = [], []
    for file in outcome.files:
        lines = [json.loads(line) for line in file.path.read_text("utf-8").split("\n") if line.strip()]
        (rejects if file.role == "rejects" else rows).extend(lines)
    return rows, [row["reason"] for row in rejects]


def test_main_text_with_title_date_author_table_and_code(tmp_path):
    with LoopbackSite({"/a": Page(bulb(), headers=HTML)}) as site:
        rows, rejects = run(f"{site.base}/a", tmp_path, site)
    assert rejects == []
    text, meta = rows[0]["text"], rows[0]["meta"]
    assert (meta["title"], meta["author"], meta["date"], meta["url"]) == (
        "如何换灯泡",
        "王工",
        "2024-03-02",
        f"{site.base}/a",
    )
    assert "十分钟" in text
    assert "| 梯子 | 1 |" in text
    assert "    return True" in text
    assert "版权所有" not in text
    assert "关于我们" not in text


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "big5", "utf-8", "utf-16"])
@pytest.mark.parametrize("told", ["header", "page"])
def test_encodings(tmp_path, charset, told):
    body = BULB.format(charset=charset, more="必要時請電工" if charset == "big5" else "必要时请电工")
    if charset == "big5":
        import opencc

        body = opencc.OpenCC("s2t").convert(body)
    header = {"Content-Type": f"text/html; charset={charset}"} if told == "header" else HTML
    with LoopbackSite({"/a": Page(body.encode(charset), headers=header)}) as site:
        rows, _ = run(f"{site.base}/a", tmp_path, site)
    assert "十分" in rows[0]["text"]
    assert "\ufffd" not in rows[0]["text"]


def test_a_sitemap_of_sitemaps_and_a_feed(tmp_path):
    pages = {"/a": Page(bulb(), headers=HTML), "/b": Page(ENGLISH.encode(), headers=HTML)}
    with LoopbackSite(pages) as site:
        site.pages["/index.xml"] = Page(
            f"<sitemapindex><sitemap><loc>{site.base}/map.xml</loc></sitemap></sitemapindex>".encode()
        )
        site.pages["/map.xml"] = Page(
            f"<?xml version='1.0'?><urlset><url><loc>{site.base}/a</loc></url></urlset>".encode()
        )
        site.pages["/feed"] = Page(
            f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{site.base}/b'/></entry></feed>".encode()
        )
        rows, rejects = run(f"{site.base}/index.xml\n{site.base}/feed", tmp_path, site)
    assert [row["meta"]["url"].rpartition("/")[2] for row in rows] == ["a", "b"]
    assert rejects == []


def test_nearly_the_same_page_is_told(tmp_path):
    pages = {
        "/a": Page(bulb(), headers=HTML),
        "/b": Page(bulb(more="必要时请找电工"), headers=HTML),
        "/c": Page(ENGLISH.encode(), headers=HTML),
    }
    with LoopbackSite(pages) as site:
        rows, rejects = run("\n".join(f"{site.base}{path}" for path in pages), tmp_path, site)
    assert len(rows) == 2
    assert rejects == ["near_duplicate"]


def test_robots(tmp_path):
    rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: other\nDisallow: /\n"
    pages = {
        "/robots.txt": Page(rules),
        "/private": Page(bulb(), headers=HTML),
        "/b": Page(ENGLISH.encode(), headers=HTML),
    }
    with LoopbackSite(pages) as site:
        rows, rejects = run(f"{site.base}/private\n{site.base}/b", tmp_path, site)
        asked = [request.path for request in site.asked]
        assert site.asked[0].headers["user-agent"] == "finetune-data-prep"
    assert (len(rows), rejects, asked) == (1, ["robots"], ["/robots.txt", "/b"])


def test_robots_that_fail_forbid(tmp_path):
    with LoopbackSite({"/robots.txt": Page(status=500), "/b": Page(ENGLISH.encode(), headers=HTML)}) as site:
        _, rejects = run(f"{site.base}/b", tmp_path, site)
        assert {request.path for request in site.asked} == {"/robots.txt"}
    assert rejects == ["robots"]


def test_what_is_no_page(tmp_path):
    pages = {
        "/png": Page(b"\x89PNG\r\n\0\0", headers={"Content-Type": "image/png"}), "/short": Page(b"<html><body><p>Hi</p></body></html>", headers=HTML),
        "/big": Page(b"x" * 2_000_000, headers=HTML), "/gone": Page(status=404), "/away": Page(status=302, headers={"Location": "http://169.254.169.254/"}),
    }  # fmt: skip
    with LoopbackSite(pages) as site:
        _, rejects = run("\n".join(f"{site.base}{path}" for path in pages), tmp_path, site, max_megabytes=1)
    assert rejects == ["not_a_page", "no_text", "too_large", "http_error", "refused_address"]


def test_a_pdf(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf 20 200 Td (The kettle boils at one hundred degrees at sea level.) Tj ET")
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = content
    writer.write(tmp_path / "a.pdf")
    body = (tmp_path / "a.pdf").read_bytes()
    with LoopbackSite(
        {
            "/a.pdf": Page(body, headers={"Content-Type": "application/pdf"}),
            "/bad.pdf": Page(b"%PDF-1.4 nothing", headers={}),
        }
    ) as site:
        rows, rejects = run(f"{site.base}/a.pdf\n{site.base}/bad.pdf", tmp_path / "out", site, min_characters=10)
    assert "kettle boils" in rows[0]["text"]
    assert rejects == ["no_text"]
