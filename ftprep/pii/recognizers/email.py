"""E-mail addresses (RFC 5322's dot-atom form; the domain by RFC 1035)."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import SURE, Recognizer, compiled

ENTITY = "EMAIL_ADDRESS"

_EMAIL = compiled(
    r"(?<![A-Za-z0-9._%+@-])[A-Za-z0-9](?:[A-Za-z0-9._%+'-]{0,63})@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_WORDED = compiled(
    r"(?<![A-Za-z0-9._%+@-])[A-Za-z0-9][A-Za-z0-9._%+-]{1,63} ?(?:\(at\)|\[at\]|（at）| at )[ ]?(?:[A-Za-z0-9-]{1,63} ?(?:\(dot\)|\[dot\]| dot |\.) ?)+[A-Za-z]{2,6}\b",
    2,
)


def find(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(ENTITY, match.start(), match.end(), SURE)
    for match in _WORDED.finditer(text):
        if " at " not in match.group() or " dot " in match.group():
            yield Finding(ENTITY, match.start(), match.end(), 0.8)


RECOGNIZER = Recognizer(
    "email", ENTITY, (r"@(?:[A-Za-z0-9-]+\.)", r"(?i)[a-z0-9] ?[(\[（]at[)\]）]| at [a-z0-9-]{1,63} dot "), find
)
