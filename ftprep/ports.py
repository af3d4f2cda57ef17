"""What the outside fills in: protocols for the model and the network, so that no operator imports either; and the
files that go in and come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How an address is fetched. `allow`: hosts, addresses and networks (host, host:port, 10.0.0.0/8) that may be
    reached though they are not public; `delay`: seconds between two requests to one host."""

    agent: str = "finetune-data-prep"
    allow: tuple[str, ...] = ()
    max_bytes: int = 20_000_000
    seconds: float = 60.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    redirects: int = 5
    retries: int = 2
    delay: float = 0.0


@dataclass(slots=True)
class Answer:
    """What came of a request. `problem`: "" or bad_url, refused_address, unreachable, timed_out, too_large, cut_off,
    too_many_redirects, http_error. `headers` have names in lower case; `url` is where the last redirect led."""

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    problem: str = ""
    detail: str = ""


class Fetcher(Protocol):
    """The network: writes what an address holds to `target`, from its byte `start` on where the server can resume.
    `method` and `body` are for an API that takes something: such a request is not sent on where it is redirected."""

    def fetch(
        self,
        url: str,
        target: Path,
        rules: FetchRules,
        *,
        headers: Mapping[str, str] | None = None,
        start: int = 0,
        method: str = "GET",
        body: bytes = b"",
    ) -> Answer: ...


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
