"""One record of any length: four times the text takes about four times the work, whatever it holds.

Compared is one size with another, in the processor's time of this process: a pattern that starts anew at each character,
or findings that are each compared with each other, would take sixteen times as much.
"""

from __future__ import annotations

import json
import time

import pytest

from ftprep.invoke import Inputs, invoke
from ftprep.ops.cleaning import correct_spelling
from ftprep.text.html import html_to_text, strip_tags
from ftprep.text.nesting import is_deeper

TEXTS = {
    "clean_text: blanks": ("clean_text", 10_000, lambda n: " " * n),
    "clean_text: comments without end": ("clean_text", 30_000, lambda n: "<!--" * (n // 4)),
    "clean_text: scripts without end": ("clean_text", 60_000, lambda n: "</p>" + "<script>" * (n // 8)),
    "clean_text: document types without end": ("clean_text", 60_000, lambda n: "</p>" + "<!doctype " * (n // 10)),
    "mask_pii: names": ("mask_pii", 10_000, lambda n: "王小明先生" * (n // 5)),
    "mask_pii: different names": (
        "mask_pii",
        20_000,
        lambda n: "".join(f"我叫王{chr(0x5F20 + i % 90)}{chr(0x6653 + i // 90)}，" for i in range(n // 6)),
    ),
    "mask_pii: phones and mails": (
        "mask_pii",
        40_000,
        lambda n: "\n".join(f"{i}. 王小明{i % 97} 138{i:08d} user{i}@x.com" for i in range(n // 32)),
    ),
    "mask_pii: addresses without end": ("mask_pii", 14_000, lambda n: "http://" * (n // 7)),
    "mask_pii: names of secrets without end": ("mask_pii", 10_000, lambda n: "http://a.b/?" + "token" * (n // 5)),
    "correct_spelling: a word without end": ("correct_spelling", 10_000, lambda n: "a" * n),
    "correct_spelling: many slips": ("correct_spelling", 40_000, lambda n: "the goverment is here and we " * (n // 29)),
}


def _work(run, once) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        run(once)
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize(("tool", "size", "text"), TEXTS.values(), ids=TEXTS.keys())
def test_four_times_the_text_is_four_times_the_work(tool, size, text, tmp_path):
    def run(content):
        rows = {"messages": [{"role": "user", "content": "请看"}, {"role": "assistant", "content": f"a {content} z"}]}
        outcome = invoke(tool, Inputs(text=json.dumps(rows, ensure_ascii=False)), {}, tmp_path)
        assert outcome.report["read"] == outcome.report["kept"] == 1

    run(text(1000))
    assert _work(run, text(4 * size)) < 9 * _work(run, text(size)) + 0.02


@pytest.mark.parametrize(
    "unit",
    ["<div>", "<span><div></span>", "<b><div></b>", "<object><div></object>", "<ul><object><div></ul>", "<p><span><p>"],
)
def test_tags_nested_without_end_are_never_given_to_the_parser(unit):
    assert is_deeper(unit * 5000, 2000)


@pytest.mark.parametrize(
    "unit", ["<div>a</div>", "<p>a", "<li>a<br>", "<table><tr><td>a</table>", "<div><p>a<p>b<img src=x></div>"]
)
def test_long_pages_that_are_not_deep_are_parsed(unit):
    assert not is_deeper(f"<html><body><ul>{unit * 5000}</ul></body></html>", 50)


def test_html_that_is_too_deep_keeps_its_text():
    page = "<html><body>" + "<div>" * 200_000 + "1 &lt; 2" + "</div>" * 200_000 + "</body></html>"
    assert html_to_text(page) == strip_tags(page).strip() == "1 < 2"


def test_addresses_are_found_token_by_token():
    text = "see a/b c@d.e www.x.org x\\y http://q 1.5 plain (w.w) e.g. end."
    found = [text[start:end] for start, end in correct_spelling._addresses(text)]
    assert found == ["a/b", "c@d.e", "www.x.org", "x\\y", "http://q", "1.5", "w.w", "e.g"]
