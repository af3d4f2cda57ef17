"""novel_to_roleplay: a novel → conversations in which the model plays one of its characters. Needs no model."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, file_list, paragraph, ref, select

_ABOUT = (
    "把小说变成角色扮演数据：识别对话和说话人 → 清洗 → 去重 → 格式化 → 统计。说话人拿不准的对话单独分出。不需要模型。 / "
    "A novel as role-play data: who says what, cleaning, duplicates, format, statistics. Doubtful conversations apart."
)
_STEPS = ("extract", "clean", "dedup", "format", "stats")


def novel_to_roleplay() -> Flow:
    flow = Flow("novel_to_roleplay", _ABOUT, icon="📖")
    language = {"language": ref("start", "language")}
    flow.start(
        [
            file_list("data", "小说文件 / Novels", required=True),
            paragraph("character", "扮演谁，留空取说话最多者 / Character, empty: who speaks most"),
            select("target_format", "目标格式 / Target format", ["sharegpt", "openai"], "sharegpt"),
            select("language", "摘要语言 / Summary language", ["auto", "zh", "en"], "auto"),
        ]
    )
    flow.tool(
        "extract",
        "extract_dialogue",
        "提取对话 / Extract dialogue",
        at=(1, 0),
        inputs={"dataset": ref("start", "data")},
        settings={**language, "character": ref("start", "character")},
    )
    before = ref("extract", "files")
    for column, (node, tool, title) in enumerate(
        (("clean", "clean_text", "清洗 / Clean"), ("dedup", "deduplicate", "去重 / Deduplicate")), 2
    ):
        flow.tool(node, tool, title, at=(column, 0), inputs={"dataset": before}, settings=language)
        before = ref(node, "files")
    flow.tool(
        "format",
        "format_dataset",
        "格式化 / Format",
        at=(4, 0),
        inputs={"dataset": before},
        settings={**language, "format": ref("start", "target_format")},
    )
    flow.tool("stats", "dataset_stats", "统计 / Statistics", at=(5, 0), inputs={"dataset": before}, settings=language)
    finish(flow, _STEPS, column=6)
    flow.chain("start", *_STEPS, "reports", "summary", "end")
    return flow


def finish(flow: Flow, steps: tuple[str, ...], *, column: int) -> None:
    """Reports picked out, summaries joined, and the outputs that every workflow has."""
    flow.files_named("reports", "取出报告 / Reports", ref("stats", "files"), ".report.", at=(column, 0))
    flow.template(
        "summary",
        "摘要 / Summary",
        "\n\n".join("{{ " + name + " }}" for name in steps),
        {name: ref(name, "text") for name in steps},
        at=(column + 1, 0),
    )
    flow.end(
        {
            "summary": (ref("summary", "output"), "string"),
            "files": (ref("format", "files"), "array[file]"),
            "reports": (ref("reports", "result"), "array[file]"),
            "report": (ref("stats", "report"), "object"),
        },
        at=(column + 2, 0),
    )
