"""Parquet for the hub: typed columns, compressed, in as many parts as the limit asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from ftprep.ports import OutputFile

_CALLS = "STRUCT(id VARCHAR, type VARCHAR, function STRUCT(name VARCHAR, arguments VARCHAR))[]"
_KEYS = {"tool_calls": _CALLS, "weight": "INTEGER"}
_COLUMNS = {"label": "BOOLEAN"}
_FIRST_KEYS = ("role", "content", "tool_calls", "tool_call_id", "name")


def column_types(features: set[str], given: Mapping[str, str]) -> dict[str, str]:
    """Column → DuckDB type, from the columns and message keys that came up; `given` for those of the user."""
    out = {}
    for column in sorted(name for name in features if "." not in name):
        keys = [name.split(".", 1)[1] for name in features if name.startswith(f"{column}.")]
        keys.sort(key=lambda key: (_FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS), key))
        if column in given:
            out[column] = given[column]
        elif keys:
            fields = ", ".join(f"{_quoted(key)} {_KEYS.get(key, 'VARCHAR')}" for key in keys)
            out[column] = f"STRUCT({fields})[]"
        else:
            out[column] = _COLUMNS.get(column, "VARCHAR")
    return out


def write_parquet(
    folder: Path,
    name: str,
    lines: Callable[[], Iterator[bytes]],
    count: int,
    types: Mapping[str, str],
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


def _write(target: Path, lines: Iterator[bytes], types: Mapping[str, str]) -> None:
    import duckdb

    source = target.with_suffix(".rows")
    try:
        longest = 1 << 20
        with source.open("wb", buffering=1 << 20) as file:
            for line in lines:
                longest = max(longest, len(line) + 2)
                file.write(line)
                file.write(b"\n")
        with duckdb.connect(
            config={"threads": 1, "memory_limit": "1GB", "temp_directory": str(target.parent)}
        ) as engine:
            engine.execute("set enable_progress_bar = false")  # it is printed, and a plugin's stdout is its wire
            columns = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in types.items())
            engine.execute(
                f"COPY (SELECT * FROM read_json({_text(str(source))}, format='newline_delimited', columns={{{columns}}}, "  # noqa: S608 - quoted by _text
                f"maximum_object_size={longest})) TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10000)"
            )
    finally:
        source.unlink(missing_ok=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
