"""A call of each operator that succeeds, found without a word about it here.

Every operator is tried on the mixed data set below, with all its defaults. One that needs more (a key, replies, a
review) is called as the first case in its table that expects no error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ftprep.errors import FtprepError
from ftprep.invoke import InputFile, Inputs, Outcome, invoke
from ftprep.ports import Answer, FetchRules, Reply

CASES = Path(__file__).resolve().parents[1] / "cases"
PRIVATE = "紫貂七号仓库的暗语是翻过三座山再往回走两里地"
"""Stands in records and must stand in no report, summary or error."""

_TALK = [
    {"role": "user", "content": f"请记住：{PRIVATE}。"},
    {"role": "assistant", "content": f"好的，我记住了：{PRIVATE}，不会告诉任何人。"},
]
ROWS: list[dict[str, Any]] = [
    {"instruction": "写一首关于春天的诗", "input": "", "output": "春风又绿江南岸，明月何时照我还。"},
    {"instruction": "写一首关于春天的诗", "input": "", "output": "春风又绿江南岸，明月何时照我还。"},
    {"instruction": "Explain why the sky is blue.", "input": "", "output": "Air scatters blue light more than red light."},
    {"messages": _TALK},
    {"messages": [{"role": "system", "content": "You are terse."}, {"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]},
    {"conversations": [{"from": "human", "value": "订单 1024 到哪了？"}, {"from": "gpt", "value": "已经到达上海分拨中心，预计明天送达。"}]},
    {"prompt": "翻译成英文：今天天气很好。", "completion": "The weather is very nice today."},
    {"text": "深度学习是机器学习的一个分支。它用多层网络从数据里学习表示，近年来在语音、图像和自然语言处理上进展很快。"},
    {"text": "The committee met on Tuesday, and after a long discussion it agreed to publish the minutes within a week."},
    {"text": "<p>联系我：13912345678，邮箱 li.lei@example.com</p>"},
    {"prompt": "推荐一本书", "chosen": "可以读《三体》，想象宏大，节奏也快。", "rejected": "不知道。"},
    {"instruction": "列出三种水果", "input": "", "output": "苹果、香蕉、橙子。"},
]  # fmt: skip
TEXT = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)


class ScriptedModel:
    """Answers whatever it is asked with one record."""

    def generate(self, messages: Sequence[Mapping[str, str]]) -> Reply:
        del messages
        return Reply('[{"id": "b1", "instruction": "数到三", "input": "", "output": "一、二、三。"}]', 10, 10)


SAMPLE = {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
JOBS = {
    "/api/jobs/done": {"status": "SUCCEEDED"},
    "/api/jobs/done/logs": {"logs": f"ftprep:{json.dumps({'sample': [SAMPLE]})}\n"},
}


class ScriptedFetcher:
    """Every address holds the same page; a cluster knows one job, and takes any other."""

    def fetch(
        self,
        url: str,
        target: Path,
        rules: FetchRules,
        *,
        headers: Mapping[str, str] | None = None,
        start: int = 0,
        method: str = "GET",
        body: bytes = b"",
    ) -> Answer:
        del rules, headers, start, body
        if "/api/jobs/" in url and method == "GET":
            known = JOBS.get(url[url.index("/api/") :])
            if known is None:
                return Answer(url, 404, problem="http_error")
            target.write_text(json.dumps(known), "utf-8")
            return Answer(url, 200)
        if method != "GET":
            return Answer(url, 200)
        target.write_text(f"<html><body><article><p>{PRIVATE}。</p></article></body></html>", "utf-8")
        return Answer(url, 200, {"content-type": "text/html"}, target.stat().st_size)


@dataclass(frozen=True)
class Call:
    """`files` and `extra` hold name → content."""

    name: str
    text: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def run(self, folder: Path, *, files: Mapping[str, str | bytes] | None = None, **parameters: Any) -> Outcome:
        """Runs the call in `folder`; `files` are handed in beside its own."""
        own = written({**self.files, **(files or {})}, folder / "in")
        extra = {name: written(more, folder / name) for name, more in self.extra.items()}
        return invoke(
            self.name,
            Inputs(own, self.text, extra, self.values),
            {**self.parameters, **parameters},
            folder / "out",
            model=ScriptedModel(),
            fetcher=ScriptedFetcher(),
        )


_CLUSTER = {"address": "http://ray.example:8265"}
ON_A_CLUSTER = {
    "submit_batch": Call(
        "submit_batch", "/data/a.jsonl\nb.jsonl", parameters={**_CLUSTER, "recipe": "- clean_text", "output": "/out"}
    ),
    "batch_status": Call("batch_status", "done", parameters=_CLUSTER),
}
"""Calls that go to the scripted cluster."""


def written(named: Mapping[str, str | bytes], folder: Path) -> list[InputFile]:
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for number, (name, content) in enumerate(named.items()):
        path = folder / f"{number}-{Path(name).name}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        out.append(InputFile(name, path))
    return out


@cache
def call_of(name: str, folder: Path) -> Call:
    """A call that succeeds. `folder` is scratch."""
    if name in ON_A_CLUSTER:
        return ON_A_CLUSTER[name]
    plain = Call(name, TEXT)
    try:
        outcome = plain.run(folder / name)
    except FtprepError as error:
        told = str(error)
    else:
        if outcome.report["read"]:
            return plain
        told = "it read nothing"
    path = CASES / f"{name}.jsonl"
    for line in path.read_text("utf-8").split("\n") if path.exists() else ():
        case = json.loads(line) if line.strip() else {"xfail": "blank"}
        if "xfail" not in case and "error" not in case["expect"]:
            return _from_case(name, case)
    raise AssertionError(f"{name} can't be called plainly ({told}), and no case in {path.name} shows how")


def _from_case(name: str, case: Mapping[str, Any]) -> Call:
    given = case["input"] if isinstance(case["input"], dict) else {"text": case["input"]}
    return Call(
        name,
        _text(given.get("text", "")),
        {file: _text(content) for file, content in given.get("files", {}).items()},
        {key: {file: _text(content) for file, content in more.items()} for key, more in given.get("extra", {}).items()},
        case.get("values", {}),
        case.get("options", {}),
    )


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "\n".join(json.dumps(row, ensure_ascii=False) for row in content)
