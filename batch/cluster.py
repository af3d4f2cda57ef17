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

from batch.pool import Task, perform
from ftprep.errors import SettingsError

_AHEAD = 2
_RETRIES = 10
"""Of a task whose node or process died; what a task raises itself is not tried again."""


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
