"""The rules, a module a subject. Importing this package registers them all."""

from plugin_host.check.workflow.rules import (
    code,
    containers,
    document,
    graph,
    inputs,
    nodes,
    prompts,
    selectors,
    tools,
    travel,
)

__all__ = ["code", "containers", "document", "graph", "inputs", "nodes", "prompts", "selectors", "tools", "travel"]
