"""Our own tools' settings, put through what they go through in a run: Dify's casts, then the operator's Options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, selector
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Workflow
from plugin_host.check.workflow.options import operator_of, refused, varies
from plugin_host.check.workflow.rules.tools import ours

_EMPTY: tuple[Any, ...] = (None, "", [])


@RULES.error
def setting_refused(workflow: Workflow) -> Iterator[Problem]:
    """Settings that our tool's own code refuses when it is called."""
    for node, spec in ours(workflow):
        trouble = refused(spec, mapping(node.data.get("tool_configurations")))
        if trouble is not None:
            name, en, zh = trouble
            place = f"{node.place}.tool_configurations"
            yield Problem(f"{place}.{name}" if name else place, en=en, zh=zh)


@RULES.error
def unbound_value(workflow: Workflow) -> Iterator[Problem]:
    """Nothing bound to what our tool works on where that is no data set: a model's replies, or text in their place."""
    for node, spec in ours(workflow):
        operator = operator_of(spec)
        given = mapping(node.data.get("tool_parameters"))
        for name in operator.value_inputs if operator is not None else ():
            if all(mapping(given.get(one)).get("value") in _EMPTY for one in (name, "text")):
                yield Problem(
                    f"{node.place}.tool_parameters.{name}",
                    en=f"Nothing is bound to {name}: {spec.name} fails without it. Bind it.",
                    zh=f"{name} 没有绑定，{spec.name} 缺它会失败。请绑定。",
                )


@RULES.error
def empty_setting(workflow: Workflow) -> Iterator[Problem]:
    """A setting that is to come from a variable, and names none: the run fails there."""
    for node in workflow.of_type("tool"):
        for name, given in mapping(node.data.get("tool_configurations")).items():
            if mapping(given).get("type") == "variable" and len(selector(mapping(given).get("value"))) < 2:
                yield Problem(
                    f"{node.place}.tool_configurations.{name}",
                    en="It is to come from a variable, and none is named. Choose one, or write a constant.",
                    zh="此设置应取自变量，却没有选择变量。请选择，或写成常量。",
                )


@RULES.error
def old_reading(workflow: Workflow) -> Iterator[Problem]:
    """Settings from variables in a node without tool_node_version: they are handed over unread."""
    for node in workflow.of_type("tool"):
        if node.data.get("tool_node_version") is not None or node.data.get("version", "1") != "1":
            continue
        names = [n for n, given in mapping(node.data.get("tool_configurations")).items() if varies(given)]
        if names:
            yield Problem(
                f"{node.place}.tool_node_version",
                en=f"Without tool_node_version {', '.join(names)} would not be read from the variable. "
                "Write tool_node_version: '2'.",
                zh=f"缺少 tool_node_version 时，{'、'.join(names)} 不会读取变量。请写 tool_node_version: '2'。",
            )
