"""Settings as they come from outside → an operator's Options: defaults, the `options` text, and errors in plain words."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from ftprep.errors import SettingsError
from ftprep.operator import Operator, Options

LANGUAGES = ("auto", "zh", "en")
"""Of the summary; auto is the language of most of the data."""

_LIMITS = {
    "ge": ("of at least {}", "不小于 {} "),
    "gt": ("above {}", "大于 {} "),
    "le": ("of at most {}", "不超过 {} "),
    "lt": ("below {}", "小于 {} "),
    "max_length": ("of at most {} characters", "不超过 {} 个字符"),
}
"""Pydantic's rules in plain words."""

RESERVED = ("language", "options")


def build_options(operator: Operator, parameters: Mapping[str, Any]) -> tuple[str, Options]:
    """(summary language, options). None, "" and absent mean the default. Raises SettingsError."""
    given = {name: value for name, value in parameters.items() if value is not None and value != ""}
    language = given.pop("language", "auto")
    if language not in LANGUAGES:
        raise SettingsError(
            en=f"Setting language: choose one of {', '.join(LANGUAGES)}.",
            zh=f"设置 language：请选 {'、'.join(LANGUAGES)} 之一。",
        )
    given |= parse_lines(given.pop("options", ""))
    fields = operator.options.model_fields
    for name in given:
        if name not in fields:
            raise SettingsError(
                en=f"{operator.name} has no setting called {name!r}. It has: {', '.join(fields) or 'none'}.",
                zh=f"{operator.name} 没有名为 {name!r} 的设置。可用的有：{'、'.join(fields) or '无'}。",
            )
    values = {name: _value(fields[name], value) for name, value in given.items()}
    try:
        return language, operator.options.model_validate(values)
    except ValidationError as error:
        raise _explained(error, operator) from None


def parse_lines(text: object) -> dict[str, str]:
    """`name=value` lines; blank lines and lines that begin with # are skipped. Raises SettingsError.

    >>> parse_lines("max_run = 3\\n# a remark\\nurls=remove")
    {'max_run': '3', 'urls': 'remove'}
    """
    out = {}
    for number, line in enumerate(str(text).splitlines(), 1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals or not name.strip():
            raise SettingsError(
                en=f"Setting options, line {number}: write name=value.",
                zh=f"设置 options 第 {number} 行：请写成 名称=值。",
            )
        out[name.strip()] = value.strip()
    return out


def is_list(field: FieldInfo) -> bool:
    """Whether a setting is a list of texts, given as comma-separated text."""
    return get_origin(_core(field.annotation)) in (tuple, list)


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The values of a setting with a fixed choice, () for others."""
    core = _core(field.annotation)
    return tuple(get_args(core)) if get_origin(core) is Literal else ()


def scalar_type(field: FieldInfo) -> type:
    """bool, int, float or str: what a setting is at heart."""
    core = _core(field.annotation)
    return core if core in (bool, int, float) else str


def _core(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(part for part in get_args(annotation) if part is not types.NoneType)
    return annotation


def _value(field: FieldInfo, value: Any) -> Any:
    if is_list(field) and isinstance(value, str):
        separators = str.maketrans({"，": ",", "、": ",", "\n": ","})
        return tuple(part.strip() for part in value.translate(separators).split(",") if part.strip())
    if isinstance(value, str):
        return value.strip() if choices(field) or scalar_type(field) is not str else value
    if isinstance(value, float) and scalar_type(field) is int and value.is_integer():
        return int(value)
    if isinstance(value, bool | int | float) and scalar_type(field) is str and not choices(field):
        return str(value)
    return value


def _explained(error: ValidationError, operator: Operator) -> SettingsError:
    """The first mistake in plain words: what the setting takes, with its limits, whatever was given instead."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    en, zh = _wanted(operator.options.model_fields[name])
    return SettingsError(en=f"Setting {name}: {en}.", zh=f"设置 {name}：{zh}。")


def _wanted(field: FieldInfo) -> tuple[str, str]:
    """What a setting takes, in English and Chinese."""
    if values := choices(field):
        return f"choose one of {', '.join(values)}", f"请选 {'、'.join(values)} 之一"
    if is_list(field):
        return "write texts, separated by commas", "请填文本，用逗号分隔"
    kind = scalar_type(field)
    if kind is bool:
        return "write true or false", "请填 true 或 false"
    limits = {name: getattr(rule, name) for rule in field.metadata for name in _LIMITS if hasattr(rule, name)}
    if {"ge", "le"} <= limits.keys():
        en, zh = f" from {limits['ge']} to {limits['le']}", f" {limits['ge']} 到 {limits['le']} 之间的"
    else:
        told = [
            (english.format(limit), chinese.format(limit))
            for name, limit in limits.items()
            for english, chinese in [_LIMITS[name]]
        ]
        en = " " + " and ".join(english for english, _ in told) if told else ""
        zh = f"{'且'.join(chinese for _, chinese in told)}的" if told else ""
    what = {int: ("a whole number", "整数"), float: ("a number", "数字"), str: ("a text", "文本")}[kind]
    return f"write {what[0]}{en}", f"请填{zh}{what[1]}"
