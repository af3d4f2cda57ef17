"""Templates written without a look at the recognizers. Two thirds may be looked into; of the kept third only figures are taken.

A line belongs to the kept third by its own checksum, so that nobody chose which.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from unseen_values import Values
from zh_corpus import Text, made

HERE = Path(__file__).resolve().parent


def texts(language: str, *, kept: bool, rounds: int = 20) -> list[Text]:
    """Each template of `zh` or `en`, `rounds` times with fresh values."""
    return made(_part(f"unseen_{language}.txt", kept=kept), rounds, 31, Values)


def not_pii(language: str, *, kept: bool) -> list[str]:
    """Lines in which nothing is to be found."""
    return _part(f"unseen_not_pii_{language}.txt", kept=kept)


def _part(name: str, *, kept: bool) -> list[str]:
    with (HERE / name).open(encoding="utf-8", newline="\n") as lines:
        rows = [line.rstrip("\n") for line in lines if line.strip()]
    return [row for row in rows if (zlib.crc32(row.encode()) % 3 == 0) is kept]
