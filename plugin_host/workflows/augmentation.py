"""The workflows that make more of little: each asks a model by recipes, and each is small enough to be understood."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, file_list, mix, number, paragraph, ref, select

_FORMATS = ["alpaca", "sharegpt", "openai"]


def rewrite_answers() -> Flow:
    flow = Flow(
        "rewrite_answers",
        "找出拒答、官腔、过长过短的回答，请大模型重写，再与其余记录合并。 / "
        "Finds answers that refuse, sound official or have the wrong length, has them rewritten, and joins them with the rest.",
        icon="✍️",
    )
    flow.start([
        *_data(),
        select(
            "what", "重写什么 / What to rewrite", ["rewrite_refusal", "rewrite_length", "rewrite_tone", "keep_persona"],
            "rewrite_refusal",
        ),
        text("take", "挑出哪些 / Which answers", "refusal, partial_refusal"),
        paragraph("persona", "人设（可选）/ Persona"),
        paragraph("style", "风格（可选）/ Style"),
    ])  # fmt: skip
    last = _prepared(flow)
    flow.tool(
        "find", "detect_refusals", "挑出要重写的 / Find", at=(4, 0), inputs={"dataset": ref(last, "files")},
        settings={"mode": "split", "take": ref("start", "take"), "max_characters": 400, **_language()},
    )  # fmt: skip
    flow.files_named("found", "取出挑出的记录 / Found", ref("find", "files"), ".aside.", at=(5, 0))
    _ask(flow, ref("found", "result"), ref("start", "what"), at=6, inputs=("persona", "style"))
    flow.tool(
        "join", "deduplicate", "与其余记录合并 / Join", at=(10, 0), inputs={"dataset": ref("collect", "files"), "against": ref("find", "files")},
        settings={"keep_against": True, **_language()},
    )  # fmt: skip
    flow.chain(last, "find", "found", "batches", "ask", "collect", "join")
    _end(flow, "join", 11, ("mask", "find", "batches", "collect", "join"))
    return flow


def roleplay_augmentation() -> Flow:
    flow = Flow(
        "roleplay_augmentation",
        "角色扮演数据扩增：按人设生成、对话扩展、场景变换、风格转换，四选一。 / "
        "Role-play data in one of four ways: from a persona, by expansion, in another scene, in another style.",
        icon="🎭",
    )
    ways = ["generate_dialogue", "expand_dialogue", "change_scene", "change_style"]
    flow.start([
        *_data(),
        select("way", "扩增方式 / Way", ways, "expand_dialogue"),
        paragraph("persona", "人设 / Persona"),
        paragraph("scene", "场景 / Scene"),
        paragraph("style", "风格 / Style"),
        number("count", "生成条数（按人设生成时）/ Dialogues", 10),
    ])  # fmt: skip
    last = _prepared(flow)
    _ask(
        flow, ref(last, "files"), ref("start", "way"), at=4, inputs=("persona", "scene", "style"),
        settings={"count": ref("start", "count")},
    )  # fmt: skip
    _new_records(flow, "collect", last, 8)
    flow.chain(last, "batches", "ask", "collect", "new_mask", "join")
    _end(flow, "join", 10, ("mask", "batches", "collect", "join"))
    return flow


def back_translation() -> Flow:
    flow = Flow(
        "back_translation",
        "回译：译成另一种语言，再译回来，得到意思相同、说法不同的记录。 / "
        "Into the other language and back: the same meaning in other words.",
        icon="🔁",
    )
    flow.start(_data())
    last = _prepared(flow)
    _ask(flow, ref(last, "files"), "back_translate", at=4)
    _ask(flow, ref("collect", "files"), "back_translate_return", at=8, prefix="back_")
    _new_records(flow, "back_collect", last, 12)
    flow.chain(last, "batches", "ask", "collect", "back_batches", "back_ask", "back_collect", "new_mask", "join")
    _end(flow, "join", 14, ("mask", "collect", "back_collect", "join"))
    return flow


def judge_and_select() -> Flow:
    flow = Flow(
        "judge_and_select",
        "请大模型按维度打分，再按分数择优。 / Scores by a model, by dimension; then the best are selected.",
        icon="⚖️",
    )
    flow.start(
        [
            *_data(),
            paragraph("persona", "人设（可选）/ Persona"),
            number("min_score", "分数下限 / Lowest score", 3),
        ]
    )
    last = _prepared(flow)
    _ask(flow, ref(last, "files"), "judge", at=4, inputs=("persona",), temperature=0.0)
    flow.tool(
        "best", "select_records", "择优 / Select", at=(8, 0), inputs={"dataset": ref("collect", "files")},
        settings={"min_score": ref("start", "min_score"), **_language()},
    )  # fmt: skip
    flow.chain(last, "batches", "ask", "collect", "best")
    _end(flow, "best", 9, ("mask", "batches", "collect", "best"))
    return flow


def large_dataset_augmentation() -> Flow:
    flow = Flow(
        "large_dataset_augmentation",
        "大数据集扩增：工具自己并发调用模型，时间到了由下一个节点接着做。模型在“用模型扩增”节点里选择。 / "
        "A whole data set: the tool asks the model itself, many calls at a time, and the next node goes on where the time ended.",
        icon="🏭",
    )
    flow.start(
        [
            *_data(),
            select(
                "recipe",
                "配方 / Recipe",
                ["paraphrase", "rewrite_tone", "rewrite_refusal", "label", "judge"],
                "paraphrase",
            ),
        ]
    )
    last = _prepared(flow)
    names = ("augment", "go_on", "go_on_again")
    titles = ("扩增 / Augment", "接着做 / Go on", "再接着做 / Go on again")
    before = last
    for column, (name, title) in enumerate(zip(names, titles, strict=True), 4):
        flow.tool(
            name, "augment_with_model", title, at=(column, 0), inputs={"dataset": ref(before, "files")},
            settings={"recipe": ref("start", "recipe"), "options": "budget_seconds=330", **_language()},
        )  # fmt: skip
        before = name
    flow.chain(last, *names)
    _end(flow, before, 7, ("mask", *names))
    return flow


def text(variable: str, label: str, default: str) -> dict[str, object]:
    return {
        "variable": variable,
        "label": label,
        "type": "text-input",
        "required": False,
        "max_length": 256,
        "default": default,
    }


def _data() -> list[dict[str, object]]:
    return [
        file_list("data", "数据文件 / Data files"),
        paragraph("text", "或粘贴记录 / Or pasted records"),
        select("target_format", "目标格式 / Target format", _FORMATS, "sharegpt"),
        select("language", "摘要语言 / Summary language", ["auto", "zh", "en"], "auto"),
    ]


def _language() -> dict[str, list[str]]:
    return {"language": ref("start", "language")}


def _prepared(flow: Flow) -> str:
    """Loaded, cleaned and masked: no personal data goes to a model."""
    flow.tool("load", "load_dataset", "加载 / Load", at=(1, 0), settings=_language(),
              inputs={"dataset": ref("start", "data"), "text": mix("start", "text")})  # fmt: skip
    flow.tool(
        "clean", "clean_text", "清洗 / Clean", at=(2, 0), inputs={"dataset": ref("load", "files")}, settings=_language()
    )
    flow.tool(
        "mask", "mask_pii", "脱敏 / Mask", at=(3, 0), inputs={"dataset": ref("clean", "files")}, settings=_language()
    )
    flow.chain("start", "load", "clean", "mask")
    return "mask"


def _ask(
    flow: Flow, dataset: list[str], recipe: list[str] | str, *, at: int, inputs: tuple[str, ...] = (),
    settings: dict[str, object] | None = None, prefix: str = "", temperature: float = 0.7,
) -> None:  # fmt: skip
    """Prompts, an iteration with an LLM node, and the replies: nodes batches, ask, collect (with `prefix`)."""
    batches, ask, write, collect = (f"{prefix}{name}" for name in ("batches", "ask", "write", "collect"))
    flow.tool(
        batches, "make_batches", "组成提示词 / Make prompts", at=(at, 0),
        inputs={"dataset": dataset, **{name: mix("start", name) for name in inputs}},
        settings={"recipe": recipe, **_language(), **(settings or {})},
    )  # fmt: skip
    flow.iteration(ask, "逐批请模型处理 / Ask the model", ref(batches, "batches"), ref(write, "text"), at=(at + 1, 0))
    flow.llm(write, "大模型 / Model", mix(ask, "item"), at=(0, 0), temperature=temperature)
    flow.end_iteration()
    flow.edge(f"{ask}start", write)
    flow.tool(
        collect, "collect_replies", "收集回复 / Collect", at=(at + 3, 0),
        inputs={"dataset": ref(batches, "files"), "replies": ref(ask, "output")}, settings=_language(),
    )  # fmt: skip


def _new_records(flow: Flow, made: str, seeds: str, at: int) -> None:
    """What a model wrote is masked too, compared with what there was, and joined with it."""
    flow.tool(
        "new_mask",
        "mask_pii",
        "新记录脱敏 / Mask",
        at=(at, 0),
        inputs={"dataset": ref(made, "files")},
        settings=_language(),
    )
    flow.tool(
        "join", "deduplicate", "去重并合并 / Join", at=(at + 1, 0),
        inputs={"dataset": ref("new_mask", "files"), "against": ref(seeds, "files")},
        settings={"keep_against": True, **_language()},
    )  # fmt: skip


def _end(flow: Flow, dataset: str, at: int, told: tuple[str, ...]) -> None:
    flow.tool(
        "format", "format_dataset", "格式化 / Format", at=(at, 0), inputs={"dataset": ref(dataset, "files")},
        settings={"format": ref("start", "target_format"), **_language()},
    )  # fmt: skip
    texts = {name: ref(name, "text") for name in (*told, "format")}
    flow.template(
        "summary", "摘要 / Summary", "\n\n".join("{{ " + name + " }}" for name in texts), texts, at=(at + 1, 0)
    )
    flow.end(
        {
            "summary": (ref("summary", "output"), "string"),
            "files": (ref("format", "files"), "array[file]"),
            "report": (ref("format", "report"), "object"),
        },
        at=(at + 2, 0),
    )
    flow.chain(dataset, "format", "summary", "end")
