"""The workflows that make more of little: each asks a model by recipes, and each is small enough to be understood."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, ref
from plugin_host.workflows.forms import DATA, LANGUAGE, line, number, paragraph, select, target_format
from plugin_host.workflows.stretches import CLEAN, IN_LANGUAGE, MASK, ask, finish, joined, load, steps, texts_of

_FORM = (*DATA, target_format("sharegpt", "alpaca", "openai"), LANGUAGE)
_PREPARED = ("load", "clean", "mask")

_WAYS = ["generate_dialogue", "expand_dialogue", "change_scene", "change_style"]
_FAULTS = ["rewrite_refusal", "rewrite_length", "rewrite_tone", "keep_persona"]
_WHICH = (
    "{% if take %}{{ take }}"
    "{% elif what == 'rewrite_refusal' %}refusal, partial_refusal"
    "{% elif what == 'rewrite_length' %}answer_too_long, answer_too_short"
    "{% else %}boilerplate, official_tone, service_tone{% endif %}"
)
"""The findings of detect_refusals that each recipe mends; a persona is left in formulas and office tone."""


def rewrite_answers() -> Flow:
    flow = Flow(
        "rewrite_answers",
        "找出拒答、官腔、过长过短、不像人设的回答，请大模型重写，再与其余记录合并。 / "
        "Finds answers that refuse, sound official, have the wrong length or leave the persona, has them rewritten, and joins them with the rest.",
        icon="✍️",
    )
    _prepared(
        flow,
        select(
            "what", "重写什么：拒答、长短、官腔、人设 / Rewrite: refusals, length, tone, persona", _FAULTS, _FAULTS[0]
        ),
        paragraph("persona", "人设（重写人设时必填）/ Persona (needed for keep_persona)"),
        paragraph("style", "风格（可选）/ Style (optional)"),
        line("take", "另行指定挑哪些（可选）/ Which to take, if others (optional)"),
    )
    flow.row(
        "挑出有问题的回答，单独成文件；没有就直接到最后。",
        "Answers at fault go into a file of their own; none: on to the end.",
    )
    flow.template("which", "挑哪些 / Which", _WHICH, {"take": ref("start", "take"), "what": ref("start", "what")})
    flow.tool(
        "find", "detect_refusals", "挑出要重写的 / Find them", inputs={"dataset": ref("mask", "files")},
        settings={
            "mode": "split", "take": ref("which", "output"), "max_characters": 400, "min_characters": 4, **IN_LANGUAGE,
        },
    )  # fmt: skip
    flow.files_named("found", "取出挑出的记录 / Pick the file", ref("find", "files"), ".aside.")
    flow.if_else("any", "有要重写的？ / Any?", ref("found", "result"), "not empty", "")
    flow.template(
        "untouched",
        "没有要重写的 / None",
        "没有要重写的回答。 / Nothing to rewrite.",
        {},
        below=True,
        after=["any:false"],
    )
    flow.row("请大模型重写，并检查回复。", "A model rewrites them; replies are checked.")
    ask(
        flow, ref("found", "result"), ref("start", "what"), about="重写回答 / Rewrite", inputs=("persona", "style"),
        after=["any:true"],
    )  # fmt: skip
    flow.row("重写的也脱敏，再与其余记录合并。", "What was rewritten is masked too, and joined with the rest.")
    joined(flow, "collect", "find", MASK)
    told = texts_of("batches", "collect", "join")
    flow.template("rewritten", "重写摘要 / What was rewritten", "\n\n".join("{{ " + n + " }}" for n in told), told)
    flow.aggregate(
        "all", "汇合数据 / Data of both ways", [ref("join", "files"), ref("find", "files")], "array[file]",
        after=["rewritten", "untouched"],
    )  # fmt: skip
    flow.aggregate("told", "汇合摘要 / Summaries", [ref("rewritten", "output"), ref("untouched", "output")], "string")
    finish(flow, ref("all", "output"), {**texts_of(*_PREPARED, "find"), "told": ref("told", "output")})
    return flow


def roleplay_augmentation() -> Flow:
    flow = Flow(
        "roleplay_augmentation",
        "角色扮演数据扩增：按人设生成、对话扩展、场景变换、风格转换，四选一。 / "
        "Role-play data in one of four ways: from a persona, by expansion, in another scene, in another style.",
        icon="🎭",
    )
    _begin(
        flow,
        select(
            "way",
            "扩增方式：生成、扩展、换场景、换风格 / Way: generate, expand, scene, style",
            _WAYS,
            "expand_dialogue",
        ),
        paragraph("persona", "人设（生成时必填，可以没有数据）/ Persona (needed to generate; data are not)"),
        paragraph("scene", "场景（换场景时必填）/ Scene (needed to change it)"),
        paragraph("style", "风格（换风格时必填）/ Style (needed to change it)"),
        number("count", "生成几段（仅生成时）/ Dialogues to generate", 10),
    )
    flow.template(
        "needed", "生成时可以没有数据 / Data needed?", "allow_empty={{ way == 'generate_dialogue' }}", {"way": ref("start", "way")}
    )  # fmt: skip
    steps(flow, load(flow, {"options": ref("needed", "output")}), CLEAN, MASK)
    flow.row(
        "按所选的方式请大模型编写，并检查回复。",
        "A model writes in the chosen way; replies are checked.",
    )
    ask(
        flow, ref("mask", "files"), ref("start", "way"), about="编写对话 / Write dialogues",
        inputs=("persona", "scene", "style"), settings={"count": ref("start", "count")},
    )  # fmt: skip
    flow.row("新对话也脱敏，再与原数据合并。", "New dialogues are masked too, and joined with the data.")
    joined(flow, "collect", "mask", MASK)
    finish(flow, ref("join", "files"), texts_of(*_PREPARED, "batches", "collect", "join"))
    return flow


def back_translation() -> Flow:
    flow = Flow(
        "back_translation",
        "回译：译成另一种语言，再译回来，得到意思相同、说法不同的记录。 / "
        "Into the other language and back: the same meaning in other words.",
        icon="🔁",
    )
    _prepared(flow)
    flow.row("译成另一种语言（中文 ↔ 英文）。", "Into the other language (Chinese ↔ English).")
    ask(flow, ref("mask", "files"), "back_translate", about="翻译 / Translate", rounds=2)
    flow.row(
        "再译回来；与原文太像的剔除。",
        "And back; what is too like the original goes.",
    )
    made = ask(
        flow, ref("collect", "files"), "back_translate_return", about="译回 / Translate back", prefix="back_", rounds=2
    )
    flow.row("新记录也脱敏，再与原数据合并。", "New records are masked too, and joined with the data.")
    joined(flow, made, "mask", MASK)
    finish(flow, ref("join", "files"), texts_of(*_PREPARED, "batches", "collect", "back_collect", "join"))
    return flow


def judge_and_select() -> Flow:
    flow = Flow(
        "judge_and_select",
        "请大模型按维度打分，再按分数择优。 / Scores by a model, by dimension; then the best are selected.",
        icon="⚖️",
    )
    _prepared(
        flow,
        paragraph("persona", "人设（可选）/ Persona (optional)"),
        number("min_score", "分数下限（1 到 5）/ Lowest score (1 to 5)", 3),
    )
    flow.row(
        "大模型为每条打分并说明理由；低于下限的剔除。",
        "A model scores each record and says why; those below the limit go.",
    )
    ask(flow, ref("mask", "files"), "judge", about="打分 / Judge", inputs=("persona",), temperature=0.0)
    flow.tool(
        "best", "select_records", "择优 / Select the best", inputs={"dataset": ref("collect", "files")},
        settings={"min_score": ref("start", "min_score"), **IN_LANGUAGE},
    )  # fmt: skip
    finish(flow, ref("best", "files"), texts_of(*_PREPARED, "batches", "collect", "best"), records=ref("best", "files"))
    return flow


def large_dataset_augmentation() -> Flow:
    """Three calls in a line, not a loop: a loop's variables can hold no files, and what is left travels in a file."""
    flow = Flow(
        "large_dataset_augmentation",
        "大数据集扩增：工具自己并发调用模型，时间到了由下一个节点接着做。模型在“扩增”三个节点里选择。 / "
        "A whole data set: the tool asks the model itself, many calls at a time, and the next node goes on where the time ended.",
        icon="🏭",
    )
    _prepared(
        flow,
        select(
            "recipe", "配方：换说法、改语气、改拒答、标注、打分 / Recipe",
            ["paraphrase", "rewrite_tone", "rewrite_refusal", "label", "judge"], "paraphrase",
        ),
    )  # fmt: skip
    flow.row(
        "每个节点最多 330 秒；没做完的由下一个接着做，已做的不会重做。",
        "Each node takes 330 s at most; the next goes on with what is left, and does nothing twice.",
    )
    names = ("augment", "go_on", "go_on_again")
    titles = ("扩增 / Augment", "接着做 / Go on", "再接着做 / Go on again")
    before = "mask"
    for name, title in zip(names, titles, strict=True):
        flow.tool(
            name, "augment_with_model", title, inputs={"dataset": ref(before, "files")},
            settings={"recipe": ref("start", "recipe"), "options": "budget_seconds=330", **IN_LANGUAGE},
        )  # fmt: skip
        before = name
    finish(flow, ref(before, "files"), texts_of(*_PREPARED, *names), records=ref(before, "files"))
    return flow


def _prepared(flow: Flow, *asked: dict[str, object]) -> None:
    """The form with what else is `asked`; loaded, cleaned and masked: no personal data goes to a model."""
    _begin(flow, *asked)
    steps(flow, load(flow), CLEAN, MASK)


def _begin(flow: Flow, *asked: dict[str, object]) -> None:
    flow.row(
        "读入、清洗，并遮住个人信息：模型看不到它们。", "Read, cleaned, and personal data masked: no model sees them."
    )
    flow.start([*_FORM, *asked])
