"""Tool nodes: their parameters as Dify would hand them over, and the plugin's messages as graphon wants them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, override

from graphon.file import File, FileTransferMethod
from graphon.model_runtime.entities.llm_entities import LLMUsage
from graphon.nodes.runtime import ToolNodeRuntimeProtocol
from graphon.nodes.tool.entities import ToolNodeData
from graphon.nodes.tool.exc import ToolNodeError
from graphon.nodes.tool_runtime_entities import ToolRuntimeHandle, ToolRuntimeMessage, ToolRuntimeParameter
from graphon.runtime.variable_pool import VariablePool
from graphon.variables.template_resolution import convert_template

from ftprep.errors import FtprepError
from plugin_host.engine.cancel import Switch
from plugin_host.engine.declaration import Declaration
from plugin_host.engine.files import FileStore
from plugin_host.engine.graph_files import stored
from plugin_host.engine.limits import Limits
from plugin_host.engine.plugin_process import PluginProcess

_PAYLOADS = {
    "text": ToolRuntimeMessage.TextMessage,
    "link": ToolRuntimeMessage.TextMessage,
    "json": ToolRuntimeMessage.JsonMessage,
    "variable": ToolRuntimeMessage.VariableMessage,
}


class PluginInvokeError(ToolNodeError):
    """A tool call that failed. Its name is what Dify puts into `error_type`."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    tool: str
    declared: tuple[Mapping[str, Any], ...]
    settings: dict[str, Any]


class PluginTools(ToolNodeRuntimeProtocol):
    """Runs the tools of one workflow run in the plugin's process. `kept` is told the id of every file a tool gives."""

    def __init__(
        self,
        plugin: PluginProcess,
        declaration: Declaration,
        files: FileStore,
        kept: list[str],
        *,
        user: str,
        limits: Limits,
        switch: Switch,
    ) -> None:
        self._plugin = plugin
        self._declaration = declaration
        self._files = files
        self._kept = kept
        self._user = user
        self._limits = limits
        self._switch = switch

    @override
    def get_runtime(
        self,
        *,
        node_id: str,
        node_data: ToolNodeData,
        variable_pool: VariablePool | None,
        node_execution_id: str | None = None,
    ) -> ToolRuntimeHandle:
        declared = self._declaration.parameters(node_data.tool_name)
        settings = {
            parameter["name"]: value
            for parameter in declared
            if parameter.get("form") == "form"
            and (value := _setting(parameter, node_data.tool_configurations.get(parameter["name"]), variable_pool))
            is not None
        }
        return ToolRuntimeHandle(raw=_Prepared(node_data.tool_name, declared, settings))

    @override
    def get_runtime_parameters(self, *, tool_runtime: ToolRuntimeHandle) -> Sequence[ToolRuntimeParameter]:
        prepared = _prepared(tool_runtime)
        return [ToolRuntimeParameter(name=p["name"], required=bool(p.get("required"))) for p in prepared.declared]

    @override
    def invoke(
        self,
        *,
        tool_runtime: ToolRuntimeHandle,
        tool_parameters: Mapping[str, Any],
        workflow_call_depth: int,
        provider_name: str,
    ) -> Generator[ToolRuntimeMessage, None, None]:
        prepared = _prepared(tool_runtime)
        given = {**tool_parameters, **prepared.settings}
        parameters = {
            p["name"]: _handed(cast_parameter(p.get("type", "string"), given[p["name"]]))
            for p in prepared.declared
            if p["name"] in given
        }
        try:
            call = self._plugin.call(
                self._declaration.provider,
                prepared.tool,
                parameters,
                user=self._user,
                seconds=self._limits.tool_seconds,
            )
            with self._switch.calls(call.cancel):
                yield from self._graph_messages(call.messages())
        except FtprepError as error:
            raise PluginInvokeError(str(error)) from None

    @override
    def get_usage(self, *, tool_runtime: ToolRuntimeHandle) -> LLMUsage:
        return LLMUsage.empty_usage()

    @override
    def build_file_reference(self, *, mapping: Mapping[str, Any]) -> File:
        return stored(self._files.resolve(str(mapping["tool_file_id"])), FileTransferMethod.TOOL_FILE)

    def _graph_messages(self, messages: Iterator[dict[str, Any]]) -> Generator[ToolRuntimeMessage, None, None]:
        blobs = _Blobs(self._files, self._limits.tool_file_bytes)
        try:
            for message in messages:
                kind, body = message.get("type"), message.get("message") or {}
                if kind in _PAYLOADS:
                    payload = _PAYLOADS[kind](**body)
                    yield ToolRuntimeMessage(type=ToolRuntimeMessage.MessageType(kind), message=payload)
                elif kind in ("blob", "blob_chunk"):
                    file_id = blobs.add(kind, body, message.get("meta") or {})
                    if file_id is not None:
                        self._kept.append(file_id)
                        file = stored(self._files.resolve(file_id), FileTransferMethod.TOOL_FILE)
                        yield ToolRuntimeMessage(
                            type=ToolRuntimeMessage.MessageType.FILE,
                            message=ToolRuntimeMessage.FileMessage(),
                            meta={"file": file},
                        )
            blobs.check_complete()
        finally:
            blobs.discard()


