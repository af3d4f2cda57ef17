"""The same tasks on a Ray cluster: `--engine ray`. Ray is an extra, installed from requirements-batch.txt.

A task is a function of files that leaves a folder, so nothing but names goes through Ray: its nodes see the inputs and
the output folder at the same paths (a shared file system). A task whose node dies is done anew on another one.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from batch.cluster_address import checked
from batch.pool import Task, perform
from batch.shuffle import shuffled
from ftprep.errors import SettingsError

_AHEAD = 2
_RETRIES = 10
"""Of a task whose node or process died; what a task raises itself is not tried again."""
_ROOT = str(Path(__file__).resolve().parents[1])
_LACKING = re.compile(r"No module named '([\w.]+)'")
_MOST_SAID = 300


class Cluster:
    """Runs tasks on the cluster at `address` ("auto", host:port), a context manager."""

    def __init__(self, address: str) -> None:
        try:
            ray = importlib.import_module("ray")
        except ImportError:
            raise SettingsError(
                en="Engine ray needs Ray: pip install -r requirements-batch.txt.",
                zh="引擎 ray 需要安装 Ray：pip install -r requirements-batch.txt。",
            ) from None
        self._ray = ray
        address = checked(address)
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        try:
            ray.init(
                address, log_to_driver=False, logging_level="error", runtime_env={"env_vars": {"PYTHONPATH": path}}
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            why = str(error).strip().partition("\n")[0][:_MOST_SAID]
            raise SettingsError(
                en=f"The Ray cluster at {address} could not be joined: {why} It wants the same versions of Ray and Python here; "
                "where it asks for a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN.",
                zh=f"无法加入 {address} 处的 Ray 集群：{why} 本机的 Ray 与 Python 版本须与集群一致；集群需要令牌时，请设置 "
                "RAY_AUTH_MODE=token 与 RAY_AUTH_TOKEN。",
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
        """Which records of the shards meet, part by part."""
        yield from shuffled(self.run, shards, starts, openings=openings)

    def _result(self, reference: Any) -> dict[str, Any]:
        errors = self._ray.exceptions
        try:
            found: dict[str, Any] = self._ray.get(reference)
        except errors.RayTaskError as error:
            if (lacking := _LACKING.search(str(error))) is not None:
                raise _bare_node(lacking[1]) from None
            raise error.cause from None  # ours, in plain words
        except errors.RaySystemError as error:  # the node could not even read what it is to do
            if (lacking := _LACKING.search(str(error))) is not None:
                raise _bare_node(lacking[1]) from None
            raise
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()


def _bare_node(module: str) -> SettingsError:
    return SettingsError(
        en=f"A node of the cluster has no module {module}. Every node needs this program's folder at {_ROOT}, and in the "
        "Python that runs Ray there what it needs: pip install -r requirements-batch.txt. The tool submit_batch brings both.",
        zh=f"集群中有节点缺少模块 {module}。每个节点都要有位于 {_ROOT} 的本程序文件夹，并在该节点运行 Ray 的 Python 中安装依赖："
        "pip install -r requirements-batch.txt。工具 submit_batch 会自动带上这两者。",
    )
