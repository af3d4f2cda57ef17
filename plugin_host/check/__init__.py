"""Finding mistakes before Dify does: manifest, provider, tools against their code, workflows.

A rule is one small function. It takes what it looks at, yields a Problem for each mistake, and is registered by a
decorator; its name is its function's, and what it looks for is its docstring:

    @RULES.error
    def two_starts(workflow: Workflow) -> Iterator[Problem]:
        \"\"\"More than one start node.\"\"\"
        for node in workflow.of_type("start")[1:]:
            yield Problem(node.place, en="…", zh="…")

Errors are what Dify refuses, or what cannot give what was meant; warnings are what fails for some, or elsewhere.
"""

from plugin_host.check.findings import Finding, Problem
from plugin_host.check.run import check_path

__all__ = ["Finding", "Problem", "check_path"]
