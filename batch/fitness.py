"""What can't be run in parts, with the way out."""

from __future__ import annotations

from batch.step import Step
from ftprep.errors import SettingsError

_KINDS = ("mapper", "filter", "deduplicator", "selector", "splitter", "analyzer", "formatter")


def check_fit(step: Step, *, first: bool) -> None:
    """Raises SettingsError where the step's result in parts would differ from that in one call."""
    options = step.options()
    if step.name == "load_dataset" and first:
        if getattr(options, "limit", 0):
            raise _refused(step, "limit", "give fewer files", "请减少输入文件")
        return
    if step.kind not in _KINDS:
        raise SettingsError(
            en=f"{step.name} does not work record by record, so it has no place in a batch. Run it as a tool before or after.",
            zh=f"{step.name} 不是逐条处理的算子，不能放进批处理。请在之前或之后单独运行。",
        )
    if step.name == "mask_pii":
        if getattr(options, "scope", "") == "dataset":
            raise _refused(
                step, "scope=dataset", "use scope=conversation, or pseudonymize with a key",
                "请用 scope=conversation，或设置密钥并选 pseudonymize",
            )  # fmt: skip
        per_entity = [pair.rpartition(":")[2].strip() for pair in getattr(options, "per_entity", ())]
        if "pseudonymize" in (getattr(options, "anonymizer", ""), *per_entity) and not getattr(options, "key", ""):
            raise _refused(step, "pseudonymize without a key", "set key", "请设置 key")
    if step.name == "format_dataset" and getattr(options, "rounds", "") == "join":
        raise _refused(step, "rounds=join", "use keep, split or single", "请选 keep、split 或 single")
    if step.name == "deduplicate" and getattr(options, "keep_against", False):
        raise _refused(step, "keep_against", "put both data sets into --input", "请把两个数据集都放入 --input")


def _refused(step: Step, what: str, en: str, zh: str) -> SettingsError:
    return SettingsError(
        en=f"{step.name}: {what} depends on the other records, which parts of a batch do not see: {en}.",
        zh=f"{step.name}：{what} 的结果取决于其他记录，批处理的各分片彼此不可见：{zh}。",
    )
