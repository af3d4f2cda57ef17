"""The same tasks on a Ray cluster: `--engine ray`. Ray is an extra, installed from requirements-batch.txt.

A task is a function of files that leaves a folder, so nothing but names goes through Ray: its nodes see the inputs and
the output folder at the same paths (a shared file system). A task whose node dies is done anew on another one.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from batch.passes import SIGNED
from batch.pool import Task, perform
from batch.spread import meeting_keys, meetings
from ftprep.errors import SettingsError

_AHEAD = 2
_PART_BYTES = 64 << 20
"""Of signatures whose keys come together in one task."""
_MOST_PARTITIONS = 512
_RETRIES = 10
"""Of a task whose node or process died; what a task raises itself is not tried again."""


def _keyed(batch: dict[str, Any], parts: int, openings: bool) -> dict[str, Any]:
    """Shards by name → their rows."""
    import numpy as np

    found = [
        meeting_keys(Path(str(shard)), int(start), openings=openings)
        for shard, start in zip(batch["shard"], batch["start"], strict=True)
    ]
    keys = np.concatenate([keys for keys, _ in found])
    positions = np.concatenate([positions for _, positions in found])
    return {"part": (keys % np.uint64(parts)).astype(np.int32), "key": keys, "position": positions}


def _meeting(batch: dict[str, Any]) -> dict[str, Any]:
    one, other = meetings(batch["key"], batch["position"])
    return {"one": one, "other": other}


class Cluster:
    """Runs tasks on the cluster at `address` ("auto", host:port, ray://host:port), a context manager."""

    def __init__(self, address: str) -> None:
        try:
            ray = importlib.import_module("ray")
        except ImportError:
            raise SettingsError(
                en="Engine ray needs Ray: pip install -r requirements-batch.txt.",
                zh="引擎 ray 需要安装 Ray：pip install -r requirements-batch.txt。",
            ) from None
        self._ray = ray
        root = str(Path(__file__).resolve().parents[1])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        try:
            ray.init(
                address, log_to_driver=False, logging_level="error", runtime_env={"env_vars": {"PYTHONPATH": path}}
            )
        except ConnectionError:
            raise SettingsError(
                en=f"There is no Ray cluster at {address}. Start one (ray start --head), or check the address.",
                zh=f"{address} 处没有 Ray 集群。请先启动（ray start --head），或检查地址。",
            ) from None
        self._remote = ray.remote(num_cpus=1, max_retries=_RETRIES)(perform)

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number, summary) of each task as it is done; as many are handed out as keep every processor at work."""
        ray = self._ray
        waiting = iter(enumerate(tasks))
        running: dict[Any, int] = {}
        while True:
            room = max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD - len(running)
            for _ in range(max(0, room)):
                if (following := next(waiting, None)) is None:
                    break
                running[self._remote.remote(following[1])] = following[0]
            if not running:
                return
            done, _ = ray.wait(list(running), num_returns=1)
            for reference in done:
                yield running.pop(reference), self._result(reference)

    def meetings(self, shards: Sequence[Path], starts: Sequence[int], *, openings: bool) -> Iterator[tuple[Any, Any]]:
        """Rows (key, position) of all shards through Ray Data's shuffle, and which of them meet. Keys are gathered into
        parts first: a group of its own for each of some billion keys would cost more than what is done in it."""
        data = importlib.import_module("ray.data")
        data.DataContext.get_current().enable_progress_bars = False
        size = sum((shard / SIGNED).stat().st_size for shard in shards)
        parts = 1 + size // _PART_BYTES
        rows = [{"shard": str(shard), "start": start} for shard, start in zip(shards, starts, strict=True)]
        found = (
            data.from_items(rows, override_num_blocks=len(rows))
            .map_batches(_keyed, batch_format="numpy", batch_size=1, fn_kwargs={"parts": parts, "openings": openings})
            .groupby("part", num_partitions=min(parts, _MOST_PARTITIONS))
            .map_groups(_meeting, batch_format="numpy")
        )
        for batch in found.iter_batches(batch_format="numpy", batch_size=None):
            if "one" in batch:  # nothing was signed: nothing comes, without columns
                yield batch["one"], batch["other"]

    def _result(self, reference: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from None  # ours, in plain words
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()
