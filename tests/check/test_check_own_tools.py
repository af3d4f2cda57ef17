"""Settings of our own tools, as constants in a workflow: what their Options or their code refuse is told by `check`."""

from __future__ import annotations

from typing import Any

import pytest

from plugin_host.check.workflow import check_workflow
from plugin_host.check.workflow.catalogue import Catalogue
from plugin_host.check.workflow.model import Workflow
from plugin_host.tool_yaml import ROOT

OURS = Catalogue.of(ROOT)


def constant(value: Any) -> dict[str, Any]:
    return {"type": "mixed" if isinstance(value, str) else "constant", "value": value}


def errors_on(tool: str, settings: dict[str, Any], inputs: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """(rule, setting or input) of what is said about a node of the tool, other than that it is alone."""
    provider = next(iter(OURS.providers))
    data = {
        "type": "tool", "title": "T", "provider_id": provider, "provider_name": provider, "provider_type": "builtin",
        "tool_name": tool, "tool_label": tool, "tool_node_version": "2", "tool_configurations": settings,
        "tool_parameters": {"text": constant("a")} if inputs is None else inputs,
    }  # fmt: skip
    root = {"workflow": {"graph": {"nodes": [{"id": "t", "data": data}], "edges": []}}}
    return [
        (finding.rule, finding.where.rpartition(".")[2])
        for finding in check_workflow(Workflow(root, OURS), "x.yml")
        if finding.severity == "error" and ".tool_" in finding.where
    ]


@pytest.mark.parametrize(
    ("tool", "settings", "told"),
    [
        ("mask_pii", {}, []),
        ("mask_pii", {"entities": constant("PERSON")}, []),
        ("mask_pii", {"entities": constant("zzz")}, [("setting_refused", "entities")]),
        ("deduplicate", {"fields": constant("zzz")}, [("setting_refused", "fields")]),
        ("deduplicate", {"options": constant("zzz")}, [("setting_refused", "options")]),
        ("deduplicate", {"options": constant("nothing=1")}, [("setting_refused", "options")]),
        ("deduplicate", {"options": constant("threshold=7")}, [("setting_refused", "options")]),
        ("deduplicate", {"threshold": constant("0.9")}, []),  # text for a number: Dify casts it
        ("deduplicate", {"threshold": constant("much")}, [("setting_refused", "threshold")]),
        ("deduplicate", {"threshold": constant(7)}, [("setting_value", "threshold")]),  # told once
        ("deduplicate", {"method": constant("zzz")}, [("setting_refused", "method")]),
        ("select_records", {"top": constant(0.5), "count": constant(3)}, [("setting_refused", "tool_configurations")]),
    ],
)
def test_constants_are_tried(tool, settings, told):
    assert errors_on(tool, settings) == told


def test_what_a_variable_may_mend_is_let_pass():
    read = {"type": "mixed", "value": "{{#start.x#}}"}
    assert ("setting_refused", "key") not in errors_on("restore_pii", {"key": read})
    assert not [one for one in errors_on("select_records", {"top": constant(0.5), "count": read}) if one[1] != "count"]


def test_replies_are_bound_or_pasted():
    recipe = {"recipe": constant("sft")}
    assert ("unbound_value", "replies") in errors_on("collect_replies", recipe, {})
    assert ("unbound_value", "replies") not in errors_on("collect_replies", recipe, {"text": constant("[]")})
