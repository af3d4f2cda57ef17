"""The last paragraph of a tool's help: the reasons that it may reject a record for, from the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ftprep.operator import Operator

MEANINGS: Final = 25
"""Up to so many reasons are told with their meanings. More are listed by name: docs/tools.md has the table."""
_HEADS: Final = {"en_US": "Rejects for:", "zh_Hans": "剔除原因："}


def with_reasons(human: Mapping[str, str], operator: Operator) -> dict[str, str]:
    """The people's help in each language, with a fresh last paragraph where the operator has reasons."""
    return {language: "\n\n".join(filter(None, (text, _told(operator, language)))) for language, text in plain(human)}


def plain(human: Mapping[str, str]) -> list[tuple[str, str]]:
    """(language, help) without the paragraph that this module wrote."""
    return [
        (language, text.split(f"\n\n{_HEADS[language]}")[0] if language in _HEADS else text)
        for language, text in human.items()
    ]


def _told(operator: Operator, language: str) -> str:
    if not operator.reasons or language not in _HEADS:
        return ""
    if len(operator.reasons) > MEANINGS:
        return f"{_HEADS[language]} {', '.join(operator.reasons)}"
    lines = [f"- {name}: {en if language == 'en_US' else zh}" for name, (en, zh) in operator.reasons.items()]
    return "\n".join((_HEADS[language], *lines))
