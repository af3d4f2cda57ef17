"""Every source on its sample through the plugin's own process: the same as by the door."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "net"))

from net_server import LoopbackSite, Page

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


PAGE = (
    "<html><head><title>Bread</title></head><body><article><h1>Bread</h1><p>"
    + "Mix flour, water, salt and yeast, knead for ten minutes, and let the dough rest until it has doubled. " * 4
    + "</p></article></body></html>"
)
ROWS = "instruction,output\n" + "".join(f"question {n},answer {n}\n" for n in range(30))


def _data(got):
    """The records' file, whatever its name is."""
    names = [name for name in got.files if name.endswith(".jsonl") and ".rejects" not in name]
    assert len(names) == 1, sorted(got.files)
    return got.files[names[0]].decode()


def test_pages_and_public_data_come_through_the_process_from_an_allowed_host(call):
    pages = {
        "/page": Page(PAGE.encode(), headers={"Content-Type": "text/html"}),
        "/rows.csv": Page(ROWS.encode(), ranges=True),
    }
    with LoopbackSite(pages) as site:
        allowed = f"allow_hosts=127.0.0.1:{site.port}"
        got = call("fetch_web_pages", text=f"{site.base}/page", options=allowed)
        assert got.variables["kept"] == 1
        assert "knead for ten minutes" in _data(got)
        got = call("fetch_public_dataset", source="link", text=f"{site.base}/rows.csv", rows=7, options=allowed)
        assert got.variables["kept"] == 7
        assert "answer 6" in _data(got)
    assert {"/page", "/rows.csv"} <= {request.path for request in site.asked}


def test_the_sample_of_a_public_data_set_by_its_name(call):
    name = (SAMPLES / "public_dataset.txt").read_text("utf-8").strip()
    rows = [{"row": {"instruction": f"q{n}", "output": f"a{n}"}} for n in range(5)]
    pages = {
        f"/api/datasets/{name}": _json({"id": name, "cardData": {"license": "cc-by-sa-4.0"}, "siblings": []}),
        "/splits": _json({"splits": [{"dataset": name, "config": "plain_text", "split": "train"}]}),
        "/rows": _json({"rows": rows, "num_rows_total": 5}),
    }
    with LoopbackSite(pages) as site:
        options = f"allow_hosts=127.0.0.1:{site.port}\nbase_url={site.base}"
        got = call("fetch_public_dataset", text=name, rows=5, token="hf_made_up", options=options)  # noqa: S106 - made up
        assert all(request.headers["authorization"] == "Bearer hf_made_up" for request in site.asked)
    assert got.variables["kept"] == 5
    assert got.variables["licence"] == "cc-by-sa-4.0"
    everything = got.text + json.dumps(got.variables) + "".join(content.decode() for content in got.files.values())
    assert "hf_made_up" not in everything


def _json(value):
    return Page(json.dumps(value).encode(), headers={"Content-Type": "application/json"})
