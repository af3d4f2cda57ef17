"""What is said of an error: its kind, the line of the node's code, and a message without any word of the data.

Python's messages may quote values (an attribute's name, a key, whatever code raises). Words pass that stand in the code
(or template) itself or among its inputs' names, name something of Python's, or belong to its usual messages; each other becomes "…".
"""

from __future__ import annotations

import builtins
import re
import traceback
from typing import Any

from plugin_host.engine.limited.fence import RefusedError

CODE = "<code>"

_SPOKEN = (
    NameError,
    ImportError,
    AttributeError,
    SyntaxError,
    TypeError,
    IndexError,
    ZeroDivisionError,
    RecursionError,
)
"""Errors whose messages speak of code. Those of other kinds speak of data, and are not passed on at all."""

_USUAL = frozenset(
    """
    No a access after allowed an and any are argument arguments as assigned assignment associated async at attribute attributes
    available base be because been before between binary but by bytes call callable called calling can cannot circular class
    code coercing compare comparison complex concatenate context convert could create days decoded defined deleted deletion
    depth detected dict dictionary different division does doesn empty enclosing enough exactly exceeded exist expected
    exponent first float folders following for format found free from function generator given got had has have hash
    hashable if immutable import imported in incomplete index indices infinite inplace instance instances instead int
    integer integers into invalid is issubclass item items iterable iterate iterator its JSON key keys keyword keywords kind
    least length like list listed local manager many may mapping maximum mean method missing modify module modulo more most
    multiple must name named names negative no node non None not null number object objects of on one only opened operand
    operands operation operator or order other out over package partially pop positional positive protocol Python raised
    range recursion refer reference referenced relative required reserved returned returns same scope sequence serializable
    set setting shape should single size slice slices some state step str string strings subscript subscriptable support
    supported supports t take takes than that the there this to too tuple two type types unary unexpected unhashable unknown
    unpack unsafe unsupported use used using value values variable was were where which while with without write wrong zero files
    """.split()
)
_WORD = re.compile(r"\w+|[^\x20-\x7e]")
_LONGEST = 300


class ToldError(Exception):
    """An error whose words are this package's, or speak of the code or the template alone."""

    def __init__(self, kind: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.line = kind, message, line


def told(error: BaseException, source: str) -> dict[str, Any]:
    """{"error": kind, "line": number or None, "message": text}."""
    if isinstance(error, ToldError):
        return {"error": error.kind, "line": error.line, "message": error.message[:_LONGEST]}
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == CODE]
    if isinstance(error, RefusedError):  # the fence's own words
        return {"error": "RefusedError", "line": lines[-1] if lines else None, "message": str(error)[:_LONGEST]}
    kind = type(error).__name__
    spoken = str(error) if isinstance(error, _SPOKEN) else ""
    return {
        "error": kind if kind.isascii() and kind.isidentifier() and len(kind) <= 60 else "Exception",
        "line": lines[-1] if lines else None,
        "message": masked(spoken[:_LONGEST], source),
    }


def masked(message: str, source: str) -> str:
    """The message with every word replaced that may be of the data.

    >>> masked("'str' object has no attribute '赵铁柱13911112222'", "getattr(a, a)")
    "'str' object has no attribute '…'"
    >>> masked("name 'lenght' is not defined", "return lenght(a)")
    "name 'lenght' is not defined"
    """
    known = _USUAL | frozenset(dir(builtins)) | frozenset(re.findall(r"\w+", source))
    return _WORD.sub(lambda word: word[0] if word[0] in known or _small(word[0]) else "…", message)


def _small(word: str) -> bool:
    """How many arguments were given: a number of one or two digits."""
    return len(word) <= 2 and word.isascii() and word.isdigit()
