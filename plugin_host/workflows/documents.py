"""document_to_qa, web_to_sft, novel_to_roleplay: documents → training data."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, Selector, mix, ref
from plugin_host.workflows.forms import DATA, LANGUAGE, file_list, line, number, paragraph, target_format
from plugin_host.workflows.stretches import CLEAN, DEDUP, FILTER, IN_LANGUAGE, MASK, ask, finish, steps, texts_of

_QA_ABOUT = (
    "把文档变成问答训练数据：切成小节 → 清洗 → 脱敏 → 大模型据小节写问答 → 检查答案是否有据 → 去重 → 过滤 → 格式化。 / "
    "Documents as questions and answers: sections, cleaning, masking, a model writes, answers checked against their section."
)
_WEB_ABOUT = (
    "把网页变成问答训练数据：抓取正文 → 切成小节 → 清洗 → 脱敏 → 大模型据小节写问答 → 检查 → 去重 → 过滤 → 格式化。 / "
    "Web pages as questions and answers: main text, sections, cleaning, masking, a model writes, answers checked."
)
_NOVEL_ABOUT = (
    "把小说变成角色扮演数据：识别对话和说话人 → 清洗 → 去重 → 格式化 → 统计。说话人拿不准的对话单独分出。不需要模型。 / "
    "A novel as role-play data: who says what, cleaning, duplicates, format, statistics. Doubtful conversations apart."
)
_QUESTIONS = (
    number("questions", "每节问题数 / Questions a section", 3),
    line("entities", "脱敏范围：空为全部，-PERSON 保留人名 / What to mask: -PERSON keeps names"),
    target_format("alpaca", "sharegpt", "openai"),
    LANGUAGE,
)
_SPLIT = ("split", "split_documents", "切成小节 / Divide into sections")


def document_to_qa() -> Flow:
    flow = Flow("document_to_qa", _QA_ABOUT, icon="📚")
    flow.row("把文档切成小节，洗净，遮住个人信息。", "Documents divided into sections, cleaned and masked.")
    flow.start([*DATA, *_QUESTIONS])
    name, tool, title = _SPLIT
    given: dict[str, Selector | str] = {"dataset": ref("start", "data"), "text": mix("start", "text")}
    flow.tool(name, tool, title, inputs=given, settings=IN_LANGUAGE)
    _questions(flow, "split")
    return flow


def web_to_sft() -> Flow:
    flow = Flow("web_to_sft", _WEB_ABOUT, icon="🌐")
    flow.row(
        "抓取网页正文，切成小节，洗净，遮住个人信息。",
        "The pages' main text, divided into sections, cleaned and masked.",
    )
    flow.start(
        [
            paragraph("addresses", "网址，每行一个 / Addresses, one a line"),
            file_list("lists", "或网址列表、站点地图、订阅源 / Or lists, sitemaps, feeds"),
            number("pages", "最多页数 / Most pages", 20),
            *_QUESTIONS,
        ]
    )
    flow.tool(
        "fetch", "fetch_web_pages", "抓取网页 / Fetch pages",
        inputs={"text": mix("start", "addresses"), "dataset": ref("start", "lists")},
        settings={**IN_LANGUAGE, "max_pages": ref("start", "pages")},
    )  # fmt: skip
    steps(flow, "fetch", _SPLIT)
    _questions(flow, "fetch", "split")
    return flow


def novel_to_roleplay() -> Flow:
    flow = Flow("novel_to_roleplay", _NOVEL_ABOUT, icon="📖")
    flow.row("认出谁在说话，取出对话，洗净并去重。", "Who says what: dialogues taken out, cleaned, duplicates dropped.")
    flow.start(
        [
            file_list("data", "小说文件 / Novels", required=True),
            line("character", "扮演谁，留空取说话最多者 / Character, empty: who speaks most"),
            target_format("sharegpt", "openai"),
            LANGUAGE,
        ]
    )
    flow.tool(
        "extract", "extract_dialogue", "提取对话 / Extract dialogue", inputs={"dataset": ref("start", "data")},
        settings={**IN_LANGUAGE, "character": ref("start", "character")},
    )  # fmt: skip
    last = steps(flow, "extract", CLEAN, DEDUP)
    finish(flow, ref(last, "files"), texts_of("extract", "clean", "dedup"))
    return flow


def _questions(flow: Flow, *before: str) -> None:
    """Sections → questions and answers by a model, each checked against its section, to the end."""
    sections = steps(flow, before[-1], CLEAN)
    sections = steps(flow, sections, MASK, settings={"entities": ref("start", "entities")})
    flow.row(
        "大模型为每节写问题和答案；答案须有据可查。",
        "A model writes questions and answers for each section; answers must rest on it.",
    )
    made = ask(
        flow, ref(sections, "files"), "generate_from_document", about="写问题和答案 / Write Q & A",
        settings={"count": ref("start", "questions")},
    )  # fmt: skip
    flow.row("问答再洗净、脱敏、去重、过滤。", "What was written is cleaned, masked, deduplicated and filtered.")
    last = steps(flow, made, CLEAN, MASK, DEDUP, FILTER, prefix="qa_", title="问答")
    told = texts_of(*before, "clean", "mask", "batches", "collect", "qa_clean", "qa_mask", "qa_dedup", "qa_filter")
    finish(flow, ref(last, "files"), told)
