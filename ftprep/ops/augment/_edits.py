"""Small edits of a text without a model: each takes the text's pieces and a random source, and may change some.

A text is cut into pieces once: words that may be edited, and everything else (spaces, marks, and what is protected:
code, addresses, placeholders, numbers, capitalised names, quotations). Methods and rates as in EDA (Wei and Zou 2019,
https://aclanthology.org/D19-1670) and JioNLP, which takes 0.02 for swap, insert, delete and homophones, 0.1 for
entities.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

LEXICON = Path(__file__).resolve().parent / "lexicon"

_PROTECTED = re.compile(
    r"```.*?```|`[^`\n]+`|<[A-Z][A-Z_]*_\d+>|https?://\S+|\S+@\S+\.\w+|“[^”\n]{1,60}”|「[^」\n]{1,60}」|《[^》\n]{1,60}》"
    r"|\"[^\"\n]{1,60}\"|(?<![A-Za-z])[A-Z][\w.'-]*(?:\s+[A-Z][\w.'-]*)*|\$[^$\n]+\$|[\w.+-]*\d[\w.,:%/-]*",
    re.DOTALL,
)
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_PAIRS = ("“”", "「」", "《》", "（）", "()", "[]")
_FIRST_WORDS = frozenset(
    "the a an it he she we they you this that these those there then but so my our his her its their".split()
)
_SENTENCE_END = re.compile(r"(?<=[。！？!?])\s*|(?<=[.])\s+(?=[A-Z])")


@dataclass(slots=True)
class Piece:
    """A part of a text; `editable` says whether it is a word that may be changed."""

    text: str
    editable: bool = False


def cut(text: str) -> list[Piece]:
    """The pieces of a text; joined they give it back."""
    out: list[Piece] = []
    position = 0
    for match in _PROTECTED.finditer(text):
        _cut_plain(text[position : match.start()], out)
        first_word = not any(piece.editable for piece in out)
        plain_start = first_word and _WORD.fullmatch(match[0]) and match[0] != match[0].upper()
        out.append(Piece(match[0], bool(plain_start)))  # a capital at the beginning is no name
        position = match.end()
    _cut_plain(text[position:], out)
    return out


def _cut_plain(text: str, out: list[Piece]) -> None:
    import rjieba

    position = 0
    for match in re.finditer(rf"{_HAN.pattern}|{_WORD.pattern}", text):
        if match.start() > position:
            out.append(Piece(text[position : match.start()]))
        if _HAN.match(match[0]):
            out.extend(Piece(word, not tag.startswith(("nr", "nz"))) for word, tag in rjieba.tag(match[0]))
        else:
            out.append(Piece(match[0], editable=True))
        position = match.end()
    if position < len(text):
        out.append(Piece(text[position:]))


def synonyms(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Words exchanged for others of nearly the same meaning."""
    return [_exchanged(piece, _synonyms(), rng, rate) for piece in pieces]


