"""clean_text on labelled data: floors that only go up. The sets lie beside the project and are no part of it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import ftfy
import pytest

from ftprep.operator import Context
from ftprep.ops.cleaning.clean_text import CleanTextOptions, clean_text
from ftprep.record import Record
from ftprep.report import Report
from ftprep.text.html import html_to_text
from ftprep.text.mojibake import fix_mojibake

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"

MAIN_TEXT_F1 = 0.955
HTML_TEXT_RIGHT = 0.97


def _lines(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared data set {name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _cleaner(**options):
    step = clean_text(CleanTextOptions(**options), Context(Report("clean_text"), Path()))

    def clean(text):
        record = step(Record("1", text=text))
        return record.text

    return clean


def test_mojibake_is_repaired_as_by_ftfy(figure):
    cases = _lines("mojibake_ftfy/cases.jsonl")
    right = sum(fix_mojibake(case["original"]) == case.get("fixed-encoding", case["fixed"]) for case in cases)
    theirs = sum(ftfy.fix_encoding(case["original"]) == case.get("fixed-encoding", case["fixed"]) for case in cases)
    figure(f"mojibake: {right} of {len(cases)} right, ftfy {theirs}")
    for case in cases:
        assert fix_mojibake(case["original"]) == ftfy.fix_encoding(case["original"]), case["label"]
    assert right >= theirs
    assert right >= len(cases) - sum(case["expect"] == "fail" for case in cases)


def _html_cases():
    folder = DATA / "html_torture_html5lib" / "tokenizer"
    if not folder.exists():
        pytest.skip("the shared data set html_torture_html5lib is not beside the project")
    for path in sorted(folder.glob("*.test")):
        for case in json.loads(path.read_text("utf-8")).get("tests", ()):
            if "Data state" in case.get("initialStates", ["Data state"]):
                source, tokens = case["input"], case["output"]
                if case.get("doubleEscaped"):
                    source, tokens = (
                        _unescaped(source),
                        [[_unescaped(part) if isinstance(part, str) else part for part in token] for token in tokens],
                    )
                yield source, "".join(token[1] for token in tokens if token[0] == "Character")


def _unescaped(text):
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match.group(1), 16)), text)


def _solid(text):
    """Without white space, and with what no text may hold made one: how elements are laid out is our own affair."""
    return re.sub(r"[\s\x00\ufffd\ud800-\udfff]+", "", text)


def test_html_gives_the_text_that_browsers_show(figure):
    cases = list(_html_cases())
    wrong = [(source, text) for source, text in cases if _solid(html_to_text(source)) != _solid(text)]
    figure(f"html torture: {len(cases) - len(wrong)} of {len(cases)} right")
    assert len(wrong) <= (1 - HTML_TEXT_RIGHT) * len(cases), wrong[:10]


def test_nasty_strings_do_no_harm():
    texts = [row["s"] for row in _lines("strings_blns/blns.jsonl")] + [source for source, _ in _html_cases()]
    for options in ({}, {"html": "all"}, {"urls": "remove", "emoji": "remove", "chinese": "simplified"}):
        clean = _cleaner(**options)
        for text in texts:
            once = clean(text)
            assert clean(once) == once


def test_main_text_of_pages(figure):
    path = DATA / "html_en_aeb"
    if not path.exists():
        pytest.skip("the shared data set html_en_aeb is not beside the project")
    truth = json.loads((path / "ground-truth.json").read_text("utf-8"))
    clean = _cleaner()
    precision = recall = 0.0
    for key, row in truth.items():
        with gzip.open(path / "html" / f"{key}.html.gz", "rt", encoding="utf-8", errors="replace") as page:
            got, want = _grams(clean(page.read())), _grams(row["articleBody"])
        both = sum((got & want).values())
        precision += both / max(1, sum(got.values())) / len(truth)
        recall += both / max(1, sum(want.values())) / len(truth)
    f1 = 2 * precision * recall / (precision + recall)
    figure(f"main text: 4-gram F1 {f1:.4f} (P {precision:.4f}, R {recall:.4f}) on {len(truth)} pages")
    assert f1 >= MAIN_TEXT_F1


def _grams(text, size=4):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))
