"""What the start node is given, checked as Dify checks it, and its files put into the store."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graphon.file import File, FileTransferMethod, FileType

from ftprep.ports import InputFile
from plugin_host.engine.errors import InputsError
from plugin_host.engine.files import FileStore
from plugin_host.engine.graph_files import remote, stored
from plugin_host.engine.limits import MIB, Limits
from plugin_host.engine.workflow import Workflow

_TEXTS = ("text-input", "paragraph", "select")
_FILES = ("file", "file-list")


class CheckedInputs:
    """Checks `given` against the start node's form. `values` go into the graph; `put` are the ids of files added."""

    def __init__(self, workflow: Workflow, given: Mapping[str, Any], files: FileStore, limits: Limits) -> None:
        """Raises InputsError at the first input that does not fit (and takes back the files added so far)."""
        self.values: dict[str, Any] = {}
        self.put: list[str] = []
        self._files = files
        self._limits = limits
        variables = {str(variable["variable"]): variable for variable in workflow.start_variables}
        for name in given:
            if name not in variables:
                listed = ", ".join(variables) or "-"
                raise _error(name, f"is not asked for; there are: {listed}", f"不在表单中；可用的有：{listed}")
        try:
            for name, variable in variables.items():
                self.values[name] = self._value(variable, name, given.get(name))
        except BaseException:
            for file_id in self.put:
                files.remove(file_id)
            raise

    def _value(self, variable: Mapping[str, Any], name: str, value: Any) -> Any:
        kind = str(variable.get("type"))
        if _absent(value):
            value = variable.get("default")
        if _absent(value):
            if variable.get("required"):
                raise _error(name, "is required", "为必填项")
            return None
        if kind in _TEXTS:
            return _text(variable, name, value, kind)
        match kind:
            case "number":
                return _number(name, value)
            case "checkbox":
                return _checkbox(name, value)
            case "json_object":
                return _object(name, value)
            case "file" | "file-list":
                return self._file_values(variable, name, value, kind)
        raise _error(name, f"has the type {kind!r}, which can't be given here", f"的类型 {kind!r} 在此处不支持")

    def _file_values(self, variable: Mapping[str, Any], name: str, value: Any, kind: str) -> Any:
        items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        most = (
            1
            if kind == "file"
            else min(int(variable.get("max_length") or self._limits.list_files), self._limits.list_files)
        )
        if len(items) > most:
            raise _error(
                name, f"takes at most {most} files, not {len(items)}", f"最多接受 {most} 个文件，实际 {len(items)} 个"
            )
        files = [self._file(variable, name, item) for item in items]
        return files[0] if kind == "file" else files

    def _file(self, variable: Mapping[str, Any], name: str, item: Any) -> File:
        if isinstance(item, InputFile):
            file = self._from_disk(name, item)
        elif isinstance(item, Mapping):
            file = self._from_mapping(name, item)
        else:
            raise _error(name, "must be given files", "需要文件")
        if file.size > self._limits.upload_bytes:
            megabytes = self._limits.upload_bytes // MIB
            raise _error(
                name,
                f"file {file.filename} is larger than the {megabytes} MB that Dify takes; compress or split it",
                f"文件 {file.filename} 超过 Dify 的 {megabytes} MB 上限；请压缩或拆分",
            )
        return _allowed(variable, name, file)

    def _from_disk(self, name: str, item: InputFile) -> File:
        try:
            if item.path.stat().st_size > self._limits.upload_bytes:  # not copied first, only to be refused
                return File(
                    file_type=FileType.CUSTOM, transfer_method=FileTransferMethod.LOCAL_FILE, related_id="-",
                    filename=item.name, size=item.path.stat().st_size,
                )  # fmt: skip
            file_id = self._files.put(item.path, item.name)
        except OSError as error:
            raise _error(
                name,
                f"file {item.name} can't be read ({error.strerror})",
                f"文件 {item.name} 无法读取（{error.strerror}）",
            ) from None
        self.put.append(file_id)
        return stored(self._files.resolve(file_id), FileTransferMethod.LOCAL_FILE)

    def _from_mapping(self, name: str, item: Mapping[str, Any]) -> File:
        method = item.get("transfer_method")
        kind = FileType(item["type"]) if item.get("type") in FileType.__members__.values() else None
        if method == "remote_url":
            url = item.get("url") or item.get("remote_url")
            if not isinstance(url, str) or not url.startswith(("http://", "https://")):
                raise _error(name, "has a file without an http(s) address", "的文件缺少 http(s) 地址")
            try:
                return remote(url, kind)
            except ValueError:
                raise _error(name, "has a file whose address can't be read", "的文件地址无法识别") from None
        if method == "local_file":
            try:
                return stored(self._files.resolve(str(item.get("upload_file_id"))), FileTransferMethod.LOCAL_FILE, kind)
            except KeyError:
                raise _error(
                    name, "names a file that was not uploaded, or is gone", "引用的文件没有上传或已过期"
                ) from None
        raise _error(
            name,
            "has a file whose transfer_method is neither local_file nor remote_url",
            "的文件 transfer_method 既不是 local_file 也不是 remote_url",
        )


def _absent(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | dict) and not value)


def _text(variable: Mapping[str, Any], name: str, value: Any, kind: str) -> str:
    if not isinstance(value, str):
        raise _error(name, "must be text", "必须是文本")
    options = [str(option) for option in variable.get("options") or ()]
    if kind == "select" and value not in options:
        raise _error(name, f"must be one of {', '.join(options)}", f"必须是以下之一：{'、'.join(options)}")
    longest = variable.get("max_length")
    if kind != "select" and longest and len(value) > int(longest):
        raise _error(name, f"is longer than {longest} characters", f"超过 {longest} 个字符")
    return value.replace("\x00", "")


def _number(name: str, value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _error(name, "must be a number", "必须是数字")
    if isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            raise _error(name, "must be a number", "必须是数字") from None
    return value


def _checkbox(name: str, value: Any) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0", "yes", "no"):
        return value.lower() in ("true", "1", "yes")
    if not isinstance(value, bool | int):
        raise _error(name, "must be true or false", "必须是 true 或 false")
    return bool(value)


def _object(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, dict):
        raise _error(name, "must be a JSON object", "必须是 JSON 对象")
    return value


def _allowed(variable: Mapping[str, Any], name: str, file: File) -> File:
    """By type, then extension, then way of upload, as Dify does. A type that is not allowed may pass as custom."""
    methods = variable.get("allowed_file_upload_methods") or ()
    if methods and file.transfer_method not in methods:
        raise _error(name, f"takes files only by {', '.join(methods)}", f"只接受以下方式的文件：{'、'.join(methods)}")
    types = variable.get("allowed_file_types") or ()
    if not types or (file.type in types and file.type is not FileType.CUSTOM):
        return file
    extensions = [_dotted(extension) for extension in variable.get("allowed_file_extensions") or ()]
    if FileType.CUSTOM in types and (not extensions or _dotted(file.extension or "") in extensions):
        return file.model_copy(update={"type": FileType.CUSTOM})
    wanted = ", ".join([kind for kind in types if kind != FileType.CUSTOM] + extensions)
    raise _error(name, f"does not take {file.filename}; it takes {wanted}", f"不接受 {file.filename}；可接受：{wanted}")


def _dotted(extension: str) -> str:
    lowered = extension.lower()
    return lowered if not lowered or lowered.startswith(".") else f".{lowered}"


def _error(name: str, en: str, zh: str) -> InputsError:
    return InputsError(en=f"Input {name} {en}.", zh=f"输入 {name} {zh}。")
