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
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    field = operator.options.model_fields.get(name)
    reason = first["msg"].removeprefix("Value error, ")
    if field is not None and choices(field):
        en, zh = f"choose one of {', '.join(choices(field))}", f"请选 {'、'.join(choices(field))} 之一"
    else:
        en, zh = reason[:1].lower() + reason[1:], reason
    return (
        SettingsError(en=f"Setting {name}: {en}.", zh=f"设置 {name}：{zh}。")
        if name
        else SettingsError(en=reason, zh=reason)
    )
