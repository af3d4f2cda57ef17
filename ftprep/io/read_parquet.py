"""Parquet, a batch of rows at a time."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

from ftprep.io.columns import as_row
from ftprep.io.rows import Rows
from ftprep.io.unpack import MAX_BYTES

_BATCH = 1000


class TooMuch(Exception):  # noqa: N818 - a finding, not a failure
    """The file unpacks to more than MAX_BYTES."""


class NotParquet(Exception):  # noqa: N818 - a finding, not a failure
    """The file can't be read as Parquet."""


def read_parquet(path: Path) -> Rows:
    """The rows, counted from 1. Raises NotParquet and TooMuch."""
    from arro3.io import read_parquet as open_parquet

    try:
        reader = open_parquet(path, batch_size=_BATCH)
        names = [field.name for field in reader.schema]  # type: ignore[attr-defined]
        number = 0
        unpacked = 0
        for batch in reader:
            unpacked += batch.nbytes
            if unpacked > MAX_BYTES:
                raise TooMuch  # noqa: TRY301 - passes the handler for damage by
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield number, as_row(names, [_plain(cell) for cell in cells]), None
    except TooMuch:
        raise
    except BaseException as error:
        if (
            isinstance(error, Exception) or type(error).__name__ == "PanicException"
        ):  # of a file cut short; no Exception
            raise NotParquet(type(error).__name__) from None
        raise


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
