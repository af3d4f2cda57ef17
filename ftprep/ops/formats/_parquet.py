"""Parquet for the hub: typed columns, compressed, in as many parts as the limit asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from ftprep.errors import FtprepError
from ftprep.ports import OutputFile
from ftprep.record import dumps

type ColumnType = str | list[ColumnType] | dict[str, ColumnType]
"""`string`, `bool`, `int32`; a list of one type; a struct of named ones."""

_CALLS: ColumnType = [{"id": "string", "type": "string", "function": {"name": "string", "arguments": "string"}}]
_KEYS: Mapping[str, ColumnType] = {"tool_calls": _CALLS, "weight": "int32"}
_COLUMNS: Mapping[str, ColumnType] = {"label": "bool"}
_FIRST_KEYS = ("role", "content", "tool_calls", "tool_call_id", "name")
_BATCH = 1000


def column_types(features: set[str]) -> dict[str, ColumnType]:
    """Column → type, from the columns and message keys (`column.key`) that came up."""
    out: dict[str, ColumnType] = {}
    for column in sorted(name for name in features if "." not in name):
        keys = [name.split(".", 1)[1] for name in features if name.startswith(f"{column}.")]
        keys.sort(key=lambda key: (_FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS), key))
        out[column] = [{key: _KEYS.get(key, "string") for key in keys}] if keys else _COLUMNS.get(column, "string")
    return out


def described(kind: ColumnType) -> str:
    """As a table of columns says it.

    >>> described([{"role": "string", "weight": "int32"}])
    'list<struct<role: string, weight: int32>>'
    """
    if isinstance(kind, str):
        return kind
    if isinstance(kind, list):
        return f"list<{described(kind[0])}>"
    return f"struct<{', '.join(f'{key}: {described(inner)}' for key, inner in kind.items())}>"


def write_parquet(
    folder: Path,
    name: str,
    lines: Callable[[], Iterator[bytes]],
    count: int,
    types: Mapping[str, ColumnType],
    limit: int | None,
) -> list[OutputFile]:
    """`NAME-00000-of-0000N.parquet`, as the hub names the parts of a split."""
    whole = folder / f"{name}-00000-of-00001.parquet"
    _write(whole, lines(), types)
    size = whole.stat().st_size
    if limit is None or size <= limit:
        return [OutputFile(whole, "dataset", count, final=True)]
    whole.unlink()
    parts = -(-size * 5 // (4 * limit))
    out = []
    source, done = lines(), 0
    for number in range(parts):
        upto = count * (number + 1) // parts
        path = folder / f"{name}-{number:05d}-of-{parts:05d}.parquet"
        _write(path, islice(source, upto - done), types)
        out.append(OutputFile(path, "dataset", upto - done, final=True))
        done = upto
    return out


def _write(target: Path, lines: Iterator[bytes], types: Mapping[str, ColumnType]) -> None:
    from arro3.core import Field, Schema
    from arro3.io import read_json, write_parquet

    source = target.with_suffix(".rows")
    schema = Schema([Field(name, _arrow(kind)) for name, kind in types.items()])
    try:
        with source.open("wb", buffering=1 << 20) as file:
            for line in lines:
                row = orjson.loads(line)
                file.write(dumps({name: _as(kind, row.get(name)) for name, kind in types.items()}))
                file.write(b"\n")
        rows = read_json(source, schema, batch_size=_BATCH)
        write_parquet(rows, target, compression="zstd(3)", max_row_group_size=10_000)
    except Exception as error:  # noqa: BLE001 - the library raises bare Exceptions, and their words quote the row
        raise FtprepError(
            en=f"The rows could not be written as Parquet ({type(error).__name__}). Choose a JSONL format instead.",
            zh=f"无法将这些行写成 Parquet（{type(error).__name__}）。请改用 JSONL 格式。",
        ) from None
    finally:
        source.unlink(missing_ok=True)


def _as(kind: ColumnType, value: Any) -> Any:
    """The value as the column's type has it: what is no text, in a column of text, is JSON."""
    if value is None:
        return None
    if isinstance(kind, list):
        return [_as(kind[0], item) for item in value]
    if isinstance(kind, dict):
        return {key: _as(inner, value.get(key)) for key, inner in kind.items()}
    return dumps(value).decode() if kind == "string" and not isinstance(value, str) else value


def _arrow(kind: ColumnType) -> Any:
    from arro3.core import DataType, Field

    if isinstance(kind, list):
        return DataType.list(Field("element", _arrow(kind[0])))
    if isinstance(kind, dict):
        return DataType.struct([Field(key, _arrow(inner)) for key, inner in kind.items()])
    return getattr(DataType, kind)()
