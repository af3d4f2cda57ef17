"""What the engine does not load, the check has an error about: shipped workflows, spoiled at one place at a time.

Every kind of change is made once for every field of every type of node; of those a fixed sample is tried, so that the
test takes seconds. FTPREP_MUTANTS=all tries them all.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from zlib import crc32

import pytest
import yaml
from graphon.graph.graph import Graph
from graphon.runtime.init_params import InitParams
from graphon.runtime.runtime_state import RuntimeState
from graphon.runtime.variable_pool import VariablePool

from ftprep.errors import FtprepError
from plugin_host.check.run import check_path
from plugin_host.engine.declaration import LOADER
from plugin_host.engine.limits import Limits
from plugin_host.engine.nodes import Equipment, Nodes
from plugin_host.engine.workflow import load_workflow
from plugin_host.tool_yaml import ROOT

WORKFLOWS = sorted((ROOT / "workflows").glob("*.yml"), key=lambda path: path.stat().st_size)
SAMPLE = 60
BULK = ("paramSchemas", "output_schema", "params")
"""What the studio keeps for itself: long, and read by neither."""
DRAWN = ("position", "positionAbsolute", "width", "height", "viewport", "style", "zIndex", "selected", "dragging")

Place = tuple[Any, ...]
_GONE = object()


def places(value: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key not in DRAWN:
            yield (*at, key), part
            yield from places(part, (*at, key))


def changes(value: Any) -> dict[str, Any]:
    """Other values for one: missing, null, of other types, of the same type."""
    others = {"missing": _GONE, "null": None, "number": 7, "text": "zzz", "list": [], "mapping": {}}
    if isinstance(value, str):
        others |= {"empty": "", "other": f"zzz_{value}"}
    elif isinstance(value, list):
        others |= {"twice": value + value, "nulls": [None for _ in value]}
    elif isinstance(value, int) and not isinstance(value, bool):
        others |= {"negative": -5}
    return others


def spoiled(root: Any, place: Place, value: Any) -> Any:
    made = copy.deepcopy(root)
    holder = made
    for key in place[:-1]:
        holder = holder[key]
    if value is _GONE:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return made


def mutants() -> list[tuple[str, Any, Place, Any]]:
    """(label, workflow, place, new value), each kind of change to each field once, in the smallest workflow that has it."""
    found: dict[str, tuple[str, Any, Place, Any]] = {}
    for path in WORKFLOWS:
        root = yaml.load(path.read_text("utf-8"), LOADER)  # noqa: S506 - a safe loader
        nodes = root["workflow"]["graph"]["nodes"]
        root["workflow"]["graph"]["nodes"] = nodes = [node for node in nodes if node.get("type") != "custom-note"]
        for node in nodes:
            for name in BULK:
                node["data"].pop(name, None)
        for place, value in places({"workflow": root["workflow"]}):
            kind = nodes[place[3]]["data"]["type"] if place[2:3] == ("nodes",) and len(place) > 3 else "-"
            field = ".".join("*" if isinstance(key, int) else str(key) for key in place[1:])
            for change, other in changes(value).items():
                label = f"{kind} {field} {change}"
                found.setdefault(label, (f"{path.name}: {label}", root, place, other))
    return list(found.values())


def refusal(path: Path) -> str:
    """Why the engine does not load the workflow; "" where it does. That it runs no other plugin's tools is no refusal."""
    try:
        workflow = load_workflow(path)
        params = InitParams(workflow_id="w", graph_config=workflow.graph, run_context={}, call_depth=0)
        state = RuntimeState(variable_pool=VariablePool(), start_at=0, workflow_id="w")
        equipment = MagicMock(spec=Equipment, limits=Limits())  # nodes are made, and none runs
        Graph.init(
            graph_config=workflow.graph,
            node_factory=Nodes(params, state, equipment),
            root_node_id=workflow.start_id,
        )
    except (FtprepError, ValueError, TypeError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.fixture
def quick_reading(monkeypatch):
    """graphon reads YAML with the slow loader, half a second a file; what comes out is the same."""
    monkeypatch.setattr("graphon.dsl.importer.yaml.safe_load", lambda text: yaml.load(text, LOADER))  # noqa: S506


def test_what_the_engine_does_not_load_is_an_error(tmp_path, quick_reading):
    tried = mutants()
    assert len({label.split()[1] for label, *_ in tried}) > 10  # types of node
    if os.environ.get("FTPREP_MUTANTS") != "all":
        tried = sorted(tried, key=lambda mutant: crc32(mutant[0].encode()))[:SAMPLE]
    path, unseen, refused = tmp_path / "mutant.yml", [], 0
    for label, root, place, value in tried:
        path.write_text(yaml.dump(spoiled(root, place, value), Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
        reason = refusal(path)
        refused += bool(reason)
        if reason and not any(finding.severity == "error" for finding in check_path(path)):
            unseen.append(f"{label}: {reason[:300]}")
    assert refused > len(tried) // 5
    assert unseen == []
