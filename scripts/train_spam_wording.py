"""Writes ftprep/text/tables/spam_wording.tsv: what words weigh for `filter_spam`, learned from the labelled lines that are
not held out, and from the project's other texts as ordinary ones.

    .venv/bin/python scripts/train_spam_wording.py
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.chat_corpus import chats
from ftprep.text.plain_form import plain_form
from ftprep.text.wording import BIAS, shortened, wording_pieces

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "quality" / "data"
STORIES = DATA.parent / "dialogue_extraction"
LABELLED = ("spam_dev", "spam_blind", "spam_zh")
ORDINARY = ("refusal_zh", "messy_replies", "dialogue", "tone_zh", "raw_outputs_reference")
CHATS = 150
RIDGE = 0.15
STEPS = 400
RATE = 0.1
SEEN_IN = 2
"""Texts that a piece must be in."""
SHORTEST = 12
LONGEST = 600
COVERED = 3
"""Cues of which an advertisement has at least so many, where it has them at all."""
ONCE = 2.0
WORTH = 0.4
_CUE = re.compile("(?=([一-鿿]{2}|0[一-鿿]))|\\b([a-z]{3,})\\b")
KEPT = 0.05
"""Weight from which a piece is written."""


def main() -> None:
    texts = list(labelled())
    texts += [(text, False) for text in dict.fromkeys(ordinary())]
    plain = [plain_form(text)[:LONGEST] for text, _ in texts]
    pieces = [wording_pieces(text) for text in plain]
    vocabulary, weights, bias = learned(pieces, np.array([spam for _, spam in texts], dtype=float))
    lines = [f"{BIAS}\t{bias:.2f}"]
    lines += [f"{piece}\t{weights[at]:.2f}" for piece, at in vocabulary.items() if abs(weights[at]) >= KEPT]
    path = ROOT / "ftprep" / "text" / "tables" / "spam_wording.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    cues = chosen([_cues(text) for text in plain], [spam for _, spam in texts])
    (path.parent / "spam_cues.txt").write_text("\n".join(cues) + "\n", "utf-8", newline="\n")
    print(
        f"{len(cues)} cues; {len(texts)} texts, {sum(spam for _, spam in texts)} advertisements; {len(lines) - 1} pieces"
    )


def labelled() -> Iterator[tuple[str, bool]]:
    for name in LABELLED:
        yield from ((row["text"], row["label"] == "spam") for row in _rows(name) if not row["held_out"])


def ordinary() -> Iterator[str]:
    for name in ORDINARY:
        for row in _rows(name):
            yield from (text for text in _texts(row) if len(text) >= SHORTEST)
    for path in sorted(STORIES.glob("[ez][nh]_*.txt")):
        yield from (line for line in path.read_text("utf-8").splitlines() if len(line) >= SHORTEST)
    for record in chats(CHATS, "untidy", seed=1):
        yield from record.texts()


def learned(pieces: list[set[str]], spam: np.ndarray) -> tuple[dict[str, int], np.ndarray, float]:
    """Logistic regression with a ridge, by Adam; a text's pieces count 1 / √(how many it has)."""
    seen = Counter(piece for some in pieces for piece in some)
    vocabulary = {piece: at for at, piece in enumerate(sorted(piece for piece in seen if seen[piece] >= SEEN_IN))}
    places = [sorted(vocabulary[piece] for piece in some if piece in vocabulary) for some in pieces]
    column = np.concatenate([np.array(some, dtype=int) for some in places])
    row = np.repeat(np.arange(len(places)), [len(some) for some in places])
    size = np.array([shortened(some) for some in pieces])
    weights = np.zeros(len(vocabulary) + 1)
    slow, fast = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.bincount(row, weights[column] * size[row], len(places)) + weights[-1]
        error = (1 / (1 + np.exp(-odds)) - spam) / len(places)
        slope = np.append(np.bincount(column, (error * size)[row], len(vocabulary)), error.sum())
        slope[:-1] += RIDGE * weights[:-1] / len(places)
        slow = 0.9 * slow + 0.1 * slope
        fast = 0.999 * fast + 0.001 * slope**2
        weights -= RATE * (slow / (1 - 0.9**step)) / (np.sqrt(fast / (1 - 0.999**step)) + 1e-8)
    return vocabulary, weights[:-1], float(weights[-1])


def chosen(pieces: list[set[str]], spam: list[bool]) -> list[str]:
    """Pieces of which every advertisement has some, and few ordinary texts any: the wording is weighed where one stands."""
    ordinary = Counter(piece for some, is_spam in zip(pieces, spam, strict=True) if not is_spam for piece in some)
    open_: dict[int, int] = {at: COVERED for at, is_spam in enumerate(spam) if is_spam}
    where: dict[str, set[int]] = {}
    for at in open_:
        for piece in pieces[at]:
            where.setdefault(piece, set()).add(at)
    cues: list[str] = []
    while where:
        worth = {piece: len(at & open_.keys()) / (ordinary[piece] + ONCE) for piece, at in where.items()}
        best = max(sorted(worth), key=worth.__getitem__)
        if worth[best] < WORTH:
            break
        cues.append(best)
        for at in where.pop(best) & open_.keys():
            open_[at] -= 1
            if not open_[at]:
                del open_[at]
    return sorted(cues)


def _cues(plain: str) -> set[str]:
    """Pairs of Chinese characters, a number and one, and words."""
    return {chinese or word for chinese, word in _CUE.findall(re.sub("[0-9]+", "0", plain))}


def _rows(name: str) -> list[dict[str, Any]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


if __name__ == "__main__":
    main()
