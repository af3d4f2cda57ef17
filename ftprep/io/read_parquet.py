"""Parquet, a batch of rows at a time."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

from ftprep.io.columns import as_row
from ftprep.io.rows import Rows

_BATCH = 1000


class NotParquet(Exception):  # noqa: N818 - a finding, not a failure
    """The file can't be read as Parquet."""


def read_parquet(path: Path) -> Rows:
    """The rows, counted from 1. Raises NotParquet."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "400MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        connection.execute("set enable_progress_bar = false")  # it is printed, and a plugin's stdout is its wire
        try:
            result = connection.execute("select * from read_parquet(?)", [str(path)])
            names = [column[0] for column in result.description or ()]
            number = 0
            while batch := result.fetchmany(_BATCH):
                for cells in batch:
                    number += 1
                    yield number, as_row(names, [_plain(cell) for cell in cells]), None
        except duckdb.Error as error:
            raise NotParquet(type(error).__name__) from None


def _plain(value: Any) -> Any:
    """A cell as JSON knows it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value)  # decimals, UUIDs, intervals
