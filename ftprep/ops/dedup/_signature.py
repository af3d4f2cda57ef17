"""What of a record is compared, and the small signature that stands for it: pure functions of the record alone, so
that partitions of a data set can be signed apart from each other."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from xxhash import xxh3_64_intdigest, xxh3_128_digest

from ftprep.errors import SettingsError
from ftprep.record import Record
from ftprep.text.shingles import normal_form

PARTS = ("system", "user", "assistant", "tool", "text", "chosen", "rejected")
_META = "meta."
WITH_TEXT, KEYED = 1, 2
_NO_DIGEST = bytes(16)
_LABELS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


class Signature(NamedTuple):
    """`digest` of the compared text (b"" where there is none), `first_turn` of the first user turn (0 where it is too
    short to count), and what ranks the record among its like: `size` in characters, `content` of the whole record."""

    digest: bytes
    first_turn: int
    size: int
    content: int


class Signatures:
    """What stands for each record of a stretch, in order, by columns: so they are stored and taken over whole.

    >>> some = Signatures()
    >>> some.append(Signature(b"d" * 16, 0, 5, 7), 0.5, keyed=True)
    >>> some.append(Signature(b"", 0, 5, 8), 0.0, keyed=False)
    >>> [some.digest(number) for number in range(len(some))], list(some.marks)
    ([b'dddddddddddddddd', b''], [3, 0])
    """

    def __init__(self) -> None:
        self.marks = bytearray()
        """WITH_TEXT where there is text to compare, KEYED where band keys are given: not where the text came before."""
        self.digests = bytearray()
        """16 bytes each."""
        self.first_turns, self.sizes, self.contents = array("Q"), array("Q"), array("Q")
        self.scores = array("d")
        """What a record scores where the best stays."""
        self.keys = array("Q")
        """25 for each that is KEYED."""

    def append(self, signature: Signature, score: float, *, keyed: bool) -> None:
        """The keys are added for all together."""
        self.marks.append(WITH_TEXT * bool(signature.digest) | KEYED * keyed)
        self.digests += signature.digest or _NO_DIGEST
        self.first_turns.append(signature.first_turn)
        self.sizes.append(signature.size)
        self.contents.append(signature.content)
        self.scores.append(score)

    def __len__(self) -> int:
        return len(self.marks)

    def digest(self, number: int) -> bytes:
        return bytes(self.digests[16 * number : 16 * number + 16]) if self.marks[number] & WITH_TEXT else b""


class Signer:
    """Reads from a record what is compared: all of it, or the chosen parts and metadata columns. Without
    `first_turn_chars`, the least length of an opening that counts, no opening is looked at."""

    def __init__(self, fields: Collection[str], first_turn_chars: int | None) -> None:
        wrong = [name for name in fields if name not in PARTS and not name.startswith(_META)]
        if wrong:
            raise SettingsError(
                en=f"Setting fields: choose from {', '.join(PARTS)} and meta.COLUMN.",
                zh=f"设置 fields：可选 {'、'.join(PARTS)}，或 meta.列名。",
            )
        self._parts = frozenset(name for name in fields if not name.startswith(_META))
        self._columns = tuple(name.removeprefix(_META) for name in fields if name.startswith(_META))
        self._first_turn_chars = first_turn_chars
        self._fields = bool(fields)

    def text(self, record: Record) -> str:
        """The compared text in its normal form. Turns follow each other without their roles or speakers."""
        return _compared(self._chosen(record) if self._fields else record.texts())

    def sign(self, record: Record) -> tuple[Signature, str]:
        """The signature, and the compared text beside it."""
        texts = list(record.texts())
        text = _compared(self._chosen(record) if self._fields else texts)
        whole = "\x1f".join(texts).encode("utf-8", "surrogatepass")
        content = xxh3_64_intdigest(whole)
        if record.label is not None:  # of two that differ in nothing else, the same one stays in any order
            content ^= _LABELS[record.label]
        return (
            Signature(
                xxh3_128_digest(text.encode()) if text else b"",
                self._first_turn(record),
                len(whole),
                content,
            ),
            text,
        )

    def _first_turn(self, record: Record) -> int:
        if self._first_turn_chars is None:
            return 0
        for turn in record.turns:
            if turn.role == "user":
                text = normal_form(_clean(turn.full_content()))
                return xxh3_64_intdigest(text.encode()) or 1 if len(text) >= self._first_turn_chars else 0
        return 0

    def _chosen(self, record: Record) -> Iterator[str]:
        parts = self._parts
        for turn in record.turns:
            if (turn.role if turn.role != "tool_call" else "tool") in parts:
                yield turn.full_content()
        if record.text is not None and "text" in parts:
            yield record.text
        for name, turns in (("chosen", record.chosen), ("rejected", record.rejected)):
            if turns is not None and name in parts:
                for turn in turns:
                    yield turn.full_content()
        for column in self._columns:
            if (value := record.meta.get(column)) is not None:
                yield str(value)


def _compared(texts: Iterable[str]) -> str:
    return normal_form(_clean(" ".join(texts)))


def _clean(text: str) -> str:
    """Without lone surrogates, which no encoder takes."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
