"""The rules at work on one text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ftprep.ops.cleaning._json import looks_like_json
from ftprep.ops.cleaning.rules import RULES, Rule
from ftprep.ops.cleaning.rules.base import Change
from ftprep.text.code import outside_code
from ftprep.text.gate import shared_gate

_MAX_ROUNDS = 12
"""Rules run again until nothing changes: one may uncover work for another. Each round takes something away."""

Told = Callable[[str], None]


class Cleaner:
    """Cleans text by rules switched by `settings`. Clean text comes back as the same object."""

    def __init__(self, settings: Any) -> None:
        made = [(rule, rule.make(settings)) for rule in RULES]
        self._rules: list[tuple[Rule, Change]] = [(rule, change) for rule, change in made if change is not None]
        owners = [(index, gate) for index, (rule, _) in enumerate(self._rules) for gate in rule.gates]
        self._owners = [index for index, _ in owners]
        self._gate = shared_gate(tuple(gate for _, gate in owners))
        self._asked = [(index, rule.needed) for index, (rule, _) in enumerate(self._rules) if rule.needed is not None]

    def clean(self, text: str, told: Told, *, is_json: bool = False) -> str:
        """The clean text; `told` hears the name of each rule that changed it."""
        names: dict[str, None] = {}
        result = text
        for _ in range(_MAX_ROUNDS):
            before = result
            result = self._round(result, names, is_json=is_json)
            if result == before:
                break
        if result == text:
            return text
        for name in names:
            told(name)
        return result

    def _round(self, text: str, names: dict[str, None], *, is_json: bool) -> str:
        due = self._due(text)
        at = 0
        while at < len(self._rules) and due:
            if at in due:
                rule, change = self._rules[at]
                changed = self._applied(rule, change, text, is_json=is_json)
                if changed != text:
                    text = changed
                    names[rule.name] = None
                    due = self._due(text)
            at += 1
        return text

    def _due(self, text: str) -> set[int]:
        due = {self._owners[hit] for hit in self._gate.hits(text)}
        for index, needed in self._asked:
            if index not in due and needed(text):
                due.add(index)
        return due

    def _applied(self, rule: Rule, change: Change, text: str, *, is_json: bool) -> str:
        if is_json:
            if not rule.in_json:
                return text
            changed = change(text)
            return changed if changed == text or looks_like_json(changed) else text
        changed = change(text) if rule.in_code else outside_code(text, change)
        return changed.strip() if rule.name == "spaces" else changed
