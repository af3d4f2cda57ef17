"""All recognizers over one text, behind one gate; what is sure enough stays, overlaps are resolved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import regex

from ftprep.errors import SettingsError
from ftprep.pii.finding import Finding, resolve
from ftprep.pii.recognizers import RECOGNIZERS, Recognizer
from ftprep.pii.stand_ins import is_made_up, is_placeholder
from ftprep.text.gate import shared_gate

CUSTOM = "CUSTOM"
"""The entity of the deny list."""

_WIDE = {
    **{0xFF10 + n: 0x30 + n for n in range(10)},
    **{ord(wide): ord(half) for wide, half in zip("＠．－＋（）", "@.-+()", strict=True)},
}
_WIDE |= {ord(wide) + n: ord(half) + n for wide, half in (("Ａ", "A"), ("ａ", "a")) for n in range(26)}
_WIDE_SEEN = "[０-９Ａ-Ｚａ-ｚ]"


class Scanner:
    """Finds personal data. `own` are (entity, pattern) pairs of the user, each under a time limit.

    `passes_made_up` leaves values of reserved ranges alone: where values are made up, they are our own.
    """

    def __init__(
        self,
        entities: Collection[str],
        min_score: float,
        *,
        allow: Collection[str] = (),
        deny: Sequence[str] = (),
        own: Sequence[tuple[str, regex.Pattern[str]]] = (),
        seconds: float = 1.0,
        passes_made_up: bool = False,
    ) -> None:
        self._recognizers: list[Recognizer] = [r for r in RECOGNIZERS if r.entity in entities and r.best >= min_score]
        self._min_score = min_score
        self._allow = {value.casefold() for value in allow}
        self._deny = [value for value in deny if value]
        self._own = own
        self._seconds = seconds
        self._passes_made_up = passes_made_up
        owners = [(recognizer, gate) for recognizer in self._recognizers for gate in recognizer.gates]
        self._owners = [recognizer for recognizer, _ in owners]
        self._gate = shared_gate((*(gate for _, gate in owners), _WIDE_SEEN))

    def scan(self, text: str) -> list[Finding]:
        """Everything found in the text that is sure enough, without overlaps, in order."""
        shadow, hits = text, self._gate.hits(text)
        if hits and hits[-1] == len(self._owners):
            shadow = text.translate(_WIDE)
            hits = self._gate.hits(shadow)
        if not hits and not self._deny and not self._own:
            return []
        due = dict.fromkeys([self._owners[hit] for hit in hits])
        found = [
            finding for recognizer in due for finding in recognizer.find(shadow) if finding.score >= self._min_score
        ]
        if self._deny or self._own:
            found += self._users(text)
        if not found:
            return found
        return [finding for finding in resolve(found) if self._counts(finding, text)]

    def _counts(self, finding: Finding, text: str) -> bool:
        value = text[finding.start : finding.end]
        if value.casefold() in self._allow or is_placeholder(value):
            return False
        return not (self._passes_made_up and is_made_up(finding.entity_type, value))

    def _users(self, text: str) -> Iterator[Finding]:
        for value in self._deny:
            at = text.find(value)
            while at >= 0:
                yield Finding(CUSTOM, at, at + len(value), 1.0)
                at = text.find(value, at + len(value))
        for number, (entity, pattern) in enumerate(self._own, 1):
            try:
                for match in pattern.finditer(text, timeout=self._seconds):
                    if match.end() > match.start():
                        yield Finding(entity, *match.span(), 1.0)
            except TimeoutError:
                raise SettingsError(
                    en=f"Setting patterns, line {number}: {pattern.pattern!r} took more than {self._seconds:g} seconds on one text. "
                    "Nested repeats such as (a+)+ do that: write it more simply.",
                    zh=f"设置 patterns 第 {number} 行：{pattern.pattern!r} 处理一段文本超过了 {self._seconds:g} 秒。嵌套的重复（如 (a+)+）会这样，请写得简单些。",
                ) from None


def parse_patterns(lines: str) -> list[tuple[str, regex.Pattern[str]]]:
    """`ENTITY=pattern` lines. Raises SettingsError.

    >>> [(entity, pattern.pattern) for entity, pattern in parse_patterns("STAFF_NO=E[0-9]{5}")]
    [('STAFF_NO', 'E[0-9]{5}')]
    """
    out = []
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        name, equals, source = line.partition("=")
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name.strip()):
            raise SettingsError(
                en=f"Setting patterns, line {number}: write ENTITY_NAME=regular expression.",
                zh=f"设置 patterns 第 {number} 行：请写成 实体名=正则表达式，实体名用大写字母。",
            )
        try:
            out.append((name.strip(), regex.compile(source.strip())))
        except regex.error as error:
            raise SettingsError(
                en=f"Setting patterns, line {number}: {source.strip()!r} is not a regular expression ({error}).",
                zh=f"设置 patterns 第 {number} 行：{source.strip()!r} 不是有效的正则表达式（{error}）。",
            ) from None
    return out
