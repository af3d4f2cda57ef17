"""What outlives the process, in SQLite: runs and the names of files. One connection, one lock: writes are few and small."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ftprep.record import dumps

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, log_id TEXT NOT NULL, task_id TEXT NOT NULL, app_id TEXT NOT NULL, workflow_id TEXT NOT NULL,
    version TEXT NOT NULL, user TEXT NOT NULL, status TEXT NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL,
    error TEXT, elapsed_time REAL NOT NULL, total_tokens INTEGER NOT NULL, total_steps INTEGER NOT NULL,
    exceptions_count INTEGER NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER
);
CREATE INDEX IF NOT EXISTS runs_of_app ON runs (app_id, created_at);
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    extension TEXT NOT NULL, mime_type TEXT NOT NULL, created_at INTEGER NOT NULL
);
"""

INTERRUPTED = "服务器在此次运行途中停止，请重新运行。 | The server ended while this run was under way. Run it again."


class Store:
    """`add` and `change` write, `one` and `many` read; rows are dicts.

    Tables, fields and conditions are written in this package, never by a client; values are always bound.
    """

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(row))
        self._do(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608 - see the class

    def change(self, table: str, row_id: str, changes: Mapping[str, Any]) -> None:
        fields = ", ".join(f"{name} = ?" for name in changes)
        self._do(f"UPDATE {table} SET {fields} WHERE id = ?", [*changes.values(), row_id])  # noqa: S608 - see the class

    def remove(self, table: str, row_ids: Iterable[str]) -> None:
        for row_id in row_ids:
            self._do(f"DELETE FROM {table} WHERE id = ?", [row_id])  # noqa: S608 - see the class

    def one(self, table: str, row_id: str) -> dict[str, Any] | None:
        return next(iter(self.many(table, "id = ?", [row_id])), None)

    def many(self, table: str, where: str, values: Sequence[Any], rest: str = "") -> list[dict[str, Any]]:
        rows = self._do(f"SELECT * FROM {table} WHERE {where} {rest}", values)  # noqa: S608 - see the class
        return [dict(row) for row in rows]

    def count(self, table: str, where: str, values: Sequence[Any]) -> int:
        return int(self._do(f"SELECT count(*) FROM {table} WHERE {where}", values)[0][0])  # noqa: S608 - see the class

    def fail_interrupted(self, now: int) -> int:
        """Runs that a former process left under way did not finish: says so in their records. Returns how many."""
        running = self.many("runs", "status = 'running'", [])
        for row in running:
            self.change("runs", row["id"], {"status": "failed", "error": INTERRUPTED, "finished_at": now})
        return len(running)

    def empty_runs(self, before: int) -> None:
        """Takes inputs and outputs out of the records of runs that finished before then; how they went stays."""
        self._do(
            "UPDATE runs SET inputs = '{}', outputs = '{}' WHERE finished_at < ? AND (inputs <> '{}' OR outputs <> '{}')",
            [before],
        )
        self._do("PRAGMA wal_checkpoint(TRUNCATE)", [])  # what was taken out is not to stay in the journal

    def _do(self, statement: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def as_text(value: Any) -> str:
    """A value as the JSON text that a column holds."""
    return dumps(value).decode()
