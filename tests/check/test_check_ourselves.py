"""The repository passes its own check, without a warning about its workflows."""

from __future__ import annotations

import pytest

from plugin_host.check import check_path
from plugin_host.tool_yaml import ROOT

WORKFLOWS = sorted((ROOT / "workflows").glob("*.yml"))


def test_there_are_workflows():
    assert {"clean_only.yml", "data_preparation.yml"} <= {path.name for path in WORKFLOWS}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_findings(path):
    assert [str(finding) for finding in check_path(path)] == []


def test_the_plugin_has_no_errors():
    assert [f"{finding.file} {finding}" for finding in check_path(ROOT) if finding.severity == "error"] == []
