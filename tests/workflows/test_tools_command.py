"""`ftprep tools NAME`: a tool's help with every setting and its default, or all of it as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ftprep.invoke import all_operators
from plugin_host.cli import group


@pytest.mark.parametrize("entry", all_operators(), ids=lambda entry: entry.name)
def test_a_tool_tells_its_settings(entry):
    done = CliRunner().invoke(group, ["tools", entry.name])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    for name, field in entry.options.model_fields.items():
        assert any(line.startswith((f"{name} = ", f"{name} ○ = ")) for line in lines), name
        assert " ".join(field.description.split())[:40] in " ".join(done.output.split())
    told = json.loads(CliRunner().invoke(group, ["tools", entry.name, "--json"]).output)
    assert told["name"] == entry.name
    assert [setting["name"] for setting in told["settings"]] == list(entry.options.model_fields)
