"""What a check says, and the books of rules that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place; both sentences say what is wrong and what to do."""

    where: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in a file, with the rule that found it."""

    file: str
    where: str
    rule: str
    severity: Severity
    en: str
    zh: str

    def __str__(self) -> str:
        where = f" {self.where}" if self.where else ""
        return f"{self.severity} {self.rule}{where}: {self.zh} | {self.en}"


@dataclass(frozen=True, slots=True)
class Rule[Subject]:
    name: str
    severity: Severity
    look: Callable[[Subject], Iterable[Problem]]

    def apply(self, subject: Subject, file: str) -> Iterator[Finding]:
        for problem in self.look(subject):
            yield Finding(file, problem.where, self.name, self.severity, problem.en, problem.zh)


class RuleBook[Subject]:
    """The rules for one kind of thing, in the order in which they were written."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule[Subject]] = {}

    def error[Look: Callable[..., Iterable[Problem]]](self, look: Look) -> Look:
        """Registers a rule whose findings fail the check."""
        return self._add(look, "error")

    def warning[Look: Callable[..., Iterable[Problem]]](self, look: Look) -> Look:
        """Registers a rule whose findings are told and pass."""
        return self._add(look, "warning")

    def apply(self, subject: Subject, file: str) -> list[Finding]:
        found = [finding for rule in self.rules.values() for finding in rule.apply(subject, file)]
        return list(dict.fromkeys(found))

    def _add[Look: Callable[..., Iterable[Problem]]](self, look: Look, severity: Severity) -> Look:
        name = getattr(look, "__name__", "")
        if name in self.rules or not look.__doc__:
            raise ValueError(f"rule {name}: a name of its own, and a docstring that says what it finds")
        self.rules[name] = Rule(name, severity, look)
        return look
