"""A data set through a workflow, shard by shard, resumable."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ftprep.errors import SettingsError
from plugin_host.client.ledger import Ledger, Shard
from plugin_host.client.service import Service, ServiceError
from plugin_host.client.shards import cut, merge, shard_path

_DONE = ("succeeded", "partial-succeeded")


@dataclass(frozen=True, slots=True)
class Settings:
    """`input_name`: the start node's file list (found by itself where there is one only); `values`: its other inputs."""

    input_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    shard_records: int = 500
    concurrency: int = 3
    attempts: int = 3
    stem: str = "dataset"


@dataclass(slots=True)
class Progress:
    """How far a drive is."""

    shards: int
    records: int
    done: int = 0
    records_done: int = 0
    failed: int = 0
    tokens: int = 0


Told = Callable[[Progress], None]


class Drive:
    """Sends every shard that is not done, keeps what comes, and merges at the end.

    A run whose steps do not account for every record counts as failed.
    """

    def __init__(self, service: Service, settings: Settings, told: Told | None = None) -> None:
        self._service = service
        self._settings = settings
        self._told = told
        self._lock = threading.Lock()

    def run(self, inputs: Sequence[Path], out: Path) -> dict[str, Any]:
        """Gives the account: {shards, records, unreadable, failed, tokens, rows}. Files go into `out`.

        Raises SettingsError where `out` belongs to another input, ServiceError where the service is out of reach.
        """
        work = out / "work"
        work.mkdir(parents=True, exist_ok=True)
        with Ledger(work / "ledger.sqlite3") as ledger:
            self._plan(ledger, inputs, work)
            name = self._settings.input_name or self._file_input()
            shards = ledger.shards()
            progress = Progress(len(shards), sum(shard.records for shard in shards))
            for shard in shards:
                if shard.state == "done":
                    self._count(progress, shard, 0)
            self._drive([shard for shard in shards if shard.state != "done"], name, ledger, work, progress)
            return self._account(ledger, work, out)

    def _plan(self, ledger: Ledger, inputs: Sequence[Path], work: Path) -> None:
        identity = hashlib.sha256()
        for path in inputs:
            identity.update(f"{path.name}:{path.stat().st_size}:".encode())
        identity.update(repr((self._settings.shard_records, sorted(self._settings.values.items()))).encode())
        known = ledger.get("identity")
        if known is None:
            counts, unreadable = cut(inputs, work / "shards", self._settings.shard_records)
            ledger.plan(counts)
            ledger.note("unreadable", unreadable)
            ledger.note("identity", identity.hexdigest())  # last: a drive killed before this plans anew
        elif known != identity.hexdigest():
            raise SettingsError(
                en="The output folder belongs to another input or other settings. Choose an empty folder, or repeat the former ones.",
                zh="该输出文件夹属于另一次输入或另一组设置。请换一个空文件夹，或沿用原来的输入与设置。",
            )

    def _file_input(self) -> str:
        form = self._service.parameters().get("user_input_form", [])
        names = [entry["file-list"]["variable"] for entry in form if "file-list" in entry]
        if len(names) != 1:
            raise SettingsError(
                en=f"Say which input takes the data: --input-name, one of {', '.join(names) or 'none there'}.",
                zh=f"请用 --input-name 指明数据对应的输入：{'、'.join(names) or '该工作流没有文件列表输入'}。",
            )
        return str(names[0])

    def _drive(self, shards: Sequence[Shard], name: str, ledger: Ledger, work: Path, progress: Progress) -> None:
        with ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="ftprep-drive") as pool:
            waiting = {pool.submit(self._one, shard, name, ledger, work): shard for shard in shards}
            try:
                for future in as_completed(waiting):
                    self._count(progress, waiting[future], future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _one(self, shard: Shard, name: str, ledger: Ledger, work: Path) -> int | None:
        """Tokens used, None where every attempt failed. A run that went on while we were gone is asked for first."""
        if shard.run_id and self._take(self._service.finished(shard.run_id), shard, ledger, work):
            return 0
        for attempt in range(1, self._settings.attempts + 1):
            last: dict[str, Any] = {}
            try:
                given = {
                    **self._settings.values,
                    name: [self._service.upload(shard_path(work / "shards", shard.number))],
                }
                wrong = ""
                for event in self._service.run(given):
                    if event["event"] == "workflow_started":
                        ledger.begun(shard.number, event["workflow_run_id"])
                    elif event["event"] == "node_finished":
                        wrong = wrong or _miscounted(event["data"])
                    last = event
                data = last.get("data") or {}
                if not wrong and last.get("event") == "workflow_finished" and self._take(data, shard, ledger, work):
                    return int(data.get("total_tokens") or 0)
                error = wrong or str(data.get("status") or "the stream broke")
            except ServiceError as failure:
                error = failure.en
            ledger.failed(shard.number, error, final=attempt == self._settings.attempts)
        return None

    def _take(self, data: Mapping[str, Any] | None, shard: Shard, ledger: Ledger, work: Path) -> bool:
        """Downloads what a finished run gave, and notes it as done; False where there is nothing to take."""
        if not data or data.get("status") not in _DONE or not isinstance(data.get("outputs"), dict):
            return False
        folder = work / "results" / f"{shard.number:06d}"
        folder.mkdir(parents=True, exist_ok=True)
        names = []
        for file in _files(data["outputs"]):
            try:
                self._service.download(file["url"], folder / file["filename"])
            except ServiceError:
                return False  # the address has died: only a new run gives a new one
            names.append(file["filename"])
        ledger.done(shard.number, names, int(data.get("total_tokens") or 0))
        return True

    def _count(self, progress: Progress, shard: Shard, tokens: int | None) -> None:
        with self._lock:
            if tokens is None:
                progress.failed += 1
            else:
                progress.done += 1
                progress.records_done += shard.records
                progress.tokens += tokens
            if self._told is not None:
                self._told(progress)

    def _account(self, ledger: Ledger, work: Path, out: Path) -> dict[str, Any]:
        shards = ledger.shards()
        done = [shard for shard in shards if shard.state == "done"]
        folders = []
        for shard in done:
            folder = work / "results" / f"{shard.number:06d}"
            missing = [name for name in shard.files if not (folder / name).exists()]
            if missing:
                raise ServiceError(
                    en=f"Files of shard {shard.number} are gone from the output folder; start again in an empty one.",
                    zh=f"分片 {shard.number} 的结果文件已不在输出文件夹中；请换空文件夹重新开始。",
                )
            folders.append(folder)
        return {
            "shards": len(shards),
            "records": sum(shard.records for shard in shards),
            "unreadable": ledger.get("unreadable"),
            "failed": [
                {"shard": s.number, "records": s.records, "error": s.error} for s in shards if s.state != "done"
            ],
            "tokens": sum(shard.tokens for shard in shards),
            "rows": merge(folders, out, self._settings.stem),
        }


def _miscounted(node: Mapping[str, Any]) -> str:
    """What is wrong with the account of a step that has finished: read = kept + rejected. "" where it holds or has none."""
    outputs = node.get("outputs")
    report = outputs.get("report") if isinstance(outputs, Mapping) else None
    if (
        node.get("node_type") != "tool"
        or not isinstance(report, Mapping)
        or not {"read", "kept", "rejected"} <= report.keys()
    ):
        return ""
    read, kept, rejected = report["read"], report["kept"], report["rejected"]
    return "" if read == kept + rejected else f"{node.get('title')}: {read} read, {kept} kept, {rejected} rejected"


def _files(outputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every file among the outputs, each name once."""
    found: dict[str, dict[str, Any]] = {}
    for value in outputs.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "url" in item and "filename" in item:
                found.setdefault(
                    Path(str(item["filename"])).name, {**item, "filename": Path(str(item["filename"])).name}
                )
    return list(found.values())
