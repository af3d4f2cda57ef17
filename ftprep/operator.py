"""Operators: what they are given, what they give back, and the registry that finds them by name.

An operator is a factory. It takes its options and a Context and returns the thing that works on records:

    mapper, filter    a step: record → record (the same object if unchanged) or Drop(reason)
    deduplicator      a Deduplicator: every record first, then which of them repeat which
    analyzer, formatter, batcher
                      a Sink: takes every record, then finishes with figures, variables and files
    selector, splitter
                      a Selector: which records go on is decided when all have been seen
    source            a generator of records and rejects, from inputs that are no records yet

Any of them (a source excepted) may have `finish() -> Products`, called once when all records are through.

A step sees one record at a time and no other, so that it can be mapped over partitions as it is.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

from ftprep.errors import DownloadError
from ftprep.ports import Fetcher, InputFile, OutputFile, TextGenerator
from ftprep.reading import NOTHING, Readable
from ftprep.record import Record
from ftprep.report import Reject, Report

Kind = Literal["mapper", "filter", "deduplicator", "analyzer", "formatter", "batcher", "splitter", "source", "selector"]
KINDS: tuple[str, ...] = get_args(Kind)


class Options(BaseModel):
    """Base of every operator's settings: immutable, unknown names refused, every field described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def setting(
    default: Any, *, help: str, panel: bool = True, input: bool = False, secret: bool = False, **rules: Any
) -> Any:
    """A field of an Options class.

    `help` says what the setting does and what it costs. `panel=False` keeps it off the tool's panel: it is then set
    in the `options` text. `input=True` makes it an input that can be bound to a variable, `secret=True` a password
    field. `rules` are pydantic's: ge, le, max_length …
    """
    extra: dict[str, Any] = {"panel": panel, "input": input, "secret": secret}
    return Field(default, description=help, json_schema_extra=extra, **rules)


@dataclass(frozen=True, slots=True)
class Drop:
    """A step's answer for a record that goes no further. `detail` holds no piece of the record's text."""

    reason: str
    detail: str = ""


Step = Callable[[Record], Record | Drop]


@dataclass(slots=True)
class Products:
    """What a sink leaves beside the records it saw."""

    variables: dict[str, Any] = field(default_factory=dict)
    files: list[OutputFile] = field(default_factory=list)
    summary: list[dict[str, str]] = field(default_factory=list)
    """Lines for the summary, each {"en": …, "zh": …}."""


class Sink(Protocol):
    """Takes every record in turn; `finish` is called once, at the end."""

    def add(self, record: Record) -> Drop | None: ...

    def finish(self) -> Products: ...


class Mergeable(Sink, Protocol):
    """A sink whose partitions can be joined: each gives its `state`, which can be pickled, and one sink takes them all
    by `absorb`, in order, and finishes."""

    def state(self) -> Any: ...

    def absorb(self, state: Any) -> None: ...


class Deduplicator(Protocol):
    """Finds repeated records over an input that can be read again.

    Every record is added, in order; then `settle` decides, reading again by its position whatever it must look at
    closer; then each position is asked for its verdict. The records of `against`, a further data set, are added
    before all others as `fixed`: they are compared with and never dropped. They come out in front of the result where
    `keep_against` says so, and not at all otherwise.
    """

    against: Iterable[Record | Reject]
    keep_against: bool

    def add(self, record: Record, *, fixed: bool = False) -> None: ...

    def settle(self, read: Callable[[int], Record]) -> None: ...

    def verdict(self, position: int) -> Drop | None: ...


class Selector(Protocol):
    """Chooses records over an input that can be read again: every record is added, in order; `settle` decides, reading
    by its position what it must look at again; then each position is asked for its verdict."""

    def add(self, record: Record) -> None: ...

    def settle(self, read: Callable[[int], Record]) -> None: ...

    def verdict(self, position: int) -> Drop | None: ...