class _Blobs:
    """The files that a tool sends, put together on disk in the order of their pieces."""

    def __init__(self, files: FileStore, max_bytes: int) -> None:
        self._files = files
        self._max = max_bytes
        self._open: dict[str, tuple[Any, int]] = {}

    def add(self, kind: str, body: Mapping[str, Any], meta: Mapping[str, Any]) -> str | None:
        """The file's id once it is complete."""
        content = base64.b64decode(body.get("blob") or "")
        if kind == "blob":
            self._check_size(len(content))
            return self._files.put(content, _name(meta), _mime_type(meta))
        blob_id, sequence = str(body.get("id")), int(body.get("sequence") or 0)
        if blob_id not in self._open:
            self._open[blob_id] = (self._files.writing(_name(meta), _mime_type(meta)), 0)
        target, expected = self._open[blob_id]
        if sequence != expected:
            raise PluginInvokeError(
                f"文件分片顺序错误 | a piece of a file came out of order ({sequence}, not {expected})"
            )
        target.write(content)
        self._check_size(target.size)
        self._open[blob_id] = (target, expected + 1)
        if not body.get("end"):
            return None
        del self._open[blob_id]
        target.close()
        if target.size != body.get("total_length"):
            self._files.remove(target.id)
            raise PluginInvokeError("文件不完整 | a file came incomplete")
        return str(target.id)

    def check_complete(self) -> None:
        if self._open:
            raise PluginInvokeError("文件不完整 | a file came incomplete")

    def discard(self) -> None:
        for target, _ in self._open.values():
            target.discard()
        self._open.clear()

    def _check_size(self, size: int) -> None:
        if size > self._max:
            megabytes = self._max >> 20
            raise PluginInvokeError(
                f"工具给出的文件超过 {megabytes} MB（Dify 的上限）| a tool's file is over Dify's {megabytes} MB"
            )


def cast_parameter(kind: str, value: Any) -> Any:
    """`value` as a parameter of that type arrives at a tool in Dify. Raises PluginInvokeError."""
    return _CASTS.get(kind, _text)(value)


def _text(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _boolean(value: Any) -> Any:
    return value.lower() not in ("false", "no", "n", "0", "") if isinstance(value, str) else bool(value)


def _number(value: Any) -> Any:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            raise PluginInvokeError("数值参数不是数字 | a number parameter was given no number") from None
    return value


def _file(value: Any) -> Any:
    if isinstance(value, list) and len(value) != 1:
        number = len(value)
        raise PluginInvokeError(f"此参数只接受一个文件，实际 {number} 个 | this parameter takes one file, not {number}")
    return value[0] if isinstance(value, list) else value


def _files(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _array(value: Any) -> Any:
    parsed = _parsed(value, list)
    return [value] if parsed is None else parsed


def _object(value: Any) -> Any:
    return _parsed(value, dict) or {}


def _as_is(value: Any) -> Any:
    return value


_CASTS: dict[str, Callable[[Any], Any]] = {
    "boolean": _boolean,
    "number": _number,
    "file": _file,
    "files": _files,
    "array": _array,
    "object": _object,
    "any": _as_is,
    "model-selector": _as_is,
    "app-selector": _as_is,
}


def _parsed(value: Any, kind: type) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, kind) else None


def _setting(parameter: Mapping[str, Any], configured: Any, pool: VariablePool | None) -> Any:
    """A setting's value, or None to leave it out. Without a pool (old exports) values stand bare and defaults apply."""
    if pool is None:
        bare = configured.get("value") if isinstance(configured, Mapping) and "value" in configured else configured
        return parameter.get("default") if bare is None or bare == "" else bare
    if not isinstance(configured, Mapping) or configured.get("value") is None:
        return None
    value = configured["value"]
    match configured.get("type"):
        case "variable":
            variable = pool.get([str(part) for part in value]) if isinstance(value, list) else None
            if variable is None:
                name = parameter["name"]
                raise PluginInvokeError(
                    f"设置 {name} 引用的变量不存在 | setting {name} names a variable that is not there"
                )
            return variable.value
        case "mixed":
            return convert_template(pool, str(value)).text
        case _:
            return value


def _handed(value: Any) -> Any:
    """Files as the plugin's process wants them."""
    if isinstance(value, File):
        return value.to_plugin_parameter()
    if isinstance(value, list):
        return [_handed(item) for item in value]
    return value


def _prepared(handle: ToolRuntimeHandle) -> _Prepared:
    assert isinstance(handle.raw, _Prepared)  # noqa: S101 - made above
    return handle.raw


def _name(meta: Mapping[str, Any]) -> str:
    return str(meta.get("filename") or "file.bin")


def _mime_type(meta: Mapping[str, Any]) -> str:
    return str(meta.get("mime_type") or "")
