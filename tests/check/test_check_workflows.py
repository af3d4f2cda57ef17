"""Every workflow rule, on one defect at a time; and no rule on what is right."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_stub import CATALOGUE

from plugin_host.check.workflow import RULES, check_workflow
from plugin_host.check.workflow.model import Workflow

HERE = Path(__file__).parent
GOOD = yaml.safe_load((HERE / "good.yml").read_text("utf-8"))
CASES = yaml.safe_load((HERE / "workflow_defects.yml").read_text("utf-8"))


def rules_on(root: Any) -> set[str]:
    return {finding.rule for finding in check_workflow(Workflow(root, CATALOGUE), "x.yml")}


def test_a_good_workflow_is_left_alone():
    assert check_workflow(Workflow(GOOD, CATALOGUE), "good.yml") == []


def test_kinds_of_node_that_we_do_not_use_are_left_alone():
    """Loops, lists, extractors, classifiers, HTTP, structured output, error branches: read as Dify writes them."""
    root = yaml.safe_load((HERE / "every_kind.yml").read_text("utf-8"))
    assert check_workflow(Workflow(root, CATALOGUE), "every_kind.yml") == []


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_defect_is_named(case):
    root = changed(case)
    assert rules_on(root) == set(case["expect"])


def test_every_rule_speaks_in_some_case():
    named = {rule for case in CASES for rule in case["expect"]}
    elsewhere = {
        "file_size", "step_limit", "few_items", "parallel_branches", "extractor",
        "setting_refused", "unbound_value",  # of this repository's own tools: test_check_own_tools
    }  # fmt: skip
    assert set(RULES.rules) == named | elsewhere


def test_each_finding_is_told_in_both_languages():
    for case in CASES:
        for finding in check_workflow(Workflow(changed(case), CATALOGUE), "x.yml"):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in finding.zh), finding
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in finding.en), finding


def changed(case: dict[str, Any]) -> Any:
    root = copy.deepcopy(GOOD)
    for path in case.get("remove", ()):
        holder, key = place(root, path)
        del holder[key]
    for path, value in case.get("set", {}).items():
        holder, key = place(root, path)
        holder[key] = copy.deepcopy(value)
    for path in case.get("drop", ()):
        holder, key = place(root, path)
        del holder[key]
    for name, value in case.get("add", {}).items():
        (root if name == "dependencies" else root["workflow"]["graph"])[name.rstrip("2")].append(value)
    return root


def place(root: Any, path: str) -> tuple[Any, Any]:
    """(what holds it, its key) for a path; `nodes/ID` and `edges/ID` begin at the node or edge of that id."""
    head, *rest = path.split("/")
    holder: Any = root
    if head in ("nodes", "edges"):
        entries = root["workflow"]["graph"][head]
        number = next(number for number, entry in enumerate(entries) if entry["id"] == rest[0])
        holder, keys = entries, [number, *rest[1:]]
    else:
        keys = [head, *rest]
    for key in keys[:-1]:
        holder = holder[int(key) if isinstance(holder, list) else key]
    last = keys[-1]
    return holder, int(last) if isinstance(holder, list) else last


# What takes more than a path to put in.


def test_a_file_too_large():
    found = check_workflow(Workflow(GOOD, CATALOGUE, size=11 * 1024 * 1024), "x.yml")
    assert [finding.rule for finding in found] == ["file_size"]


def test_more_steps_than_a_run_has():
    root = copy.deepcopy(GOOD)
    nodes, edges = root["workflow"]["graph"]["nodes"], root["workflow"]["graph"]["edges"]
    child = next(node for node in nodes if node["id"] == "write")
    previous = "write"
    for number in range(5):  # 6 children × 100 batches
        more = copy.deepcopy(child)
        more["id"] = f"write{number}"
        nodes.append(more)
        edges.append(edge(previous, more["id"]))
        previous = more["id"]
    assert rules_on(root) == {"step_limit"}


def test_steps_for_few_items_only():
    root = copy.deepcopy(GOOD)
    nodes, edges = root["workflow"]["graph"]["nodes"], root["workflow"]["graph"]["edges"]
    next(node for node in nodes if node["id"] == "each")["data"]["iterator_selector"] = ["load", "json"]
    child = next(node for node in nodes if node["id"] == "write")
    previous = "write"
    for number in range(30):
        more = copy.deepcopy(child)
        more["id"] = f"write{number}"
        nodes.append(more)
        edges.append(edge(previous, more["id"]))
        previous = more["id"]
    assert rules_on(root) == {"few_items"}


def test_more_branches_than_run_side_by_side():
    root = copy.deepcopy(GOOD)
    nodes, edges = root["workflow"]["graph"]["nodes"], root["workflow"]["graph"]["edges"]
    page = next(node for node in nodes if node["id"] == "page")
    for number in range(11):
        more = copy.deepcopy(page)
        more["id"] = f"page{number}"
        nodes.append(more)
        edges += [edge("count", more["id"]), edge(more["id"], "end")]
    assert rules_on(root) == {"parallel_branches"}


def test_an_extractor_of_nothing():
    root = copy.deepcopy(GOOD)
    data = next(node for node in root["workflow"]["graph"]["nodes"] if node["id"] == "write")["data"]
    data |= {"type": "parameter-extractor", "query": ["each", "item"], "parameters": []}
    root["workflow"]["graph"]["edges"][-6]["data"] = {}
    assert "extractor" in rules_on(root)


def edge(source: str, target: str) -> dict[str, Any]:
    return {"id": f"{source}-{target}", "source": source, "sourceHandle": "source", "target": target, "data": {}}


def test_a_node_that_sets_its_own_number_of_batches_is_counted_with_it():
    root = copy.deepcopy(GOOD)
    nodes, edges = root["workflow"]["graph"]["nodes"], root["workflow"]["graph"]["edges"]
    child = next(node for node in nodes if node["id"] == "write")
    iteration = next(node for node in nodes if node["data"]["type"] == "iteration")
    maker = next(node for node in nodes if node["id"] == iteration["data"]["iterator_selector"][0])
    previous = "write"
    for number in range(5):
        more = copy.deepcopy(child)
        more["id"] = f"write{number}"
        nodes.append(more)
        edges.append(edge(previous, more["id"]))
        previous = more["id"]
    name = iteration["data"]["iterator_selector"][-1]
    maker["data"]["tool_configurations"] = {"options": {"type": "mixed", "value": f"seed=1\nmax_{name} = 40"}}
    assert "step_limit" not in rules_on(root)
