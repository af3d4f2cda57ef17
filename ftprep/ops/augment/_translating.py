"""There and back through an HTTP translator: the same text in other words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from ftprep.errors import SettingsError
from ftprep.ops.augment._checks import script
from ftprep.ports import Fetcher, FetchRules

REASONS: Mapping[str, tuple[str, str]] = {
    "translation_failed": ("The translator gave no translation.", "翻译服务没有返回译文。"),
    "translation_lost_facts": (
        "A number, address or placeholder came back changed from the translator.",
        "译回后数字、网址或占位符发生了变化。",
    ),
    "translation_unchanged": ("It came back as it went.", "译回后与原文相同。"),
    "personal_data": (
        "Holds personal data: nothing of it was sent to the translator. Mask it first.",
        "含个人信息，未发送给翻译服务。请先脱敏。",
    ),
}

HOPELESS = 3
"""Requests that may fail before any has succeeded."""

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_FACT = re.compile(r"<[A-Z][A-Z_]*_\d+>|https?://[^\s，。）)]+|[\w.+-]+@[\w-]+\.[\w.]+|\d+(?:[.,:]\d+)*")


class TranslationError(Exception):
    """Why there is no translation: a reason of REASONS, and a detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class BackTranslator:
    """A service that takes LibreTranslate's request: POST {q: [texts], source, target, format} → {translatedText: [texts]}.

    Code is never sent; numbers, addresses and placeholders must come back as they went.
    """

    def __init__(self, address: str, allow_hosts: Sequence[str], fetcher: Fetcher, folder: Path) -> None:
        if not address.startswith(("http://", "https://")):
            raise SettingsError(
                en="translator must be an address that begins with http:// or https://.",
                zh="translator 必须是以 http:// 或 https:// 开头的地址。",
            )
        self._address = address
        self._rules = FetchRules(allow=tuple(allow_hosts), max_bytes=2_000_000, retries=1)
        self._fetcher = fetcher
        self._target = folder / "translation.json"
        self._failed: int | None = 0

    def back(self, texts: Sequence[str]) -> list[str]:
        """The texts, put into the other language and back. Raises TranslationError, and SettingsError where the service
        can't be reached at all."""
        pieces = [_CODE.split(text) for text in texts]
        plain = [piece for split in pieces for piece in split[::2] if piece.strip()]
        home = script("\n".join(plain))
        if not home:
            raise TranslationError("translation_unchanged")
        away = "en" if home == "zh" else "zh"
        returned = iter(self._hop(self._hop(plain, home, away), away, home))
        made = ["".join(_put(split, n, returned) for n in range(len(split))) for split in pieces]
        if any(_facts(old) != _facts(new) for old, new in zip(texts, made, strict=True)):
            raise TranslationError("translation_lost_facts")
        if made == list(texts):
            raise TranslationError("translation_unchanged")
        return made

    def _hop(self, texts: list[str], source: str, target: str) -> list[str]:
        body = orjson.dumps({"q": texts, "source": source, "target": target, "format": "text"})
        self._target.unlink(missing_ok=True)
        answer = self._fetcher.fetch(
            self._address,
            self._target,
            self._rules,
            headers={"Content-Type": "application/json"},
            method="POST",
            body=body,
        )
        if answer.problem or answer.status != 200:
            self._count_failure(answer.problem or str(answer.status))
            raise TranslationError("translation_failed", f"{answer.problem or 'status'} {answer.status or ''}".strip())
        self._failed = None
        try:
            made = orjson.loads(self._target.read_bytes())["translatedText"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise TranslationError("translation_failed", "no translatedText in the answer") from None
        if not isinstance(made, list) or len(made) != len(texts) or not all(isinstance(text, str) for text in made):
            raise TranslationError("translation_failed", "another number of texts in the answer")
        return made

    def _count_failure(self, problem: str) -> None:
        if self._failed is None:
            return
        self._failed += 1
        if self._failed >= HOPELESS:
            raise SettingsError(
                en=f"The translator at {self._address} does not answer ({problem}). Check the address; a host of your own must be named in allow_hosts.",
                zh=f"翻译服务 {self._address} 没有应答（{problem}）。请检查地址；自己的主机需写入 allow_hosts。",
            )


def _put(split: list[str], place: int, returned: Iterator[str]) -> str:
    piece = split[place]
    if place % 2 or not piece.strip():
        return piece
    head, tail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return head + next(returned).strip() + tail


def _facts(text: str) -> Counter[str]:
    return Counter(_FACT.findall("".join(_CODE.split(text)[::2])))
