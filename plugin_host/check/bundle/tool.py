"""A tool's YAML by itself: names, types, texts, defaults, outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from plugin_host.check.bundle.i18n import gaps
from plugin_host.check.bundle.model import ToolFile
from plugin_host.check.bundle.provider import NAME
from plugin_host.check.findings import Problem, RuleBook
from plugin_host.check.fits import misfit
from plugin_host.check.loose import mapping, mappings, text
from plugin_host.tool_yaml import MAX_SETTINGS

TOOL_RULES: RuleBook[ToolFile] = RuleBook()

_TYPES = (
    "string", "number", "boolean", "select", "secret-input", "file", "files", "model-selector", "app-selector", "any",
    "dynamic-select", "array", "object", "checkbox",
)  # fmt: skip
_FORMS = ("llm", "form")
_NO_CONTROL = ("any",)
_NOT_A_SETTING = ("array", "files", "file")
_RESERVED = ("text", "json", "files")
_SCHEMA_TYPES = ("string", "number", "integer", "boolean", "object", "array")


@TOOL_RULES.error
def tool_name(tool: ToolFile) -> Iterator[Problem]:
    """A name that Dify does not take, or that is not the file's."""
    if not NAME.fullmatch(tool.name):
        yield Problem("identity.name", en="Use letters, digits, _ and -.", zh="只用字母、数字、_ 和 -。")
    elif tool.name != tool.path.stem:
        yield Problem(
            "identity.name",
            en=f"The tool is called {tool.name} and its file {tool.path.name}. Call them alike.",
            zh=f"工具名为 {tool.name}，文件却是 {tool.path.name}。请用同一个名字。",
        )
    if not text(tool.identity.get("author")):
        yield Problem("identity.author", en="Write the author.", zh="请写作者。")


@TOOL_RULES.error
def tool_texts(tool: ToolFile) -> Iterator[Problem]:
    """A label, help or option that is missing in a language, or is still to be written."""
    yield from gaps(tool.identity.get("label"), "identity.label")
    description = mapping(tool.data.get("description"))
    yield from gaps(description.get("human"), "description.human")
    if not text(description.get("llm")).strip():
        yield Problem("description.llm", en="Say in a sentence what the tool does.", zh="请用一句话说明工具的作用。")
    for parameter in tool.parameters:
        place = f"parameters.{parameter.get('name', '')}"
        yield from gaps(parameter.get("label"), f"{place}.label")
        yield from gaps(parameter.get("human_description"), f"{place}.human_description")
        if parameter.get("form") == "llm" and not text(parameter.get("llm_description")).strip():
            yield Problem(
                f"{place}.llm_description", en="An input needs an llm_description.", zh="输入参数需要 llm_description。"
            )
        for option in mappings(parameter.get("options")):
            yield from gaps(option.get("label"), f"{place}.options.{option.get('value', '')}.label")


@TOOL_RULES.error
def parameter_kind(tool: ToolFile) -> Iterator[Problem]:
    """A parameter of a type or form that Dify does not have or can't show, or whose name another has."""
    for name, count in Counter(text(parameter.get("name")) for parameter in tool.parameters).items():
        if count > 1 or not NAME.fullmatch(name):
            yield Problem(
                f"parameters.{name}",
                en="Names are unique: letters, digits, _ and -.",
                zh="参数名不可重复，只用字母、数字、_ 和 -。",
            )
    for parameter in tool.parameters:
        place = f"parameters.{parameter.get('name', '')}"
        kind, form = text(parameter.get("type")), text(parameter.get("form"))
        if kind not in _TYPES:
            yield Problem(
                f"{place}.type",
                en=f"{kind!r} is none of {', '.join(_TYPES)}.",
                zh=f"{kind!r} 不在 {'、'.join(_TYPES)} 之中。",
            )
        if form not in _FORMS:
            yield Problem(
                f"{place}.form", en="Write llm (an input) or form (a setting).", zh="请写 llm（输入）或 form（设置）。"
            )
        if (form == "form" and kind in _NOT_A_SETTING) or kind in _NO_CONTROL:
            yield Problem(
                f"{place}.type",
                en=f"The studio has no control for {kind} here; a setting is text, a number, a boolean or a choice.",
                zh=f"界面无法在此编辑 {kind}；设置只能是文本、数字、布尔或选项。",
            )


