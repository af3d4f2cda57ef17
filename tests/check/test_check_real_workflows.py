"""Workflows that other people made: nothing crashes, and every finding was looked at and is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_stub import CATALOGUE

from plugin_host.check import check_path

SHARED = Path(__file__).resolve().parents[3] / "shared"
EXAMPLES = SHARED / "reference" / "examples"
EXPORTS = SHARED / "data" / "dify_dsl"

TOLD = {  # rules that speak on an example, when its plugin is known
    "minimal_working.yml": {"dsl_newer", "unused_input", "missing_model_plugin"},
    "canonical_export.yml": {"dsl_newer", "unused_input"},
}
TRUE = {
    # nulls among the settings of tools: the engine's own model refuses them
    "null_setting": {"LanguageConsistencyChecker.yml", "小支付-DEMO.yml", "完蛋！我被LLM包围了！（战绩排行版）.yml"},
    # an agent whose strategy plugin the file does not ask for
    "missing_dependency": {"旅行Demo.yml"},
    # a list of objects is declared, and the text "None" returned where nothing matched
    "code_return_type": {"dify_course_demo.yml"},
}


@pytest.mark.parametrize("name", TOLD)
def test_an_example_that_runs(name):
    if not EXAMPLES.exists():
        pytest.skip(f"{EXAMPLES} is not here")
    found = check_path(EXAMPLES / name, CATALOGUE)
    assert {finding.rule for finding in found} == TOLD[name]
    assert all(finding.severity == "warning" for finding in found)


def test_exports_have_no_errors_but_true_ones():
    if not EXPORTS.exists():
        pytest.skip(f"{EXPORTS} is not here")
    errors: dict[str, set[str]] = {}
    for finding in check_path(EXPORTS, CATALOGUE):
        if finding.severity == "error":
            errors.setdefault(finding.rule, set()).add(finding.file)
    assert errors == TRUE
