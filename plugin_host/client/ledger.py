"""What is done and what is not, in SQLite: every change is on disk before anything rests on it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_TABLES = """
CREATE TABLE IF NOT EXISTS drive (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shards (
    number INTEGER PRIMARY KEY, records INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    run_id TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '',
    tokens INTEGER NOT NULL DEFAULT 0, files TEXT NOT NULL DEFAULT '[]'
);
"""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the input and how far it is: waiting, running (or killed while running), done, failed."""

    number: int
    records: int
    state: str
    run_id: str
    tries: int
    error: str
    tokens: int
    files: tuple[str, ...]


class Ledger:
    """Safe to use from several threads; a context manager."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_TABLES)
        self._lock = threading.Lock()

    def get(self, name: str) -> Any:
        """What was noted under a name; None where nothing was."""
        row = self._do("SELECT value FROM drive WHERE name = ?", name).fetchone()
        return json.loads(row[0]) if row else None

    def note(self, name: str, value: Any) -> None:
        self._do("INSERT OR REPLACE INTO drive VALUES (?, ?)", name, json.dumps(value))

    def plan(self, records: Mapping[int, int]) -> None:
        """Sets all shards down at once: number → records."""
        with self._lock:
            self._connection.execute("BEGIN")
            self._connection.execute("DELETE FROM shards")
            self._connection.executemany("INSERT INTO shards (number, records) VALUES (?, ?)", records.items())
            self._connection.execute("COMMIT")

    def shards(self) -> list[Shard]:
        rows = self._do(
            "SELECT number, records, state, run_id, tries, error, tokens, files FROM shards ORDER BY number"
        )
        return [
            Shard(number, records, state, run_id, tries, error, tokens, tuple(json.loads(files)))
            for number, records, state, run_id, tries, error, tokens, files in rows.fetchall()
        ]

    def begun(self, number: int, run_id: str) -> None:
        self._do("UPDATE shards SET state = 'running', run_id = ? WHERE number = ?", run_id, number)

    def done(self, number: int, files: list[str], tokens: int) -> None:
        sql = "UPDATE shards SET state = 'done', error = '', files = ?, tokens = tokens + ? WHERE number = ?"
        self._do(sql, json.dumps(files), tokens, number)

    def failed(self, number: int, error: str, *, final: bool) -> None:
        sql = "UPDATE shards SET state = ?, error = ?, run_id = '', tries = tries + 1 WHERE number = ?"
        self._do(sql, "failed" if final else "waiting", error, number)

    def _do(self, sql: str, *values: Any) -> sqlite3.Cursor:
        with self._lock:
            return self._connection.execute(sql, values)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
