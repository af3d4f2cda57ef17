"""Stretches that several workflows share: loading, one record after another, a model asked by a recipe, the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plugin_host.workflows.builder import Flow, Selector, mix, ref

IN_LANGUAGE: Mapping[str, Selector] = {"language": ref("start", "language")}

LOAD = ("load", "load_dataset", "加载 / Load")
CLEAN = ("clean", "clean_text", "清洗 / Clean")
MASK = ("mask", "mask_pii", "脱敏 / Mask personal data")
DEDUP = ("dedup", "deduplicate", "去重 / Deduplicate")
FILTER = ("filter", "filter_quality", "过滤 / Filter")

Step = tuple[str, str, str]

_BATCHES_A_RUN = 460
"""Of Dify's 500 steps in a run, what the nodes outside the iterations leave with room to spare."""


def load(flow: Flow, settings: Mapping[str, Any] | None = None) -> str:
    """The files and the text of the form, read."""
    name, tool, title = LOAD
    given: dict[str, Selector | str] = {"dataset": ref("start", "data"), "text": mix("start", "text")}
    return flow.tool(name, tool, title, inputs=given, settings={**IN_LANGUAGE, **(settings or {})})


def steps(
    flow: Flow, before: str, *line: Step, settings: Mapping[str, Any] | None = None, prefix: str = "", title: str = ""
) -> str:
    """Tools in a line, each on the files of the one before; gives the last. `prefix` and `title` tell a second line apart."""
    for name, tool, label in line:
        zh, _, en = label.partition(" / ")
        told = f"{title}{zh} / {en}" if title else label
        flow.tool(
            prefix + name,
            tool,
            told,
            inputs={"dataset": ref(before, "files")},
            settings={**IN_LANGUAGE, **(settings or {})},
        )
        before = prefix + name
    return before


def ask(
    flow: Flow,
    dataset: Selector,
    recipe: Selector | str,
    *,
    about: str,
    inputs: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    prefix: str = "",
    temperature: float = 0.7,
    rounds: int = 1,
    after: Sequence[str] | None = None,
) -> str:
    """Prompts by a recipe, an iteration with an LLM node, and the replies: nodes batches, ask, write, collect.

    `about` is the title of the LLM node; `inputs` are those of the form that the recipe takes under the same name;
    `rounds`: how often the workflow asks, for all of them share Dify's steps.
    """
    batches, asked, write, collect = (f"{prefix}{name}" for name in ("batches", "ask", "write", "collect"))
    most = {} if rounds == 1 else {"options": f"max_batches={_BATCHES_A_RUN // rounds}"}
    flow.tool(
        batches,
        "make_batches",
        "组成提示词 / Make prompts",
        inputs={"dataset": dataset, **{name: mix("start", name) for name in inputs}},
        settings={"recipe": recipe, **IN_LANGUAGE, **most, **(settings or {})},
        after=after,
    )
    flow.iteration(asked, "逐批请模型处理 / Ask, batch by batch", ref(batches, "batches"), ref(write, "text"))
    flow.llm(write, about, mix(asked, "item"), temperature=temperature)
    flow.end_iteration()
    return flow.tool(
        collect,
        "collect_replies",
        "收集并检查回复 / Collect, check",
        inputs={"dataset": ref(batches, "files"), "replies": ref(asked, "output")},
        settings=IN_LANGUAGE,
    )


def joined(flow: Flow, made: str, seeds: str, *line: Step) -> str:
    """What a model wrote passes `line` too, is compared with what there was, and joined with it."""
    last = steps(flow, made, *line, prefix="new_", title="新记录")
    return flow.tool(
        "join",
        "deduplicate",
        "对照原数据去重并合并 / Deduplicate, join",
        inputs={"dataset": ref(last, "files"), "against": ref(seeds, "files")},
        settings={"keep_against": True, **IN_LANGUAGE},
    )


def finish(flow: Flow, dataset: Selector, told: Mapping[str, Selector], *, records: Selector | None = None) -> None:
    """Formatted and counted; the reports picked out, the summaries joined, and the outputs that every workflow has.

    `told`: the summaries of the steps before, in order. `records`: the data with their labels and scores, which a
    trainer's format has no place for, where they are wanted.
    """
    flow.row("写成训练格式，统计并汇报。", "Written in the trainer's format, counted, and told about.")
    form = {**IN_LANGUAGE, "format": ref("start", "target_format")}
    flow.tool("format", "format_dataset", "格式化 / Format", inputs={"dataset": dataset}, settings=form)
    flow.tool("stats", "dataset_stats", "统计 / Statistics", inputs={"dataset": dataset}, settings=IN_LANGUAGE)
    flow.files_named("reports", "取出报告 / Pick the reports", ref("stats", "files"), ".report.")
    summary(flow, {**told, "format": ref("format", "text"), "stats": ref("stats", "text")})
    flow.end(
        {
            "summary": (ref("summary", "output"), "string"),
            "files": (ref("format", "files"), "array[file]"),
            "reports": (ref("reports", "result"), "array[file]"),
            **({"records": (records, "array[file]")} if records else {}),
            "report": (ref("stats", "report"), "object"),
        }
    )


def summary(flow: Flow, texts: Mapping[str, Selector]) -> None:
    """One text of all."""
    template = "\n\n".join("{{ " + name + " }}" for name in texts)
    flow.template("summary", "汇总摘要 / Join the summaries", template, texts)


def texts_of(*names: str) -> dict[str, Selector]:
    return {name: ref(name, "text") for name in names}
