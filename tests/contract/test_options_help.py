"""Whoever fills in More settings has nothing but the panel: its help names every setting that is not on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ftprep.operator import all_operators
from plugin_host.tool_texts import default, panel

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("operator", all_operators(), ids=lambda operator: operator.name)
def test_the_help_lists_what_can_be_set(operator):
    tool = yaml.safe_load((ROOT / "tools" / f"{operator.name}.yaml").read_text("utf-8"))
    (options,) = (p for p in tool["parameters"] if p["name"] == "options")
    hidden = {name: field for name, field in operator.options.model_fields.items() if not panel(field)}
    for language in ("en_US", "zh_Hans"):
        told = options["human_description"][language]
        assert "README" not in told
        assert told.count("\n- ") == len(hidden)
        for name, field in hidden.items():
            assert f"\n- {name}={default(field)}" in told
