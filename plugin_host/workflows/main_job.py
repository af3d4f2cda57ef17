"""clean_only and data_preparation: the article's flow, without and with a model."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, file_list, mix, number, paragraph, ref, select

_REPORTED = ("load", "clean", "mask", "dedup", "filter", "format", "stats")

_CLEAN_ONLY_ABOUT = (
    "把杂乱的数据变成可训练的数据集：加载 → 清洗 → 脱敏 → 去重 → 过滤 → 格式化 → 统计。不需要任何模型。 / "
    "Load, clean, mask personal data, deduplicate, filter, format, count. Needs no model."
)
_FULL_ABOUT = (
    "微调数据准备全流程：加载 → 清洗 → 脱敏 → 去重 → 过滤 →（可选）用大模型仿照种子扩增 → 格式化 → 统计。 / "
    "The whole of data preparation, with augmentation by a language model where asked for."
)


def clean_only() -> Flow:
    flow = Flow("clean_only", _CLEAN_ONLY_ABOUT)
    flow.start(_start_variables())
    last = _clean(flow)
    flow.chain("start", *_STEPS)
    _finish(flow, ref(last, "files"), column=6, summary_extra=None)
    flow.chain(last, "format", "stats", "reports", "summary", "end")
    return flow


def data_preparation() -> Flow:
    flow = Flow("data_preparation", _FULL_ABOUT, icon="🧪")
    flow.start(
        [
            *_start_variables(),
            select("enhance", "是否用大模型扩增 / Augment with a model", ["YES", "NO"], "NO"),
            number("new_records", "扩增条数 / New records", 20),
        ]
    )
    last = _clean(flow)
    flow.chain("start", *_STEPS)
    flow.if_else("enhanced", "扩增？ / Augment?", ref("start", "enhance"), "YES", at=(6, 0))
    flow.edge(last, "enhanced")
    _augment(flow, last)
    flow.template("skipped", "不扩增 / Not augmented", "未扩增 / Not augmented.", {}, at=(8, 2))
    flow.edge("enhanced", "batches", "true")
    flow.edge("enhanced", "skipped", "false")
    flow.aggregate(
        "joined", "汇合数据 / Join", [ref("new_dedup", "files"), ref(last, "files")], "array[file]", at=(14, 0)
    )
    flow.aggregate(
        "told", "汇合摘要 / Join summaries", [ref("added", "output"), ref("skipped", "output")], "string", at=(15, 0)
    )
    flow.edge("added", "joined")
    flow.edge("skipped", "joined")
    _finish(flow, ref("joined", "output"), column=16, summary_extra=ref("told", "output"))
    flow.chain("joined", "told", "format", "stats", "reports", "summary", "end")
    return flow


_STEPS = ("load", "clean", "mask", "dedup", "filter")


def _start_variables() -> list[dict[str, object]]:
    return [
        file_list("data", "数据文件 / Data files"),
        paragraph("text", "或粘贴记录 / Or pasted records"),
        select("target_format", "目标格式 / Target format", ["alpaca", "sharegpt"], "alpaca"),
        select("language", "摘要语言 / Summary language", ["auto", "zh", "en"], "auto"),
    ]


def _clean(flow: Flow) -> str:
    """The steps that every record passes; gives the last."""
    language = {"language": ref("start", "language")}
    flow.tool(
        "load",
        "load_dataset",
        "加载 / Load",
        at=(1, 0),
        settings=language,
        inputs={"dataset": ref("start", "data"), "text": mix("start", "text")},
    )
    for column, (node, tool, title) in enumerate(
        (
            ("clean", "clean_text", "清洗 / Clean"),
            ("mask", "mask_pii", "脱敏 / Mask personal data"),
            ("dedup", "deduplicate", "去重 / Deduplicate"),
            ("filter", "filter_quality", "过滤 / Filter"),
        ),
        2,
    ):
        before = _STEPS[_STEPS.index(node) - 1]
        flow.tool(node, tool, title, at=(column, 0), inputs={"dataset": ref(before, "files")}, settings=language)
    return "filter"


def _augment(flow: Flow, seeds: str) -> None:
    """Seeds → prompts → model → new records, which pass the same steps and are joined with the seeds."""
    language = {"language": ref("start", "language")}
    flow.tool(
        "batches",
        "make_batches",
        "组成提示词 / Make prompts",
        at=(7, -1),
        inputs={"dataset": ref(seeds, "files")},
        settings={**language, "count": ref("start", "new_records")},
    )
    flow.iteration("ask", "逐批请模型编写 / Ask the model", ref("batches", "batches"), ref("write", "text"), at=(8, -1))
    flow.llm("write", "编写新记录 / Write records", mix("ask", "item"), at=(0, 0))
    flow.end_iteration()
    flow.edge("askstart", "write")
    flow.tool(
        "collect",
        "collect_replies",
        "收集回复 / Collect replies",
        at=(10, -1),
        inputs={"dataset": ref("batches", "files"), "replies": ref("ask", "output")},
        settings=language,
    )
    flow.tool(
        "new_clean",
        "clean_text",
        "清洗新记录 / Clean",
        at=(11, -1),
        inputs={"dataset": ref("collect", "files")},
        settings=language,
    )
    flow.tool(
        "new_mask",
        "mask_pii",
        "新记录脱敏 / Mask",
        at=(12, -1),
        inputs={"dataset": ref("new_clean", "files")},
        settings=language,
    )
    flow.tool(
        "new_dedup",
        "deduplicate",
        "对照种子去重并合并 / Deduplicate, join",
        at=(13, -1),
        inputs={"dataset": ref("new_mask", "files"), "against": ref(seeds, "files")},
        settings={**language, "keep_against": True},
    )
    flow.template(
        "added",
        "扩增摘要 / Augmentation",
        "{{ asked }}\n\n{{ read }}\n\n{{ joined }}",
        {"asked": ref("batches", "text"), "read": ref("collect", "text"), "joined": ref("new_dedup", "text")},
        at=(13, -2),
    )
    flow.chain("batches", "ask", "collect", "new_clean", "new_mask", "new_dedup", "added")


def _finish(flow: Flow, dataset: list[str], *, column: int, summary_extra: list[str] | None) -> None:
    language = {"language": ref("start", "language")}
    flow.tool(
        "format",
        "format_dataset",
        "格式化 / Format",
        at=(column, 0),
        inputs={"dataset": dataset},
        settings={**language, "format": ref("start", "target_format")},
    )
    flow.tool(
        "stats",
        "dataset_stats",
        "统计 / Statistics",
        at=(column + 1, 0),
        inputs={"dataset": dataset},
        settings=language,
    )
    flow.files_named("reports", "取出报告 / Reports", ref("stats", "files"), ".report.", at=(column + 2, 0))
    texts = {name: ref(name, "text") for name in _REPORTED}
    order = list(texts)
    if summary_extra is not None:
        texts["augmented"] = summary_extra
        order.insert(order.index("format"), "augmented")
    template = "\n\n".join("{{ " + name + " }}" for name in order)
    flow.template("summary", "摘要 / Summary", template, texts, at=(column + 3, 0))
    flow.end(
        {
            "summary": (ref("summary", "output"), "string"),
            "files": (ref("format", "files"), "array[file]"),
            "reports": (ref("reports", "result"), "array[file]"),
            "report": (ref("stats", "report"), "object"),
        },
        at=(column + 4, 0),
    )
