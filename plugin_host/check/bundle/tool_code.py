"""A tool's YAML against its code: its class, and the operator that the machine's part of it comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from ftprep.operator import get_operator, operator_names
from plugin_host.check.bundle.classes import visible_subclasses
from plugin_host.check.bundle.model import ToolFile
from plugin_host.check.findings import Problem, RuleBook
from plugin_host.tool_yaml import ROOT, drift

TOOL_CODE_RULES: RuleBook[ToolFile] = RuleBook()
MAX_LINES = 20


@TOOL_CODE_RULES.error
def tool_source(tool: ToolFile) -> Iterator[Problem]:
    """A source that is not there, or is not the tool's own."""
    if not tool.source or not (tool.root / tool.source).is_file():
        yield Problem(
            "extra.python.source",
            en=f"{tool.source or 'The source'} is not there.",
            zh=f"{tool.source or '源文件'} 不存在。",
        )
    elif tool.source != f"tools/{tool.path.stem}.py":
        yield Problem(
            "extra.python.source",
            en=f"It names {tool.source}; the tool's own file is tools/{tool.path.stem}.py.",
            zh=f"写的是 {tool.source}；本工具的文件是 tools/{tool.path.stem}.py。",
        )


@TOOL_CODE_RULES.error
def tool_class(tool: ToolFile) -> Iterator[Problem]:
    """Not exactly one Tool subclass in the module, imported names counted as the SDK counts them."""
    path = tool.root / tool.source
    if not path.is_file():
        return
    found = visible_subclasses(path, tool.root, "Tool")
    if len(found) != 1:
        yield Problem(
            tool.source,
            en=f"{len(found)} subclasses of Tool are visible ({', '.join(found) or 'none'}); the SDK wants one. "
            "A shared base must not inherit Tool.",
            zh=f"可见 {len(found)} 个 Tool 子类（{'、'.join(found) or '无'}）；SDK 要求恰好一个。共用的基类不可继承 Tool。",
        )


@TOOL_CODE_RULES.error
def tool_operator(tool: ToolFile) -> Iterator[Problem]:
    """A class that runs another operator than the tool's name says, or one that is not there."""
    path = tool.root / tool.source
    if not path.is_file():
        return
    operator = _operator_of(path)
    if operator != tool.name:
        yield Problem(
            tool.source,
            en=f"The class runs operator {operator!r}; the tool is called {tool.name!r}.",
            zh=f"类中的 operator 是 {operator!r}，工具名却是 {tool.name!r}。",
        )
    elif operator not in operator_names():
        yield Problem(
            tool.source,
            en=f"There is no operator {operator!r} in ftprep/ops.",
            zh=f"ftprep/ops 中没有算子 {operator!r}。",
        )


@TOOL_CODE_RULES.error
def tool_drift(tool: ToolFile) -> Iterator[Problem]:
    """A YAML whose machine's part is no longer what the operator's Options say."""
    if tool.root.resolve() == ROOT and tool.name in operator_names():
        for sentence in drift(get_operator(tool.name), tool.root):
            yield Problem(
                "", en=sentence, zh=f"与算子的 Options 不一致，请运行 make new-tool NAME={tool.name}（{sentence}）"
            )


@TOOL_CODE_RULES.warning
def tool_length(tool: ToolFile) -> Iterator[Problem]:
    """A tool module with logic in it: that belongs into an operator."""
    path = tool.root / tool.source
    if path.is_file() and len(path.read_text("utf-8").splitlines()) > MAX_LINES:
        yield Problem(
            tool.source,
            en=f"It has more than {MAX_LINES} lines: move its logic into the operator.",
            zh=f"超过 {MAX_LINES} 行：请把逻辑移入算子。",
        )


def _operator_of(path: Path) -> str:
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):
        return ""
    assignments = [part for part in ast.walk(tree) if isinstance(part, ast.Assign)]
    for part in assignments:
        named = any(isinstance(target, ast.Name) and target.id == "operator" for target in part.targets)
        if named and isinstance(part.value, ast.Constant):
            return str(part.value.value)
    return ""
