"""What every tool of the plugin does: fetch its inputs, call `invoke` away from the event loop, yield messages.

A tool is then three lines:

    class CleanText(DatasetTool, Tool):
        operator = "clean_text"

The mixin does not inherit Tool: the SDK wants exactly one Tool subclass visible in a tool's module.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import uuid
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import gevent
from dify_plugin.entities.tool import ToolInvokeMessage
from dify_plugin.file.constants import DIFY_FILE_IDENTITY
from dify_plugin.file.file import File

from ftprep.errors import InputDataError
from ftprep.invoke import Inputs, Outcome, get_operator
from ftprep.ports import InputFile, TextGenerator
from ftprep.record import dumps
from ftprep_dify.download import download
from ftprep_dify.failures import translated
from ftprep_dify.offload import Job, run_offloaded

if TYPE_CHECKING:
    from ftprep.operator import Operator

MAX_FILE_BYTES = 12_000_000
"""Of one output file; above it is compressed or sharded. Users fail at 15 MB (uploads) and 30 MB (older servers)."""

MAX_MESSAGE_BYTES = 4_500_000
"""Of a text or variable: Dify ends the plugin, with every call in it, at a line of 5 MiB. Operators keep far below."""

CHUNK_BYTES = 8192
"""Of a blob message: what the SDK uses, and the daemon allows."""

_CHUNKS_A_TURN = 16

_MIME_TYPES = {
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".zip": "application/zip",
    ".html": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DatasetTool:
    """Mixin for a Tool. `operator` names what it runs."""

    operator: str

    @classmethod
    def _convert_parameters(cls, tool_parameters: dict[str, Any]) -> dict[str, Any]:
        """Dify's files as the SDK's File, which knows no file without an address: `download` tells of it in plain words,
        where the SDK would quote what it was given."""
        with translated(cls.operator):
            addressed = {name: _addressed(value) for name, value in tool_parameters.items()}
            return cast("dict[str, Any]", super()._convert_parameters(addressed))  # type: ignore[misc] # of Tool

    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        with translated(self.operator), _folder() as folder:
            entry = get_operator(self.operator)
            inputs, parameters = _divide(entry, tool_parameters, folder)
            job = Job(self.operator, inputs, parameters, folder / "out", MAX_FILE_BYTES, self._model(parameters))
            outcome = yield from _with_progress(run_offloaded(job))
            yield from _messages(outcome)

    def _model(self, parameters: dict[str, Any]) -> TextGenerator | None:
        """The model that the call may ask; a tool that has one takes it out of the parameters."""
        del parameters
        return None


def _addressed(value: Any) -> Any:
    if isinstance(value, list):
        return [_addressed(item) for item in value]
    if isinstance(value, dict) and value.get("dify_model_identity") == DIFY_FILE_IDENTITY:
        return {**value, "url": value.get("url") or ""}
    return value


def _with_progress(steps: Generator[int, None, Outcome]) -> Generator[ToolInvokeMessage, None, Outcome]:
    """The outcome, and on the way a log entry that is brought up to date while the call goes on."""
    identity, status = uuid.uuid4().hex, ToolInvokeMessage.LogMessage.LogStatus
    label, done = "记录 / Records", 0
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            if done:
                yield _log(identity, label, status.SUCCESS, done)
            return cast("Outcome", end.value)
        yield _log(identity, label, status.START, done)


def _log(identity: str, label: str, status: Any, done: int) -> ToolInvokeMessage:
    body = ToolInvokeMessage.LogMessage(id=identity, label=label, status=status, data={"records": done})
    return _message("log", body)


@contextlib.contextmanager
def _folder() -> Generator[Path, None, None]:
    path = Path(tempfile.mkdtemp(prefix="ftprep-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _divide(entry: Operator, given: Mapping[str, Any], folder: Path) -> tuple[Inputs, dict[str, Any]]:
    """Dify's parameters → (inputs with their files on disk, settings)."""
    parameters = dict(given)
    files = _fetch(parameters.pop("dataset", None), folder / "dataset")
    text = parameters.pop("text", None)
    extra = {name: _fetch(parameters.pop(name, None), folder / name) for name in entry.extra_inputs}
    values = {name: _value(parameters.pop(name, None)) for name in entry.value_inputs}
    return Inputs(files, text if isinstance(text, str) else "", extra, values), parameters


def _fetch(value: Any, folder: Path) -> list[InputFile]:
    """Unbound file inputs arrive as None, "", [], [None] or [""]; a single file may stand for a list of one."""
    many = value if isinstance(value, list) else [value]
    files = [item for item in many if isinstance(item, File)]
    folder.mkdir(parents=True, exist_ok=True)
    return [download(file, folder / str(number)) for number, file in enumerate(files)]


def _value(value: Any) -> Any:
    """Arrays may arrive as JSON text, unbound ones as [""] or [None]. Nulls among others keep their places."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    return [] if value in ([None], [""]) else value


def _messages(outcome: Outcome) -> Generator[ToolInvokeMessage, None, None]:
    variables = {**outcome.variables, "report": outcome.report}
    for name, value in {"text": outcome.text, **variables}.items():
        if (size := len(dumps(value))) > MAX_MESSAGE_BYTES:
            raise InputDataError(
                en=f"The result {name} has {size:,} bytes, more than the {MAX_MESSAGE_BYTES:,} that Dify takes in one "
                "message. Give the tool less data at once.",
                zh=f"结果 {name} 有 {size:,} 字节，超过 Dify 单条消息的 {MAX_MESSAGE_BYTES:,} 字节。请减少一次处理的数据。",
            )
    yield _message("text", ToolInvokeMessage.TextMessage(text=outcome.text))
    for name, value in variables.items():
        message = ToolInvokeMessage.VariableMessage(variable_name=name, variable_value=value)
        yield _message("variable", message)
    for file in outcome.files:
        yield from _blob(file.path)


def _blob(path: Path) -> Generator[ToolInvokeMessage, None, None]:
    """The file in chunks, read as they go out, giving way to other calls now and then (the SDK itself would not)."""
    meta = {"mime_type": _MIME_TYPES.get(path.suffix, "application/octet-stream"), "filename": path.name}
    identity, total, sequence = uuid.uuid4().hex, path.stat().st_size, 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield _chunk(identity, sequence, total, chunk, meta)
            sequence += 1
            if sequence % _CHUNKS_A_TURN == 0:
                gevent.sleep(0)
    yield _chunk(identity, sequence, total, b"", meta, end=True)


def _chunk(
    identity: str, sequence: int, total: int, blob: bytes, meta: dict[str, Any], *, end: bool = False
) -> ToolInvokeMessage:
    body = ToolInvokeMessage.BlobChunkMessage(id=identity, sequence=sequence, total_length=total, blob=blob, end=end)
    return _message("blob_chunk", body, meta)


def _message(kind: str, body: Any, meta: dict[str, Any] | None = None) -> ToolInvokeMessage:
    return ToolInvokeMessage(type=ToolInvokeMessage.MessageType(kind), message=body, meta=meta)


__all__ = ["DatasetTool"]
