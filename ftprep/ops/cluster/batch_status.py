"""How far a job of submit_batch is, and what came of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ftprep.errors import SettingsError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.cluster._jobs import ENDED, JobsApi, base_of, said
from ftprep.ports import InputFile
from ftprep.record import Record, dumps
from ftprep.report import Reject

_LOOK_SECONDS = 5.0
_LAST_LINES = 4
_MOST_SAID = 1000
_COUNT = {"type": "number"}
_TEXT = {"type": "string"}
_STEP = {"operator": _TEXT, "read": _COUNT, "kept": _COUNT, "rejected": _COUNT, "changed": _COUNT}
_PROGRESS = {"stage": _TEXT, "tasks": _COUNT, "done": _COUNT, "records": _COUNT, "rejected": _COUNT, "megabytes": _COUNT}  # fmt: skip
_RESULT = {
    "read": _COUNT,
    "kept": _COUNT,
    "rejected": _COUNT,
    "files": _COUNT,
    "steps": {"type": "array", "items": {"type": "object", "properties": _STEP}},
    "reasons": {
        "type": "array",
        "items": {"type": "object", "properties": {"step": _TEXT, "reason": _TEXT, "count": _COUNT}},
    },
}


class BatchStatusOptions(Options):
    job: str = setting("", help="The job's name, as submit_batch gives it.", input=True)
    address: str = setting("", help="The cluster's dashboard: http://HOST:8265.")
    token: str = setting("", help="What the cluster asks for, where it does. Sent to it alone.", secret=True)
    wait_seconds: int = setting(
        0, help="Looks every five seconds until the job has ended, for so long. 0: once.", ge=0, le=500
    )


@operator(
    "source",
    BatchStatusOptions,
    variables={
        "status": {"type": "string", "description": "PENDING, RUNNING, SUCCEEDED, FAILED or STOPPED."},
        "progress": {"type": "object", "properties": _PROGRESS, "description": "The stage at work and how far it is."},
        "result": {"type": "object", "properties": _RESULT, "description": "The account over all shards, at the end."},
    },
    figures={"job": _TEXT, "status": _TEXT},
    uses_network=True,
)
def batch_status(options: BatchStatusOptions, context: Context) -> Iterator[Record | Reject]:
    """Tells how far a job on a Ray cluster is; when it is done, its account and a sample of the result.

    The job is one of submit_batch. Its sample comes out as records; the whole result is where `output` said.
    """
    base_of(options.address)
    job = options.job.strip() or context.text.strip().partition("\n")[0].strip()
    if not job:
        raise SettingsError(
            en="Setting job: bind it to the variable job of submit_batch, or write the name that it gave.",
            zh="设置 job：请绑定 submit_batch 的变量 job，或填写它给出的名称。",
        )
    return _looking(options, context, job)


def _looking(options: BatchStatusOptions, context: Context, job: str) -> Iterator[Record | Reject]:
    with tempfile.TemporaryDirectory(prefix="ftprep-status-") as folder:
        delay = _LOOK_SECONDS if options.wait_seconds else 0.0
        known, log = _known(options, context, job, Path(folder), delay)
        status = str(known.get("status", ""))
        latest: dict[str, Any] = {}
        for line in said(log):
            latest |= line
        result = latest.get("result") or {}
        context.variables.update(status=status, progress=latest.get("progress") or {}, result=result)
        context.report.figures.update(job=job, status=status)
        _tell(context, job, status, latest, _why(known))
        rows = latest.get("sample") or []
        if rows:
            path = Path(folder) / "sample.jsonl"
            path.write_bytes(b"\n".join(dumps(row) for row in rows))
            yield from context.dataset.of([InputFile(f"{job}.jsonl", path)])


def _known(
    options: BatchStatusOptions, context: Context, job: str, folder: Path, delay: float
) -> tuple[Mapping[str, Any], str]:
    """(what the cluster knows of the job, its log), looked at until it has ended or time is over."""
    fetcher = context.network()
    api = JobsApi(fetcher, options.address, options.token, folder, delay=delay)
    known: Mapping[str, Any] = {}
    for _ in range(1 + int(options.wait_seconds // _LOOK_SECONDS)):
        found = api.job(job)
        if found is None:
            raise SettingsError(
                en=f"The cluster knows no job {job[:80]}: it was started anew, or the name is another cluster's.",
                zh=f"集群中没有作业 {job[:80]}：集群可能重启过，或该名称属于另一个集群。",
            )
        known = found
        if known.get("status") in ENDED:
            break
    at_once = JobsApi(fetcher, options.address, options.token, folder)
    return known, at_once.log(job) if known.get("status") != "PENDING" else ""


def _why(known: Mapping[str, Any]) -> str:
    """What the cluster itself says of a job that failed, the end of it: errors stand there."""
    said = [line.strip() for line in str(known.get("message") or "").splitlines() if line.strip()]
    text = " / ".join(said[-_LAST_LINES:])
    kind = str(known.get("error_type") or "").strip()
    return ": ".join(part for part in (kind, text[-_MOST_SAID:]) if part)


def _without_pip(why: str) -> tuple[str, str]:
    if "pip" not in why:
        return "", ""
    return (
        " Where the nodes have what the steps need, switch install off; else give their Python pip.",
        " 如果各节点已安装所需的包，请关闭 install；否则请先为节点的 Python 安装 pip。",
    )


def _tell(context: Context, job: str, status: str, latest: Mapping[str, Any], why: str) -> None:
    report, error = context.report, latest.get("error")
    report.note(en=f"Job {job}: {status}.", zh=f"作业 {job}：{status}。")
    if isinstance(error, list) and len(error) == 2:
        report.note(en=str(error[0]), zh=str(error[1]))
    elif status == "FAILED" and why:
        report.note(
            en=f"The cluster says why: {why}{_without_pip(why)[0]}",
            zh=f"集群给出的原因：{why}{_without_pip(why)[1]}",
        )
    elif status == "FAILED":
        report.note(
            en="It ended without saying why: see the job's log on the cluster.",
            zh="作业未说明原因就结束了：请在集群上查看作业日志。",
        )
    if result := latest.get("result"):
        read, kept, rejected = (result.get(name, 0) for name in ("read", "kept", "rejected"))
        report.note(
            en=f"Over all shards: {read} read = {kept} kept + {rejected} rejected, {result.get('files', 0)} files.",
            zh=f"全部分片：读入 {read} = 保留 {kept} + 剔除 {rejected}，共 {result.get('files', 0)} 个文件。",
        )
    elif progress := latest.get("progress"):
        done, tasks, records = (progress.get(name, 0) for name in ("done", "tasks", "records"))
        report.note(
            en=f"{progress.get('stage', '')}: {done} of {tasks} tasks, {records} records.",
            zh=f"{progress.get('stage', '')}：{done}/{tasks} 个任务，{records} 条记录。",
        )