@TOOL_RULES.error
def parameter_default(tool: ToolFile) -> Iterator[Problem]:
    """A default that the parameter itself would refuse, or bounds the wrong way round."""
    for parameter in tool.parameters:
        place, default = f"parameters.{parameter.get('name', '')}", parameter.get("default")
        low, high = parameter.get("min"), parameter.get("max")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield Problem(f"{place}.min", en=f"min {low} is above max {high}.", zh=f"min {low} 大于 max {high}。")
        trouble = misfit(parameter, default) if default is not None else None
        if trouble:
            yield Problem(f"{place}.default", en=f"{default!r}: {trouble[0]}.", zh=f"{default!r}：{trouble[1]}。")


@TOOL_RULES.error
def select_options(tool: ToolFile) -> Iterator[Problem]:
    """A choice without options, or with one twice."""
    for parameter in tool.parameters:
        if parameter.get("type") == "select":
            values = [option.get("value") for option in mappings(parameter.get("options"))]
            if not values or len(values) != len(set(map(str, values))) or not all(isinstance(v, str) for v in values):
                yield Problem(
                    f"parameters.{parameter.get('name', '')}.options",
                    en="Options are texts, each once (quote yes, no, on, off and numbers).",
                    zh="选项应为互不相同的文本（yes、no、on、off 和数字要加引号）。",
                )


@TOOL_RULES.error
def panel_size(tool: ToolFile) -> Iterator[Problem]:
    """More settings than people read."""
    settings = [parameter for parameter in tool.parameters if parameter.get("form") == "form"]
    if len(settings) > MAX_SETTINGS:
        yield Problem(
            "parameters",
            en=f"{len(settings)} settings stand on the panel; at most {MAX_SETTINGS}. Set panel=False on some.",
            zh=f"面板上有 {len(settings)} 个设置，最多 {MAX_SETTINGS} 个。请把一部分设为 panel=False。",
        )


@TOOL_RULES.error
def output_names(tool: ToolFile) -> Iterator[Problem]:
    """No outputs declared (the studio then offers none), or one with a name that every tool's outputs have already."""
    schema = mapping(tool.data.get("output_schema"))
    properties = mapping(schema.get("properties"))
    if schema.get("type") != "object" or not properties:
        yield Problem(
            "output_schema",
            en="Declare the variables: type: object with properties. What is not declared can't be picked in the studio.",
            zh="请声明变量：type: object 加 properties。未声明的变量在界面里选不到。",
        )
    for name in properties:
        if name in _RESERVED:
            yield Problem(
                f"output_schema.{name}",
                en=f"{name} is there already. Use another name.",
                zh=f"{name} 已被占用，请换名。",
            )


@TOOL_RULES.error
def output_shape(tool: ToolFile) -> Iterator[Problem]:
    """An object without properties (the studio shows a file), an array without items, an unknown type."""
    for name, schema in mapping(mapping(tool.data.get("output_schema")).get("properties")).items():
        yield from _shape(mapping(schema), f"output_schema.{name}")


def _shape(schema: dict[str, Any], where: str) -> Iterator[Problem]:
    kind = schema.get("type")
    if kind not in _SCHEMA_TYPES:
        yield Problem(
            where,
            en=f"{kind!r} is none of {', '.join(_SCHEMA_TYPES)}.",
            zh=f"{kind!r} 不在 {'、'.join(_SCHEMA_TYPES)} 之中。",
        )
    if kind == "object":
        if not mapping(schema.get("properties")):
            yield Problem(
                where,
                en="An object without properties is shown as a file. Declare its properties.",
                zh="没有 properties 的 object 会被显示成文件。请声明其属性。",
            )
        for name, part in mapping(schema.get("properties")).items():
            yield from _shape(mapping(part), f"{where}.{name}")
    if kind == "array":
        if not mapping(schema.get("items")):
            yield Problem(where, en="Say what the array's items are.", zh="请声明数组元素的类型。")
        else:
            yield from _shape(mapping(schema.get("items")), f"{where}[]")
