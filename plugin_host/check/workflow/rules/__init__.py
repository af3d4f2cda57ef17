"""The rules, a module a subject. Importing this package registers them all."""

from plugin_host.check.workflow.rules import (
    code,
    containers,
    document,
    engine,
    graph,
    inputs,
    lists,
    nodes,
    prompts,
    selectors,
    settings,
    shape,
    tools,
    travel,
)

__all__ = [
    "code", "containers", "document", "engine", "graph", "inputs", "lists", "nodes", "prompts", "selectors", "settings",
    "shape", "tools", "travel",
]  # fmt: skip