def homophones(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Chinese characters exchanged for others of the same sound, as typists do."""
    table = _groups("homophones_zh.txt")
    return [
        Piece(
            "".join(rng.choice(table[c]) if c in table and rng.random() < rate else c for c in piece.text),
            piece.editable,
        )
        if piece.editable
        else piece
        for piece in pieces
    ]


def entities(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Cities, days, foods … exchanged within their kind; the same one alike throughout the text."""
    chosen: dict[str, str] = {}
    out = []
    for piece in pieces:
        kin = _entities().get(piece.text)
        if kin and piece.text not in chosen:
            chosen[piece.text] = rng.choice(kin) if rng.random() < rate else piece.text
        out.append(Piece(chosen.get(piece.text, piece.text), piece.editable))
    return out


def swap(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Neighbouring words exchanged, within a clause."""
    out = list(pieces)
    for place in range(len(out) - 1):
        other = _next_word(out, place)
        if other and rng.random() < rate:
            out[place], out[other] = out[other], out[place]
    return out


def delete(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Words left out; never all of them."""
    words = sum(piece.editable for piece in pieces)
    out = []
    for piece in pieces:
        if piece.editable and words > 2 and rng.random() < rate:
            words -= 1
        else:
            out.append(piece)
    return out


def insert(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """A word said twice, by a synonym of it where there is one."""
    out: list[Piece] = []
    for piece in pieces:
        out.append(piece)
        kin = _synonyms().get(piece.text.lower()) if piece.editable else None
        if kin and rng.random() < rate:
            gap = " " if piece.text.isascii() else ""
            out.append(Piece(gap + rng.choice(kin), editable=True))
    return out


def sentences(pieces: list[Piece], rng: random.Random, rate: float) -> list[Piece]:
    """Short sentences joined, long ones split at a comma."""
    text = "".join(piece.text for piece in pieces)
    if any(not piece.editable and "```" in piece.text for piece in pieces):
        return pieces
    out: list[str] = []
    position = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        part, position = text[position:end], end
        previous = out[-1] if out else ""
        if _joins(previous, part) and rng.random() < rate:
            out[-1] = _joined(previous, part)
        elif (middle := _middle(part)) and rng.random() < rate:
            out.append(part[:middle] + "。" + part[middle + 1 :])
        else:
            out.append(part)
    return [Piece("".join(out))]


def _joins(previous: str, part: str) -> bool:
    """Whether two short sentences of one paragraph follow each other; "Dr." and "3." end none."""
    if not previous.strip() or not part.strip() or "\n" in previous[-2:] or len(previous) + len(part) >= 40:
        return False
    return previous[-1] == "。" or re.search(r"[a-z]{3}[.] ?$", previous) is not None


def _joined(previous: str, part: str) -> str:
    if previous[-1] == "。":
        return previous[:-1] + "，" + part
    first = part.split(maxsplit=1)[0]
    lowered = part[0].lower() + part[1:] if first.lower() in _FIRST_WORDS else part  # any other may be a name
    return previous.rstrip(". ") + ", and " + lowered


def _middle(part: str) -> int:
    """The comma nearest the middle of a long Chinese sentence, outside quotations; 0 where there is none."""
    if len(part) <= 30 or not _HAN.search(part):
        return 0
    commas = [
        match.start()
        for match in re.finditer("，", part)
        if all(part.count(pair[0], 0, match.start()) == part.count(pair[1], 0, match.start()) for pair in _PAIRS)
    ]
    return commas[len(commas) // 2] if len(commas) > 1 else 0


EDITS: Mapping[str, Callable[[list[Piece], random.Random, float], list[Piece]]] = {
    "synonyms": synonyms,
    "swap": swap,
    "insert": insert,
    "delete": delete,
    "homophones": homophones,
    "entities": entities,
    "sentences": sentences,
}

RATES: Mapping[str, float] = {
    "synonyms": 0.3,
    "swap": 0.02,
    "insert": 0.02,
    "delete": 0.02,
    "homophones": 0.02,
    "entities": 0.5,
    "sentences": 0.5,
}
"""Of the words (or sentences) that could be edited. Swap, insert, delete and homophones: JioNLP's 0.02."""


def _exchanged(piece: Piece, table: Mapping[str, tuple[str, ...]], rng: random.Random, rate: float) -> Piece:
    kin = table.get(piece.text.lower()) if piece.editable else None
    if not kin or rng.random() >= rate:
        return piece
    word = rng.choice(kin)
    return Piece(word.capitalize() if piece.text[:1].isupper() else word, editable=True)


def _next_word(pieces: list[Piece], place: int) -> int:
    """The place of the next word in the same clause, 0 where there is none."""
    if not pieces[place].editable:
        return 0
    following = place + 1
    if pieces[following].text == " ":
        following += 1
    return following if following < len(pieces) and pieces[following].editable else 0


@functools.cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    return {**_groups("synonyms_zh.txt"), **_groups("synonyms_en.txt")}


@functools.cache
def _groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """Word → the others of its groups."""
    table: dict[str, tuple[str, ...]] = {}
    for line in (LEXICON / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group = line.split()
            for word in group:
                table[word] = table.get(word, ()) + tuple(other for other in group if other != word)
    return table


@functools.cache
def _entities() -> Mapping[str, tuple[str, ...]]:
    kinds = yaml.safe_load((LEXICON / "entities.yaml").read_text("utf-8"))
    return {
        word: tuple(other for other in words if other != word)
        for language in kinds.values()
        for words in language.values()
        for word in words
    }
