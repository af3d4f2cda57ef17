"""Writes ftprep/text/tables/refusal_wording.tsv: what words weigh for `detect_refusals`, learned from the labelled answers
that are not held out. Before that it tells how well the weights of all other hands do on each hand's answers.

    .venv/bin/python scripts/train_refusal_wording.py
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ftprep.text.answer import Answer
from ftprep.text.asked import Asked
from ftprep.text.refusal import Judgement, judge_answer, judge_by_rules
from ftprep.text.refusal_wording import (
    BIAS,
    LONGEST,
    TELLS,
    first_and_last,
    read_table,
    shortened,
    sign_taken_up,
    signs_of_answer,
    signs_of_asked,
    single_words,
    wording_pieces,
)

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "quality" / "data"
TABLE = ROOT / "ftprep" / "text" / "tables" / "refusal_wording.tsv"
HANDS = {
    "own": ("refusal_dev_zh", "refusal_dev_en", "refusal_more"),
    "old": ("refusal_zh",),
    "blind": ("refusal_blind_zh", "refusal_blind_en"),
    "other": ("refusal_other",),
    "voices": ("refusal_voices",),
}
"""Tables by who wrote them, or when: those of one hand share their turns of phrase."""
TALKS = ("dialogue", "dialogue_kinds", "dialogue_blind")
"""Tables of conversations, in whose ordinary ones the answers refuse nothing."""
ORDINARY = frozenset(("ok", "fine", "number", "name"))
RIDGE = 0.1
STEPS = 300
RATE = 0.1
SEEN_IN = 2
"""Answers that a piece must be in."""
KEPT = 0.04
"""Weight from which a piece is written."""
PLACES = ("", "^", "$")
"""Marks of a piece anywhere, in the first sentence, in the last one."""


class Labelled(NamedTuple):
    hand: str
    language: str
    question: str
    answer: str
    refuses: bool
    weighed: dict[str, float]


def main() -> None:
    rows = [row for hand, tables in HANDS.items() for table in tables for row in labelled(hand, table)]
    rows += [row for table in TALKS for row in talked(table)]
    for hand in HANDS:
        write(learned([row for row in rows if row.hand != hand]))
        tell(f"{hand} by the others", [row for row in rows if row.hand == hand])
    write(learned([row for row in rows if row.hand not in ("other", "voices")]))
    tell("other without voices", [row for row in rows if row.hand == "other"])
    write(learned(rows))
    for hand in HANDS:
        tell(f"{hand}, learned from", [row for row in rows if row.hand == hand])
    print(f"{len(rows)} answers, {sum(row.refuses for row in rows)} that refuse")


def labelled(hand: str, table: str) -> Iterable[Labelled]:
    with (DATA / f"{table}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for row in map(json.loads, lines):
            if not row["held_out"]:
                yield _labelled(hand, table, row)


def _labelled(hand: str, table: str, row: dict[str, Any]) -> Labelled:
    question, answer = row.get("question", ""), row.get("answer") or row["text"]
    language = row.get("language") or table[-2:]
    refuses = row["label"] in ("full", "partial")
    return Labelled(hand, language, question, answer, refuses, weighed(Answer(answer).own, question))


def talked(table: str) -> Iterable[Labelled]:
    """Each answer of the ordinary conversations, with what was said before it."""
    with (DATA / f"{table}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for row in map(json.loads, lines):
            if row["held_out"] or row["label"] not in ORDINARY:
                continue
            turns = row.get("turns") or [turn["content"] for turn in row["messages"] if turn["role"] != "system"]
            for question, answer in zip(turns[::2], turns[1::2], strict=False):
                if len(answer) <= LONGEST:
                    language = "en" if answer.isascii() else "zh"
                    yield Labelled("talks", language, question, answer, False, weighed(Answer(answer).own, question))


def weighed(text: str, question: str) -> dict[str, float]:
    """What counts for an answer, and how much: as `refusal_wording.evades` adds it up."""
    found: dict[str, float] = {}
    first, last, sentences = first_and_last(text)
    for mark, part in zip(PLACES, (text, first, last), strict=True):
        pieces = wording_pieces(part)
        found |= {mark + piece: value for piece, value in counted(pieces).items()}
    signs = (*signs_of_answer(text, sentences), *signs_of_asked(Asked(question)), sign_taken_up(text, question))
    return found | dict.fromkeys(signs, TELLS)


Learned = tuple[dict[str, float], dict[str, float]]
"""The weights of all that counts, and those of single words for the first look."""


def learned(rows: list[Labelled]) -> Learned:
    single = [counted(single_words(Answer(row.answer).own)) for row in rows]
    refuses = [row.refuses for row in rows]
    return fitted([row.weighed for row in rows], refuses), fitted(single, refuses)


def counted(pieces: Collection[str]) -> dict[str, float]:
    share = shortened(pieces)
    return {piece: count * share for piece, count in Counter(pieces).items()}


def fitted(rows: list[dict[str, float]], truth: list[bool]) -> dict[str, float]:
    """Logistic regression with a ridge, by Adam."""
    seen = Counter(piece for row in rows for piece in row)
    vocabulary = {piece: at for at, piece in enumerate(sorted(piece for piece in seen if seen[piece] >= SEEN_IN))}
    cells = [
        (vocabulary[piece], at, value)
        for at, row in enumerate(rows)
        for piece, value in sorted(row.items())
        if piece in vocabulary
    ]
    column, place, value = (np.array(each) for each in zip(*cells, strict=True))
    refuses = np.array(truth, dtype=float)
    weights = np.zeros(len(vocabulary) + 1)
    slow, fast = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.bincount(place, weights[column] * value, len(rows)) + weights[-1]
        error = (1 / (1 + np.exp(-odds)) - refuses) / len(rows)
        slope = np.append(np.bincount(column, error[place] * value, len(vocabulary)), error.sum())
        slope[:-1] += RIDGE * weights[:-1] / len(rows)
        slow = 0.9 * slow + 0.1 * slope
        fast = 0.999 * fast + 0.001 * slope**2
        weights -= RATE * (slow / (1 - 0.9**step)) / (np.sqrt(fast / (1 - 0.999**step)) + 1e-8)
    return {piece: float(weights[at]) for piece, at in vocabulary.items()} | {BIAS: float(weights[-1])}


def write(weights: Learned) -> None:
    """A line for each piece: its weight anywhere, in the first sentence and in the last one, and in the first look."""
    placed, single = weights
    names = {piece[1:] if len(piece) > 1 and piece[0] in "^$" else piece for piece in placed} | single.keys()
    lines = []
    for piece in sorted(names):
        all_of_it = [*(placed.get(mark + piece, 0.0) for mark in PLACES), single.get(piece, 0.0)]
        if max(map(abs, all_of_it)) >= KEPT and piece.isprintable() and not piece.isspace():
            lines.append("\t".join((piece, *(f"{weight:.2f}" for weight in all_of_it))))
    TABLE.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    read_table.cache_clear()


def tell(what: str, rows: list[Labelled]) -> None:
    for language in ("zh", "en"):
        some = [row for row in rows if row.language == language]
        if not some:
            continue
        rules = [_refuses(judge_by_rules(Answer(row.answer), row.question)) for row in some]
        both = [_refuses(judge_answer(Answer(row.answer), row.question)) for row in some]
        truth = [row.refuses for row in some]
        print(f"{what}, {language}: rules {_told(truth, rules)}; with the wording {_told(truth, both)}")


def _refuses(judgement: Judgement) -> bool:
    return judgement.kind in ("partial", "full")


def _told(truth: list[bool], found: list[bool]) -> str:
    pairs = list(zip(truth, found, strict=True))
    hit, false, missed = pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * hit / max(1, 2 * hit + false + missed):.3f}"


if __name__ == "__main__":
    main()
