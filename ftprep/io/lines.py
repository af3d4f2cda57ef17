"""Lines of a text file: divided at \\n alone, with the \\r of Windows and of old Macs understood."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.io.rows import MAX_ROW_BYTES, RowTooLarge, TextFile

_BLOCK = 1 << 20


def lines(file: TextFile) -> Iterator[bytes]:
    """Each line with its end. Never divided at U+2028, U+0085 and the like, which are part of a text. Raises RowTooLarge."""
    _check_lengths(file)
    with file.path.open("rb", buffering=_BLOCK) as source:
        source.seek(file.start)
        head = source.read(_BLOCK)
        source.seek(file.start)
        if b"\r" in head and b"\r\n" not in head and head.count(b"\r") >= head.count(b"\n"):
            yield from _by_return(source)
        else:
            yield from source


def _check_lengths(file: TextFile) -> None:
    run = 0
    with file.path.open("rb") as source:
        while block := source.read(_BLOCK):
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            run = run + len(block) if last < 0 else len(block) - last
            if run > MAX_ROW_BYTES:
                raise RowTooLarge


def _by_return(source: object) -> Iterator[bytes]:
    rest = b""
    while block := source.read(_BLOCK):  # type: ignore[attr-defined]
        *whole, rest = (rest + block).split(b"\r")
        for line in whole:
            yield line + b"\r"
    if rest:
        yield rest
