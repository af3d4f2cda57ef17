"""The book that every workflow rule is written in."""

from plugin_host.check.findings import RuleBook
from plugin_host.check.workflow.model import Workflow

RULES: RuleBook[Workflow] = RuleBook()
