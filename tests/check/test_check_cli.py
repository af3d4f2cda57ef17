"""The command: exit status, both languages, JSON."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from plugin_host.check.cli import command

HERE = Path(__file__).parent


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def test_errors_fail():
    result = run(str(HERE / "defects" / "3_output_is_not_returned.yml"))
    assert result.exit_code == 1
    assert "code_outputs" in result.output
    assert "此处返回缺少" in result.output
    assert "This return lacks" in result.output
    assert "1 errors, 0 warnings" in result.output


def test_warnings_pass():
    result = run(str(HERE / "defects" / "7_things_of_one_account.yml"))
    assert result.exit_code == 0
    assert "0 errors, 2 warnings" in result.output


def test_json():
    result = run("--json", str(HERE / "defects" / "1_code_is_no_python.yml"))
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert {finding["rule"] for finding in found} == {"code_syntax", "code_main"}
    assert set(found[0]) == {"file", "where", "rule", "severity", "en", "zh"}


def test_a_folder_of_workflows():
    result = run(str(HERE / "defects"))
    assert result.exit_code == 1
    for path in (HERE / "defects").iterdir():
        assert path.name in result.output
