"""A setting that can't be used: what it takes, with its limits, in each language's own words."""

from __future__ import annotations

import re

import pytest

from ftprep.errors import SettingsError
from ftprep.operator import all_operators, get_operator
from ftprep.settings import build_options, choices, is_list, scalar_type

MISTAKES = [
    ("deduplicate", "threshold", 5, "write a number from 0.5 to 1.", "请填 0.5 到 1 之间的数字。"),
    ("deduplicate", "keep_against", "maybe", "write true or false.", "请填 true 或 false。"),
    ("make_batches", "count", 0, "write a whole number from 1 to 100000.", "请填 1 到 100000 之间的整数。"),
    ("make_batches", "count", "ten", "write a whole number from 1 to 100000.", "请填 1 到 100000 之间的整数。"),
    ("make_batches", "count", 1.5, "write a whole number from 1 to 100000.", "请填 1 到 100000 之间的整数。"),
    ("augment_text", "seed", "x", "write a whole number.", "请填整数。"),
    ("augment_with_model", "calls_per_minute", -1, "write a whole number of at least 0.", "请填不小于 0 的整数。"),
    (
        "format_dataset",
        "system",
        "x" * 20_001,
        "write a text of at most 20000 characters.",
        "请填不超过 20000 个字符的文本。",
    ),
]


@pytest.mark.parametrize(("tool", "name", "value", "en", "zh"), MISTAKES)
def test_the_limits_are_told_in_both_languages(tool, name, value, en, zh):
    with pytest.raises(SettingsError) as caught:
        build_options(get_operator(tool), {name: value})
    assert caught.value.en == f"Setting {name}: {en}"
    assert caught.value.zh == f"设置 {name}：{zh}"


def test_no_setting_of_any_tool_speaks_english_in_chinese():
    tried = 0
    for operator in all_operators():
        for name, field in operator.options.model_fields.items():
            if is_list(field) or (scalar_type(field) is str and not choices(field)):
                continue
            with pytest.raises(SettingsError) as caught:
                build_options(operator, {name: "not this"})
            left = [word for word in re.findall("[A-Za-z_]+", caught.value.zh) if word not in ("true", "false", name)]
            assert set(left) <= {word for value in choices(field) for word in re.findall("[A-Za-z_]+", value)}
            tried += 1
    assert tried > 100
