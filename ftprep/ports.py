"""What the outside fills in: protocols for the model and the network, so that no operator imports either; and the
files that go in and come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer and what it cost, in tokens (0 where the provider does not say)."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class TextGenerator(Protocol):
    """A language model. `messages` are {"role", "content"} objects; raises ModelError when there is no answer."""

    def generate(self, messages: Sequence[Mapping[str, str]]) -> Reply: ...


class Fetcher(Protocol):
    """The network: writes what an address holds to `target`; raises DownloadError."""

    def fetch(self, url: str, target: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file on disk with the name that it had where it came from."""

    name: str
    path: Path


@dataclass(slots=True)
class OutputFile:
    """A file that a call wrote into its folder. `role`: dataset, rejects, report or companion."""

    path: Path
    role: str = "dataset"
    records: int | None = None
    final: bool = False
    """Keeps its name and content whatever its size: whoever wrote it has seen to that."""


class Progress(Protocol):
    """Told now and then how far a call is: records so far, and the total where it is known."""

    def __call__(self, done: int, total: int | None) -> None: ...
