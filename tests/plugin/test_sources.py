"""Every source on its sample through the plugin's own process: the same as by the door."""

from __future__ import annotations

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from plugin_host.tool_yaml import ROOT

SAMPLES = ROOT / "docs" / "samples"
KEPT = [
    ("import_chat", "wechat.csv", 2), ("import_chat", "whatsapp.txt", 1), ("import_chat", "telegram.json", 1),
    ("import_chat", "annotations.csv", 2), ("extract_dialogue", "novel.txt", 2), ("split_documents", "handbook.md", 2),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "name", "kept"), KEPT)
def test_a_source_on_its_sample(call, tmp_path, tool, name, kept):
    path = SAMPLES / name
    outcome = invoke(tool, Inputs([InputFile(name, path)]), {}, tmp_path)
    got = call(tool, files=[(name, path.read_bytes())])
    assert got.files == {file.path.name: file.path.read_bytes() for file in outcome.files}
    assert got.variables["report"] == json.loads(json.dumps(outcome.report))
    assert got.variables["kept"] == kept


@pytest.mark.parametrize(("tool", "settings"), [("fetch_web_pages", {}), ("fetch_public_dataset", {"source": "link"})])
def test_the_network_is_shut_to_inside_addresses_in_the_process_too(call, tool, settings):
    got = call(tool, text="http://127.0.0.1/\nhttp://169.254.169.254/latest/meta-data/", **settings)
    assert got.variables["kept"] == 0
    assert {row["reason"] for row in got.variables["report"]["reasons"]} == {"refused_address"}