@dataclass(slots=True)
class Context:
    """What surrounds an operator in a call."""

    report: Report
    work_dir: Path
    """A folder for this call alone; sinks write their files here."""
    stem: str = "dataset"
    """The beginning of output file names, from the input's name."""
    extra: Mapping[str, Iterable[Record | Reject]] = field(default_factory=dict)
    """Further data sets by input name (`against` …); each can be iterated over again."""
    extra_files: Mapping[str, Sequence[InputFile]] = field(default_factory=dict)
    """The files of further inputs as they came, for an operator that reads them in its own way."""
    rejects: Iterable[Reject] = ()
    """What earlier steps rejected, from the rejects files beside the main input; can be iterated over again."""
    reason_text: Callable[[str, str], tuple[str, str]] = lambda *_: ("", "")
    """(step, reason) → what it means, (English, Chinese)."""
    aside: Iterable[Record | Reject] = ()
    """What an earlier call of the same operator left to do, from its file beside the main input."""
    dataset: Readable = NOTHING
    """The main input, for a source; every other kind is given its records one by one."""
    files: Sequence[InputFile] = ()
    """The main input's files as they came, for a source that reads them in its own way."""
    text: str = ""
    """The main input's pasted text, for the same."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Inputs that are no data sets (`replies` …)."""
    max_file_bytes: int | None = None
    """What an output file may weigh, for a sink that keeps to it in its own way (OutputFile.final); None: anything."""
    variables: dict[str, Any] = field(default_factory=dict)
    """What a source gives as variables, filled in by its end (a sink has Products for this)."""
    model: TextGenerator | None = None
    fetcher: Fetcher | None = None

    def network(self) -> Fetcher:
        """Raises DownloadError where the call has none."""
        if self.fetcher is None:
            raise DownloadError(en="This call has no access to the network.", zh="本次调用没有网络访问权限。")
        return self.fetcher


@dataclass(frozen=True, slots=True)
class Operator:
    """An entry of the registry."""

    name: str
    kind: Kind
    family: str
    options: type[Options]
    factory: Callable[[Any, Context], Any]
    reasons: Mapping[str, tuple[str, str]]
    """Every reason it can reject for → (English, Chinese)."""
    extra_inputs: tuple[str, ...] = ()
    """Names of further data sets (tool parameters of type files)."""
    value_inputs: tuple[str, ...] = ()
    """Names of inputs that are no data sets (arrays)."""
    variables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Its own output variables → JSON schema."""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What it writes into `report.figures` → JSON schema."""
    own_files: bool = False
    """Whether it writes what it keeps by itself, whatever its kind."""
    asks_model: bool = False
    """Whether it asks a language model (a tool parameter `model`), and so may go on where an earlier call ended."""
    uses_network: bool = False
    """Whether it fetches addresses."""

    @property
    def writes_records(self) -> bool:
        """Whether its kept records go on as a canonical data set (a formatter and a splitter write their own files)."""
        return self.kind not in ("formatter", "splitter") and not self.own_files

    @property
    def doc(self) -> str:
        return (self.factory.__doc__ or "").strip()


_REGISTRY: dict[str, Operator] = {}


def operator(
    kind: Kind,
    options: type[Options],
    *,
    reasons: Mapping[str, tuple[str, str]] | None = None,
    extra_inputs: Collection[str] = (),
    value_inputs: Collection[str] = (),
    variables: Mapping[str, Mapping[str, Any]] | None = None,
    figures: Mapping[str, Mapping[str, Any]] | None = None,
    own_files: bool = False,
    asks_model: bool = False,
    uses_network: bool = False,
) -> Callable[[Callable[[Any, Context], Any]], Callable[[Any, Context], Any]]:
    """Registers a factory under its function's name."""

    def register(factory: Callable[[Any, Context], Any]) -> Callable[[Any, Context], Any]:
        name = factory.__name__
        family = factory.__module__.split(".")[-2]
        if name in _REGISTRY and _REGISTRY[name].factory.__module__ != factory.__module__:
            raise ValueError(f"two operators are called {name}")
        _REGISTRY[name] = Operator(
            name,
            kind,
            family,
            options,
            factory,
            dict(reasons or {}),
            tuple(extra_inputs),
            tuple(value_inputs),
            dict(variables or {}),
            dict(figures or {}),
            own_files,
            asks_model,
            uses_network,
        )
        return factory

    return register


def get_operator(name: str) -> Operator:
    """The operator of that name. Only its own module is imported. Raises KeyError."""
    if name not in _REGISTRY:
        module = _module_of(name)
        if module is None:
            raise KeyError(name)
        importlib.import_module(module)
    return _REGISTRY[name]


def all_operators() -> list[Operator]:
    """Every operator, by name."""
    return [get_operator(name) for name in sorted(operator_names())]


def operator_names() -> Iterator[str]:
    """Names of all operators, found as modules `ftprep/ops/<family>/<verb_noun>.py` (none that starts with _)."""
    for module in _modules():
        yield module.rsplit(".", 1)[1]


def _modules() -> Iterator[str]:
    package = importlib.import_module("ftprep.ops")
    for family in pkgutil.iter_modules(package.__path__):
        if family.ispkg and not family.name.startswith("_"):
            sub = importlib.import_module(f"ftprep.ops.{family.name}")
            for module in pkgutil.iter_modules(sub.__path__):
                if not module.name.startswith("_") and not module.ispkg:
                    yield f"ftprep.ops.{family.name}.{module.name}"


def _module_of(name: str) -> str | None:
    return next((module for module in _modules() if module.rsplit(".", 1)[1] == name), None)
