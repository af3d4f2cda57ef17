"""What runs on a cluster where submit_batch has handed in an order: `python -m batch.submitted`, beside order.json.

It says in lines of the job's log how far it is, and at the end the account, a sample of the result, or why it failed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from batch.cluster import Cluster
from batch.job import Job, Stage
from batch.recipe import load_recipe
from batch.storage import local_copies
from ftprep.errors import FtprepError
from ftprep.io import Dataset
from ftprep.ops.cluster._jobs import SAID
from ftprep.ops.cluster._package import ORDER
from ftprep.ports import InputFile
from ftprep.record import Record, dumps
from ftprep.report import Report

_TOLD_SECONDS = 5.0
_MAX_ROW_BYTES = 20_000
_WRONG = (
    "Something went wrong that was not foreseen; the job's log on the cluster has the rest.",
    "发生了未预料的错误，详情见集群上的作业日志。",
)


def main() -> None:
    order = orjson.loads(Path(ORDER).read_bytes())
    try:
        done = run(order)
    except FtprepError as error:
        _say({"error": [error.en, error.zh]})
        sys.exit(1)
    except Exception as error:
        _say({"error": [f"{_WRONG[0]} {_kind(error)}", f"{_WRONG[1]}{_kind(error)}"]})
        raise  # the whole of it stands in the job's log
    _say(done)


def _kind(error: Exception) -> str:
    """Without the words of errors that may quote data."""
    return f"{type(error).__name__}: {error}" if isinstance(error, OSError) else type(error).__name__


def run(order: Mapping[str, Any], address: str = "auto") -> dict[str, Any]:
    """Does what was ordered. Gives {"result": the account, "sample": records}."""
    recipe = Path("recipe.yml")
    recipe.write_text(order["recipe"], "utf-8")
    with Cluster(address) as engine:
        job = Job(
            load_recipe(recipe, order["values"]),
            order["output"],
            engine,
            Teller(),
            Path(order["scratch"] or tempfile.gettempdir()),
        )
        manifest = job.run(order["inputs"], order["shard_megabytes"] << 20)
    return {"result": account(manifest), "sample": sample(manifest, order["output"], order["sample"])}


def account(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Of a manifest, what fits into a variable."""
    reports = manifest["reports"]
    names = ("operator", "read", "kept", "rejected", "changed")
    return {
        **{name: manifest[name] for name in ("read", "kept", "rejected")},
        "files": len(manifest["files"]),
        "steps": [{name: report[name] for name in names} for report in reports],
        "reasons": [
            {"step": report["operator"], "reason": row["reason"], "count": row["count"]}
            for report in reports
            for row in report["reasons"]
        ],
    }


def sample(manifest: Mapping[str, Any], out: str, count: int) -> list[dict[str, Any]]:
    """The first records of the result, long ones passed over."""
    first = next((file["name"] for file in manifest["files"] if file["role"] == "data"), None)
    if first is None or not count:
        return []
    with local_copies(out, [first]) as (path,):
        items = iter(Dataset([InputFile(path.name, path)], "", Report("sample"), "sample"))
        rows = (item.to_row() for item in items if isinstance(item, Record))
        return list(islice((row for row in rows if len(dumps(row)) <= _MAX_ROW_BYTES), count))


class Teller:
    """Says how far a job is, now and then."""

    def __init__(self) -> None:
        self._told = float("-inf")

    def __call__(self, stage: Stage) -> None:
        now = time.monotonic()
        if now - self._told > _TOLD_SECONDS or stage.done == stage.tasks:
            self._told = now
            progress = {
                "stage": stage.name,
                "tasks": stage.tasks,
                "done": stage.done,
                "records": stage.records,
                "rejected": stage.rejected,
                "megabytes": round(stage.bytes / 1e6, 1),
            }
            _say({"progress": progress})


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.write(f"{SAID}{dumps(line).decode()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
