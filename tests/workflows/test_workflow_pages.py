"""Pages, pictures, costs and commands of the shipped workflows."""

from __future__ import annotations

import itertools
import json
import runpy
import shutil
import xml.etree.ElementTree as ET

import pytest
import yaml
from click.testing import CliRunner

from ftprep.errors import SettingsError
from ftprep.invoke import Inputs, invoke
from plugin_host.check.run import check_path
from plugin_host.commands.draw import drawn
from plugin_host.commands.set_model import command as set_model
from plugin_host.tool_yaml import ROOT
from plugin_host.workflows.canvas import height_of
from plugin_host.workflows.costs import costs

PATHS = sorted((ROOT / "workflows").glob("*.yml"))
FLOWS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in PATHS}
WORDS = ("春", "夏", "秋", "冬", "山", "水", "花", "月", "风", "雪")
TALKS = "\n".join(
    json.dumps({
        "messages": [
            {"role": "user", "content": f"第{''.join(word)}题怎么做"},
            {"role": "assistant", "content": f"先看{word[0]}再看{word[1]}，最后看{word[2]}就好"},
        ]
    }, ensure_ascii=False)
    for word in itertools.product(WORDS, repeat=3)
)  # fmt: skip


def nodes(flow):
    return flow["workflow"]["graph"]["nodes"]


@pytest.mark.parametrize(("page", "language"), [("workflows.md", "en_US"), ("workflows.zh.md", "zh_Hans")])
def test_the_page_holds_every_workflow_and_what_it_costs(page, language):
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert runpy.run_path(str(ROOT / "scripts" / "make_docs.py"))["with_costs"](text, language) == text
    for name in FLOWS:
        assert f"\n## {name}" in text
        assert f"](workflows/{name}.svg)" in text


@pytest.mark.parametrize("name", FLOWS)
def test_the_picture_is_drawn_from_the_file_and_shows_all_of_it(name):
    picture = (ROOT / "docs" / "workflows" / f"{name}.svg").read_text("utf-8")
    assert picture == drawn(FLOWS[name])
    shown = "".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own file
    for node in nodes(FLOWS[name]):
        assert node["data"]["title"].partition(" / ")[0][:12] in shown
    assert picture.count("<path") == len(FLOWS[name]["workflow"]["graph"]["edges"])


@pytest.mark.parametrize("name", FLOWS)
def test_no_two_nodes_lie_on_each_other(name):
    outer = [node for node in nodes(FLOWS[name]) if not node.get("parentId")]
    boxes = [
        (node["position"]["x"], node["position"]["y"], node["width"], max(node["height"], height_of(node["data"])))
        for node in outer
    ]
    for (x, y, w, h), (x2, y2, w2, h2) in itertools.combinations(boxes, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


@pytest.mark.parametrize("name", FLOWS)
def test_every_title_and_label_is_chinese_first_and_english_beside(name):
    titles = [node["data"]["title"] for node in nodes(FLOWS[name]) if node["data"]["title"]]
    labels = [
        entry["label"] for node in nodes(FLOWS[name]) for entry in node["data"].get("variables", ()) if "label" in entry
    ]
    for text in (*titles, *labels, FLOWS[name]["app"]["description"]):
        zh, slash, en = text.partition("/ ")
        assert slash, text
        assert any("一" <= character <= "鿿" for character in zh), text
        assert en.isascii(), text


@pytest.mark.parametrize(
    "recipe", sorted({(cost.recipe, cost.calls) for flow in FLOWS.values() for cost in costs(flow)}), ids=lambda r: r[0]
)
def test_a_thousand_records_take_the_calls_that_are_told(recipe, tmp_path):
    name, calls = recipe
    if name == "back_translate_return":  # told for both ways: each takes half
        name, calls = "back_translate", calls // 2
    given = {"recipe": name, "count": 1000, "persona": "林晓", "scene": "车站", "style": "简短"}
    if name == "generate_from_document":
        given["count"] = 3
    done = invoke("make_batches", Inputs(text=TALKS), given | {"options": "max_batches=2000"}, tmp_path)
    assert done.variables["batch_count"] == calls


@pytest.mark.parametrize("name", FLOWS)
def test_a_full_run_stays_within_the_steps_that_dify_allows(name):
    asking = [node["data"] for node in nodes(FLOWS[name]) if node["data"].get("tool_name") == "make_batches"]
    outer = sum(node["type"] != "custom-note" and not node.get("parentId") for node in nodes(FLOWS[name]))
    limits = [int((data["tool_configurations"]["options"]["value"] or "=400").split("=")[1]) for data in asking]
    assert outer + sum(limits) <= 500


def test_a_model_is_set_everywhere_at_once(tmp_path):
    for path in PATHS:
        shutil.copy(path, tmp_path)
    copies = sorted(map(str, tmp_path.glob("*.yml")))
    plugin = "langgenius/deepseek:0.0.5@" + "a" * 64
    asked = ["--provider", "langgenius/deepseek/deepseek", "--model", "deepseek-chat", "--plugin", plugin]
    done = CliRunner().invoke(set_model, [*copies, *asked])
    assert done.exit_code == 0
    for path in tmp_path.glob("*.yml"):
        before, after = (ROOT / "workflows" / path.name).read_text("utf-8"), path.read_text("utf-8")
        if "langgenius/" not in before:
            assert after == before
            continue
        assert "gpt-4o" not in after
        assert "langgenius/openai" not in after
        assert plugin in after
        assert [str(finding) for finding in check_path(path)] == []


def test_a_provider_that_is_half_a_name_is_refused(tmp_path):
    path = shutil.copy(PATHS[0], tmp_path)
    done = CliRunner().invoke(set_model, [str(path), "--provider", "deepseek", "--model", "m"])
    assert isinstance(done.exception, SettingsError)
