"""The start node's inputs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import items, mappings, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Workflow
from plugin_host.check.workflow.references import references

_TYPES = (
    "text-input", "paragraph", "select", "number", "file", "file-list", "checkbox", "json_object", "external_data_tool",
)  # fmt: skip
_FILE_TYPES = ("image", "document", "audio", "video", "custom")
_METHODS = ("local_file", "remote_url")
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,29}")
MAX_FILES = 10


@RULES.error
def input_name(workflow: Workflow) -> Iterator[Problem]:
    """An input whose name can't be mentioned in a text, or that another input has too."""
    for node in workflow.of_type("start"):
        names = [text(item.get("variable")) for item in mappings(node.data.get("variables"))]
        for name, count in Counter(names).items():
            if not _NAME.fullmatch(name) or count > 1:
                yield Problem(
                    f"{node.place}.variables.{name}",
                    en="Names are unique, at most 30 letters, digits and _, and begin with no digit.",
                    zh="变量名不可重复，只用字母、数字和下划线，至多 30 个字符，不以数字开头。",
                )


@RULES.error
def input_type(workflow: Workflow) -> Iterator[Problem]:
    """An input of a type that Dify's start node does not have."""
    for node in workflow.of_type("start"):
        for item in mappings(node.data.get("variables")):
            if item.get("type") not in _TYPES:
                yield Problem(
                    f"{node.place}.variables.{item.get('variable', '')}",
                    en=f"{item.get('type')!r} is no input type. Known: {', '.join(_TYPES)}.",
                    zh=f"{item.get('type')!r} 不是输入类型。可用：{'、'.join(_TYPES)}。",
                )


@RULES.error
def input_options(workflow: Workflow) -> Iterator[Problem]:
    """A choice without options, or whose default is none of them."""
    for node in workflow.of_type("start"):
        for item in mappings(node.data.get("variables")):
            if item.get("type") != "select":
                continue
            options, default = items(item.get("options")), item.get("default")
            if not options or (default not in (None, "") and default not in options):
                yield Problem(
                    f"{node.place}.variables.{item.get('variable', '')}",
                    en=f"Default {default!r} is not among the options ({', '.join(map(str, options)) or 'none'}).",
                    zh=f"默认值 {default!r} 不在选项之中（{'、'.join(map(str, options)) or '无'}）。",
                )


@RULES.error
def input_files(workflow: Workflow) -> Iterator[Problem]:
    """A file input that no file fits: no types, unknown types or ways to upload, custom without extensions."""
    for node in workflow.of_type("start"):
        for item in mappings(node.data.get("variables")):
            if item.get("type") not in ("file", "file-list"):
                continue
            types, extensions = items(item.get("allowed_file_types")), items(item.get("allowed_file_extensions"))
            methods = items(item.get("allowed_file_upload_methods"))
            wrong = [str(name) for name in (*types, *methods) if name not in (*_FILE_TYPES, *_METHODS)]
            if not types or not methods or wrong or ("custom" in types and not extensions):
                yield Problem(
                    f"{node.place}.variables.{item.get('variable', '')}",
                    en="Write allowed_file_types (custom needs allowed_file_extensions) and "
                    f"allowed_file_upload_methods{': unknown ' + ', '.join(wrong) if wrong else ''}.",
                    zh="请写 allowed_file_types（含 custom 时还要 allowed_file_extensions）和 "
                    f"allowed_file_upload_methods{'：不认识 ' + '、'.join(wrong) if wrong else ''}。",
                )


@RULES.warning
def input_many_files(workflow: Workflow) -> Iterator[Problem]:
    """A file list longer than a server takes unless it was told otherwise."""
    for node in workflow.of_type("start"):
        for item in mappings(node.data.get("variables")):
            most = item.get("max_length")
            if item.get("type") == "file-list" and isinstance(most, int) and most > MAX_FILES:
                yield Problem(
                    f"{node.place}.variables.{item.get('variable', '')}",
                    en=f"{most} files; a server takes {MAX_FILES} unless its settings say otherwise.",
                    zh=f"允许 {most} 个文件；服务器默认最多 {MAX_FILES} 个。",
                )


@RULES.warning
def unused_input(workflow: Workflow) -> Iterator[Problem]:
    """An input that nothing reads."""
    read = {reference.selector[:2] for reference in references(workflow)}
    everything = str(workflow.body)
    for node in workflow.of_type("start"):
        for item in mappings(node.data.get("variables")):
            name = text(item.get("variable"))
            if (node.id, name) not in read and f"#{node.id}.{name}" not in everything:
                yield Problem(
                    f"{node.place}.variables.{name}",
                    en="Nothing reads this input. Bind it, or remove it.",
                    zh="没有节点使用此输入。请绑定或删除。",
                )
