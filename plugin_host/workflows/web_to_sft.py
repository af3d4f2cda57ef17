"""web_to_sft: pages of the web → sections → questions and answers by a model → training data."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, file_list, mix, number, paragraph, ref, select
from plugin_host.workflows.novel_to_roleplay import finish

_ABOUT = (
    "把网页变成问答训练数据：抓取正文 → 切成小节 → 大模型据小节写问答 → 收集校验 → 清洗 → 脱敏 → 去重 → 格式化 → 统计。 / "
    "Web pages as training data: main text, sections, questions and answers by a model, checks, cleaning, masking, format."
)
_STEPS = ("fetch", "split", "batches", "collect", "clean", "mask", "dedup", "format", "stats")


def web_to_sft() -> Flow:
    flow = Flow("web_to_sft", _ABOUT, icon="🌐")
    language = {"language": ref("start", "language")}
    flow.start(
        [
            paragraph("addresses", "网址，每行一个 / Addresses, one a line"),
            file_list("lists", "或网址列表、站点地图、订阅源 / Or lists, sitemaps, feeds"),
            number("pages", "最多页数 / Most pages", 20),
            number("questions", "每节问题数 / Questions a section", 3),
            select("target_format", "目标格式 / Target format", ["alpaca", "sharegpt"], "alpaca"),
            select("language", "摘要语言 / Summary language", ["auto", "zh", "en"], "auto"),
        ]
    )
    flow.tool(
        "fetch",
        "fetch_web_pages",
        "抓取网页 / Fetch pages",
        at=(1, 0),
        inputs={"text": mix("start", "addresses"), "dataset": ref("start", "lists")},
        settings={**language, "max_pages": ref("start", "pages")},
    )
    flow.tool(
        "split",
        "split_documents",
        "切成小节 / Sections",
        at=(2, 0),
        inputs={"dataset": ref("fetch", "files")},
        settings=language,
    )
    flow.tool(
        "batches",
        "make_batches",
        "组成提示词 / Make prompts",
        at=(3, 0),
        inputs={"dataset": ref("split", "files")},
        settings={**language, "recipe": "generate_from_document", "count": ref("start", "questions")},
    )
    flow.iteration(
        "ask", "逐批请模型出题作答 / Ask the model", ref("batches", "batches"), ref("write", "text"), at=(4, 0)
    )
    flow.llm("write", "写问题和答案 / Questions and answers", mix("ask", "item"), at=(0, 0))
    flow.end_iteration()
    flow.edge("askstart", "write")
    flow.tool(
        "collect",
        "collect_replies",
        "收集回复 / Collect replies",
        at=(6, 0),
        inputs={"dataset": ref("batches", "files"), "replies": ref("ask", "output")},
        settings=language,
    )
    before = ref("collect", "files")
    for column, (node, tool, title) in enumerate(
        (
            ("clean", "clean_text", "清洗 / Clean"),
            ("mask", "mask_pii", "脱敏 / Mask personal data"),
            ("dedup", "deduplicate", "去重 / Deduplicate"),
        ),
        7,
    ):
        flow.tool(node, tool, title, at=(column, 0), inputs={"dataset": before}, settings=language)
        before = ref(node, "files")
    flow.tool(
        "format",
        "format_dataset",
        "格式化 / Format",
        at=(10, 0),
        inputs={"dataset": before},
        settings={**language, "format": ref("start", "target_format")},
    )
    flow.tool("stats", "dataset_stats", "统计 / Statistics", at=(11, 0), inputs={"dataset": before}, settings=language)
    finish(flow, _STEPS, column=12)
    flow.chain("start", "fetch", "split", "batches", "ask", *_STEPS[3:], "reports", "summary", "end")
    return flow
