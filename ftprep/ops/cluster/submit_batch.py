"""A recipe and addresses of data → a job on a Ray cluster."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from ftprep.errors import DownloadError, InputDataError, SettingsError
from ftprep.operator import Context, Options, operator, operator_names, setting
from ftprep.ops.cluster._jobs import JobsApi, base_of
from ftprep.ops.cluster._package import ENTRY, packed, requirements
from ftprep.record import Lineage, Record, dumps, record_id
from ftprep.report import Reject

STEP = "submit_batch"
_ADDRESS = re.compile(r"(?:/|[a-z][a-z0-9+.-]*://)\S", re.IGNORECASE)
_ATTEMPTS = 50
_YEAR_9999 = 253_370_764_800_000
_TEXT = {"type": "string"}


class SubmitBatchOptions(Options):
    recipe: str = setting(
        "",
        help="The steps, as YAML: a list of tools with their settings, or a workflow without language models as the studio exports it.",
        input=True,
    )
    output: str = setting(
        "",
        help="Where the result goes: a folder that every node of the cluster sees, or an address such as s3://bucket/folder. Empty for each new data set.",
        input=True,
    )
    address: str = setting("", help="The cluster's dashboard: http://HOST:8265.")
    token: str = setting("", help="What the cluster asks for, where it does. Sent to it alone.", secret=True)
    sample: int = setting(
        5,
        help="So many records of the result are told by batch_status. They stand in the job's log on the cluster; 0 keeps them out of it.",
        ge=0,
        le=20,
    )
    install: bool = setting(
        True, help="The nodes install what the steps need, with pip. Off where they have it: starting is faster then."
    )
    values: tuple[str, ...] = setting((), help="Inputs of the workflow: target_format=sharegpt.", panel=False)
    scratch: str = setting(
        "", help="A folder that all nodes see, for what lies between steps where output is an address.", panel=False
    )
    shard_megabytes: int = setting(
        0, help="Input of one task; 0: by the size of the whole.", ge=0, le=1024, panel=False
    )


@operator(
    "source",
    SubmitBatchOptions,
    reasons={
        "bad_address": (
            "It is no path from the root (/data/…) and no address (s3://…): the cluster could not find it.",
            "不是绝对路径（/data/…），也不是地址（s3://…），集群无法找到。",
        )
    },
    variables={
        "job": {"type": "string", "description": "The job's name on the cluster, for batch_status."},
        "status": {"type": "string", "description": "What the cluster said of it: PENDING, RUNNING, SUCCEEDED …"},
    },
    figures={"job": _TEXT, "status": _TEXT, "output": _TEXT},
    uses_network=True,
)
def submit_batch(options: SubmitBatchOptions, context: Context) -> Iterator[Record | Reject]:
    """Hands a recipe and the addresses of large data to a running Ray cluster, which does the steps on all its nodes.

    Addresses are given in `text`, one a line: paths that every node sees, or object storage. The same order is given
    once: calling again tells how it stands, one that failed goes on where it was, and one that is done is told to be of
    that earlier run.
    """
    base_of(options.address)
    check_recipe(options.recipe, values=options.values)
    if not _ADDRESS.match(options.output.strip()):
        raise SettingsError(
            en="Setting output: write where the result goes, a path from the root or an address such as s3://bucket/folder.",
            zh="设置 output：请填写结果的存放位置：绝对路径，或 s3://bucket/folder 这样的地址。",
        )
    wanted = list(_given(context))
    if not wanted:
        raise InputDataError(
            en="No address was given: write the data's paths or addresses into `text`, one a line.",
            zh="没有收到数据地址：请在 text 中填写数据的路径或地址，每行一个。",
        )
    return _submitting(options, context, wanted)


def _given(context: Context) -> Iterator[str]:
    for document in context.dataset.documents():
        lines = [line.strip() for line in document.text().splitlines()]
        found = [line for line in lines if line and not line.startswith("#")]
        document.account["format"] = "addresses"
        document.account["read"] = len(found)
        yield from found


def check_recipe(text: str, *, values: Sequence[str] = ()) -> None:
    """Raises SettingsError where the cluster could not even begin."""
    try:
        recipe = yaml.safe_load(text)
    except yaml.YAMLError:
        recipe = None
    if not recipe or not isinstance(recipe, list | dict) or (isinstance(recipe, dict) and "workflow" not in recipe):
        raise SettingsError(
            en="Setting recipe: write YAML, a list such as `- clean_text` and `- deduplicate: {threshold: 0.9}`, or paste an exported workflow.",
            zh="设置 recipe：请写 YAML，例如列表 `- clean_text`、`- deduplicate: {threshold: 0.9}`，或粘贴导出的工作流。",
        )
    if values and isinstance(recipe, list):
        raise SettingsError(
            en="Setting values: only a workflow has inputs. A list of tools takes its settings in place: `- format_dataset: {format: sharegpt}`.",
            zh="设置 values：只有工作流才有输入项。工具列表请直接写设置：`- format_dataset: {format: sharegpt}`。",
        )
    known = set(operator_names())
    named = [next(iter(step), "") if isinstance(step, dict) else step for step in recipe if isinstance(recipe, list)]
    if wrong := [str(name) for name in named if name not in known]:
        raise SettingsError(
            en=f"Setting recipe: there is no tool called {wrong[0][:60]!r}.",
            zh=f"设置 recipe：没有名为 {wrong[0][:60]!r} 的工具。",
        )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise SettingsError(en="Setting values: write name=value.", zh="设置 values：请写成 名称=值。")
    return name.strip(), value.strip()


def _submitting(options: SubmitBatchOptions, context: Context, wanted: list[str]) -> Iterator[Record | Reject]:
    good = [address for address in dict.fromkeys(wanted) if _ADDRESS.match(address)]
    for place, address in enumerate(dict.fromkeys(wanted), 1):
        if address not in good:
            yield Reject("bad_address", STEP, "addresses", place, {"text": address})
    if not good:
        context.variables.update(job="", status="")
        return
    order = {
        "recipe": options.recipe,
        "inputs": good,
        "output": options.output.strip(),
        "values": dict(_pair(value) for value in options.values),
        "scratch": options.scratch.strip(),
        "shard_megabytes": options.shard_megabytes,
        "sample": options.sample,
    }
    with tempfile.TemporaryDirectory(prefix="ftprep-submit-") as folder:
        api = JobsApi(context.network(), options.address, options.token, Path(folder))
        job, status, before = _placed(api, order, install=options.install)
    context.variables.update(job=job, status=status)
    context.report.figures.update(job=job, status=status, output=options.output.strip())
    context.report.note(
        en=f"Job {job}: {status}. Ask batch_status how far it is.",
        zh=f"作业 {job}：{status}。可用 batch_status 查看进度。",
    )
    if status == "SUCCEEDED":
        context.report.note(
            en=f"This same order was given before{before and f', at {before} UTC'}: the result is that run's, and nothing was "
            "run again. If the data has changed since, or is to be done anew, write another output.",
            zh=f"同样的任务此前已提交过{before and f'（{before} UTC）'}：当前结果来自那次运行，没有重新处理。"
            "如果数据此后有变化，或需要重新处理，请换一个 output。",
        )
    for place, address in enumerate(good, 1):
        lineage = Lineage("addresses", place, "addresses")
        yield Record(record_id("addresses", place, address), text=address, lineage=lineage)


def _placed(api: JobsApi, order: Mapping[str, Any], *, install: bool) -> tuple[str, str, str]:
    """(name, status, when it began if known) of the job: the one that is there where it runs or is done, else a new one.
    The cluster's files cannot be looked at from here: whether they have changed since, nobody knows."""
    stem = f"ftprep-{hashlib.blake2b(dumps(order), digest_size=8).hexdigest()}"
    for attempt in range(1, _ATTEMPTS):
        job = stem if attempt == 1 else f"{stem}-{attempt}"
        known = api.job(job)
        if known is None:
            name, content = packed(order)
            environment: dict[str, Any] = {"working_dir": api.upload(name, content)}
            if install:
                environment["pip"] = requirements([*order["inputs"], order["output"]])
            api.submit({"entrypoint": ENTRY, "submission_id": job, "runtime_env": environment})
            return job, "PENDING", ""
        if known.get("status") not in ("FAILED", "STOPPED"):
            return job, str(known.get("status", "")), _moment(known.get("start_time"))
    raise DownloadError(
        en=f"This order failed {_ATTEMPTS} times on the cluster. See the log of job {stem}.",
        zh=f"该任务在集群上失败了 {_ATTEMPTS} 次。请查看作业 {stem} 的日志。",
    )


def _moment(milliseconds: Any) -> str:
    if not isinstance(milliseconds, int) or not 0 < milliseconds < _YEAR_9999:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M")
