"""Text of any encoding → UTF-8 on disk, in pieces. Bytes that the encoding does not know are carried through.

Such a byte b becomes U+DC00+b, and that becomes three bytes which no UTF-8 reader accepts: so the readers of rows
need to know of one encoding only, find the damage in the row that holds it, and can have the bytes back.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from tempfile import NamedTemporaryFile

import regex

from ftprep.io.encoding import BLOCK, Encoding
from ftprep.io.rows import TextFile

_CARRIED = "ftprep_carried"
_BASE = 0xDC00
_RUNS = regex.compile(r"(([^\udc00-\udcff]+)|[\udc00-\udcff])")


def as_utf8(path: Path, encoding: Encoding, folder: Path) -> TextFile:
    """The file itself where it is UTF-8 already, else a copy in `folder`."""
    if encoding.name == "utf-8":
        return TextFile(path, "utf-8", encoding.start)
    decoder = codecs.getincrementaldecoder(encoding.name)(_CARRIED)
    with path.open("rb") as source, NamedTemporaryFile(dir=folder, suffix=".utf8", delete=False) as out:
        source.seek(encoding.start)
        while block := source.read(BLOCK):
            out.write(decoder.decode(block).encode("utf-8", "surrogatepass"))
        out.write(decoder.decode(b"", final=True).encode("utf-8", "surrogatepass"))
    return TextFile(Path(out.name), encoding.name)


def original_bytes(raw: bytes, encoding: str) -> bytes:
    """The bytes that a piece of the UTF-8 copy was made from."""
    if encoding == "utf-8":
        return raw
    text = raw.decode("utf-8", "surrogatepass")
    runs = _RUNS.findall(text)
    return b"".join(run.encode(encoding) if plain else bytes((ord(run) - _BASE,)) for run, plain in runs)


def _carry(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return "".join(chr(_BASE + byte) for byte in error.object[error.start : error.end]), error.end
    raise error


codecs.register_error(_CARRIED, _carry)
