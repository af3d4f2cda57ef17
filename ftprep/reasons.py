"""Every reason that a record can be rejected for, with what it means, in one table."""

from __future__ import annotations

from collections.abc import Mapping

from ftprep.operator import Operator, get_operator
from ftprep.shapes import SHAPE_REASONS

READ_REASONS: Mapping[str, tuple[str, str]] = {
    "bad_json": ("The row is not valid JSON.", "该行不是有效的 JSON。"),
    "bad_encoding": ("The row holds bytes that its encoding does not know; `original` has them in base64.", "该行含有无法解码的字节；original 中以 base64 保存。"),
    "too_deep": ("The row's lists and objects are nested too deeply.", "该行的列表或对象嵌套过深。"),
    "ragged_row": ("The row has more or fewer cells than the table has columns, or its quotes do not match.", "该行的单元格数与列数不符，或引号不配对。"),
    "not_an_object": ("The row is a number, a list or nothing; a record is an object or a text.", "该行是数字、列表或空值；记录应为对象或文本。"),
    "unknown_format": ("The row's fields belong to no known format; load_dataset can be told which hold what.", "该行的字段不属于任何已知格式；可在 load_dataset 中指定各列含义。"),
    "bad_record": ("A record of ours has a field of the wrong kind.", "本工具格式的记录里有字段类型不对。"),
    **SHAPE_REASONS,
}  # fmt: skip
"""Reasons that reading gives, whatever the operator."""


def reason_texts(operator: Operator) -> dict[str, tuple[str, str]]:
    """Reason → (English, Chinese) for what a call of this operator can reject for."""
    return {**READ_REASONS, **operator.reasons}


def reason_text(step: str, reason: str) -> tuple[str, str]:
    """(English, Chinese) for what a step called `step` rejected a record for; empty where nobody here knows it."""
    try:
        texts = reason_texts(get_operator(step))
    except KeyError:
        texts = dict(READ_REASONS)
    return texts.get(reason, ("", ""))
