"""clean_only and data_preparation: the article's flow, without and with a model."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, ref
from plugin_host.workflows.forms import DATA, LANGUAGE, number, select, target_format
from plugin_host.workflows.stretches import CLEAN, DEDUP, FILTER, MASK, ask, finish, joined, load, steps, texts_of

_CLEAN_ONLY_ABOUT = (
    "把杂乱的数据变成可训练的数据集：加载 → 清洗 → 脱敏 → 去重 → 过滤 → 格式化 → 统计。不需要任何模型。 / "
    "Load, clean, mask personal data, deduplicate, filter, format, count. Needs no model."
)
_FULL_ABOUT = (
    "微调数据准备全流程：加载 → 清洗 → 脱敏 → 去重 → 过滤 →（可选）用大模型仿照种子扩增 → 格式化 → 统计。 / "
    "The whole of data preparation, with augmentation by a language model where asked for."
)
_FORM = (*DATA, target_format("alpaca", "sharegpt"), LANGUAGE)
_STEPS = ("load", "clean", "mask", "dedup", "filter")


def clean_only() -> Flow:
    flow = Flow("clean_only", _CLEAN_ONLY_ABOUT)
    finish(flow, ref(_cleaned(flow, _FORM), "files"), texts_of(*_STEPS))
    return flow


def data_preparation() -> Flow:
    flow = Flow("data_preparation", _FULL_ABOUT, icon="🧪")
    last = _cleaned(
        flow,
        (
            *_FORM,
            select("enhance", "用大模型扩增吗 / Augment with a model", ["YES", "NO"], "NO"),
            number("new_records", "扩增条数 / New records", 20),
        ),
    )
    flow.row(
        "选 YES 时：以洗净的记录为种子，请大模型仿写新记录。选 NO 则跳过。",
        "YES: a model writes new records in the manner of the cleaned ones. NO: skipped.",
    )
    flow.if_else("enhanced", "扩增？ / Augment?", ref("start", "enhance"), "is", "YES")
    flow.template(
        "skipped", "不扩增 / Not augmented", "未扩增 / Not augmented.", {}, below=True, after=["enhanced:false"]
    )
    made = ask(
        flow, ref(last, "files"), "generate_from_seeds", about="编写新记录 / Write records",
        settings={"count": ref("start", "new_records")}, after=["enhanced:true"],
    )  # fmt: skip
    flow.row("新记录走同样的步骤，再与种子合并。", "New records pass the same steps, and join the seeds.")
    joined(flow, made, last, CLEAN, MASK)
    told = texts_of("batches", "collect", "join")
    flow.template("added", "扩增摘要 / Augmentation", "\n\n".join("{{ " + name + " }}" for name in told), told)
    flow.aggregate(
        "all", "汇合数据 / Data of both ways", [ref("join", "files"), ref(last, "files")], "array[file]",
        after=["added", "skipped"],
    )  # fmt: skip
    flow.aggregate("told", "汇合摘要 / Summaries", [ref("added", "output"), ref("skipped", "output")], "string")
    finish(flow, ref("all", "output"), {**texts_of(*_STEPS), "told": ref("told", "output")})
    return flow


def _cleaned(flow: Flow, form: tuple[dict[str, object], ...]) -> str:
    """The steps that every record passes; gives the last."""
    flow.row(
        "读入任意格式，清洗，遮住个人信息，去掉重复和低质量的记录。",
        "Any format read, cleaned, personal data masked, duplicates and poor records dropped.",
    )
    flow.start(form)
    return steps(flow, load(flow), CLEAN, MASK, DEDUP, FILTER)
