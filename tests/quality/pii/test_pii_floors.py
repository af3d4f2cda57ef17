"""mask_pii on labelled data: the floors of each entity. `make quality` prints the table with the misses by kind."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import unseen_corpus
import zh_corpus
from span_scores import scored

from ftprep.ops.pii.mask_pii import wanted
from ftprep.pii.recognizers import ENTITIES
from ftprep.pii.scanner import Scanner

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2].parent / "shared" / "data"

ENGLISH = {
    "EMAIL_ADDRESS": 1.0,
    "US_SSN": 0.98,
    "CREDIT_CARD": 0.97,
    "IP_ADDRESS": 0.98,
    "IBAN_CODE": 0.97,
    "URL": 0.95,
    "PHONE_NUMBER": 0.92,
    "STREET_ADDRESS": 0.70,
    "PERSON": 0.75,
    "ORGANIZATION": 0.40,
}
"""F1. The set calls an address of the web DOMAIN_NAME; the others are called alike. Organisations are found on demand only."""

CHINESE_RECALL, CHINESE_PRECISION = 0.99, 0.98
CHINESE_NAMES_F1, NOMINAL_UNTOUCHED = 0.55, 0.98
NOT_PII_HITS = 0.01


def _lines(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared data set {name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _found(scanner, text):
    return [(finding.entity_type, finding.start, finding.end) for finding in scanner.scan(text)]


def _table(figure, title, scores):
    figure(f"{title}")
    for kind, score in sorted(scores.items()):
        misses = Counter(kind for kind, _ in score.examples)
        figure(
            f"  {kind:18} F1 {score.f1:.3f}  P {score.precision:.3f}  R {score.recall:.3f}  of {score.found + score.missed}; {dict(misses)}"
        )


def test_english_entities(figure):
    scanner = Scanner(set(ENTITIES), 0.5)
    rows = []
    for row in _lines("pii_en_presidio/synth_dataset_v2.jsonl"):
        gold = [
            (span["entity_type"].replace("DOMAIN_NAME", "URL"), span["start_position"], span["end_position"])
            for span in row["spans"]
        ]
        rows.append((row["full_text"], gold, _found(scanner, row["full_text"])))
    scores = {kind: score for kind, score in scored(rows).items() if kind in ENGLISH}
    _table(figure, "English (pii_en_presidio)", scores)
    assert {kind: score.f1 for kind, score in scores.items() if score.f1 < ENGLISH[kind]} == {}


@pytest.mark.parametrize("part", ["dev", "held"])
def test_chinese_structured_entities(part, figure):
    scanner = Scanner(set(ENTITIES) - {"URL", "ORGANIZATION", "PERSON"}, 0.5)
    texts = getattr(zh_corpus, part)()
    scores = scored([(text.text, list(text.gold), _found(scanner, text.text)) for text in texts])
    _table(figure, f"Chinese, made-up values in {part} templates", scores)
    for kind, score in scores.items():
        assert score.recall >= CHINESE_RECALL, (kind, score.examples[:5])
        assert score.precision >= CHINESE_PRECISION, (kind, score.examples[:5])


UNSEEN_NAMES = 0.90
"""Recall of names by cue, in templates written before the rules were looked at."""


@pytest.mark.parametrize("kept", [False, True], ids=["looked-into", "kept"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_templates_written_blind(language, kept, figure):
    """When first measured, entities but names: zh R .901 P .984 (kept third .915 .988), en .888 .987 (kept 1.0 1.0).

    The rules were then mended by what the other two thirds showed; the kept third, still not looked at, had R .973 P 1.0
    (passwords .50) for zh. 授权码 beside its value was added after that.
    """
    scanner = Scanner(wanted(()), 0.5)
    scores = scored(
        [(text.text, list(text.gold), _found(scanner, text.text)) for text in unseen_corpus.texts(language, kept=kept)]
    )
    _table(figure, f"Written blind, {language}, {'kept' if kept else 'looked-into'} templates", scores)
    for kind, score in scores.items():
        assert score.recall >= (UNSEEN_NAMES if kind == "PERSON" else CHINESE_RECALL), (kind, score.examples[:5])
        assert score.precision >= CHINESE_PRECISION, (kind, score.examples[:5])
    lines = unseen_corpus.not_pii(language, kept=kept)
    hits = [line for line in lines if _found(scanner, line)]
    figure(f"  no personal data: {len(hits)} of {len(lines)} lines hit")
    assert len(hits) <= 1, hits


def test_there_are_enough_contexts():
    assert len(zh_corpus.DEV) + len(zh_corpus.SECOND) + len(zh_corpus.HELD) >= 60


def test_chinese_names(figure):
    scanner = Scanner({"PERSON"}, 0.5)
    exact = Counter()
    nominal = touched = 0
    for row in _lines("ner_zh_weibo/weibo.jsonl"):
        got = {(start, end) for _, start, end in _found(scanner, row["text"])}
        names = {(span["start"], span["end"]) for span in row["spans"] if span["type"] == "PER.NAM"}
        exact.update(right=len(got & names), false=len(got - names), missed=len(names - got))
        for span in row["spans"]:
            if span["type"] == "PER.NOM":
                nominal += 1
                touched += any(start < span["end"] and span["start"] < end for start, end in got)
    precision, recall = (
        exact["right"] / (exact["right"] + exact["false"]),
        exact["right"] / (exact["right"] + exact["missed"]),
    )
    f1 = 2 * precision * recall / (precision + recall)
    figure(
        f"\nChinese names (ner_zh_weibo), exact: F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}; nominal mentions untouched {1 - touched / nominal:.3f} of {nominal}"
    )
    assert f1 >= CHINESE_NAMES_F1
    assert 1 - touched / nominal >= NOMINAL_UNTOUCHED


def test_what_is_no_personal_data_stays(figure):
    with (HERE / "not_pii.txt").open(encoding="utf-8", newline="\n") as lines:
        texts = [line.rstrip("\n") for line in lines if line.strip() and not line.startswith("## ")]
    scanner = Scanner(wanted(()), 0.5)
    hits = [(text, _found(scanner, text)) for text in texts if _found(scanner, text)]
    figure(
        f"\nNot personal data: {len(hits)} hits in {len(texts)} lines: {[kind for _, found in hits for kind, _, _ in found]}"
    )
    assert len(texts) >= 200
    assert len(hits) <= NOT_PII_HITS * len(texts), hits
