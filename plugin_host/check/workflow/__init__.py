"""Rules for workflow files. `check_workflow` is the door."""

from plugin_host.check.findings import Finding
from plugin_host.check.workflow import rules
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.echoes import without_echoes
from plugin_host.check.workflow.model import Workflow

__all__ = ["RULES", "Workflow", "check_workflow", "rules"]


def check_workflow(workflow: Workflow, file: str) -> list[Finding]:
    """Every finding in a workflow, in the order of the rules."""
    return without_echoes(RULES.apply(workflow, file))
