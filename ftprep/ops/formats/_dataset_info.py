"""dataset_info.json: how LLaMA-Factory finds a data set, and what each column and tag in it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ftprep.errors import InputDataError
from ftprep.ops.formats._formats import Task
from ftprep.ports import InputFile

FILE_NAME = "dataset_info.json"

_TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_ALPACA = {
    "prompt": "instruction", "query": "input", "response": "output", "history": "history", "system": "system",
    "tools": "tools", "chosen": "chosen", "rejected": "rejected", "kto_tag": "kto_tag",
}  # fmt: skip
_SHAREGPT = {
    "messages": "conversations", "tools": "tools", "chosen": "chosen", "rejected": "rejected", "kto_tag": "kto_tag",
}  # fmt: skip


def entry(format_name: str, task: Task, file_name: str, columns: set[str]) -> dict[str, Any]:
    """What is said of one data set. `columns`: those that its rows have.

    Once `columns` or `tags` is there, the loader takes every key that is not in it for nothing: so all that are used
    are named, and all tags. A column that is named and missing from the rows would end the loading.
    """
    out: dict[str, Any] = {"file_name": file_name}
    if task == "pretrain":
        return {**out, "columns": {"prompt": "text"}}
    if task == "preference":
        out["ranking"] = True
    if format_name == "sharegpt":
        used = {key: column for key, column in _SHAREGPT.items() if column in columns}
        return {**out, "formatting": "sharegpt", "columns": used, "tags": dict(_TAGS)}
    return {**out, "formatting": "alpaca", "columns": {key: c for key, c in _ALPACA.items() if c in columns}}


def existing(files: Sequence[InputFile]) -> dict[str, Any]:
    """The entries of every dataset_info.json among the files. Raises InputDataError for one that is none."""
    out: dict[str, Any] = {}
    for file in files:
        if file.name.replace("\\", "/").rsplit("/", 1)[-1] == FILE_NAME:
            try:
                value = orjson.loads(file.path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
            except orjson.JSONDecodeError:
                value = None
            if not isinstance(value, dict):
                raise InputDataError(
                    en="The dataset_info.json that came in is not a JSON object. Mend it, or leave it out.",
                    zh="传入的 dataset_info.json 不是有效的 JSON 对象。请修正，或不要传入。",
                )
            out |= value
    return out


def free_name(wanted: str, taken: Mapping[str, Any]) -> str:
    """The name, or the name with the first number that makes it a new one."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def written(entries: Mapping[str, Any]) -> bytes:
    """The file. All ASCII: the loader opens it in whatever encoding its machine prefers."""
    return json.dumps(entries, ensure_ascii=True, indent=2).encode("ascii") + b"\n"
