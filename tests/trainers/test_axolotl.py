"""What format_dataset writes, tokenized by Axolotl's own chat_template strategy; preflight's verdicts beside it (opt-in)."""

from __future__ import annotations

import json

import pytest

from tests.trainers import written
from tests.trainers.chat_rows import jobs_for, verdict
from tests.trainers.environments import Probe, optin

pytestmark = optin


@pytest.fixture(scope="module")
def probe():
    made = Probe("ms_swift", "probe_axolotl.py")
    yield made
    made.close()


@pytest.mark.parametrize(
    "records", [written.conversations(), written.with_tools()], ids=["conversations", "with_tools"]
)
def test_what_is_written_is_tokenized_whole(records, probe, tmp_path):
    outcome = written.run(records, tmp_path / "out", format="axolotl")
    assert outcome.variables["kept"] == len(records)
    (path,) = [str(file.path) for file in outcome.files if file.role == "dataset"]
    real = probe.ask({"files": [path]})
    assert real["rows"] == ["kept"] * len(records), real
    for record, rendered in zip(records, real["texts"], strict=True):
        for text in record.texts():
            assert text in rendered or text.startswith(("{", "[")) or json.dumps(text)[1:-1] in rendered


def test_preflight_agrees(probe, tmp_path):
    wrong = []
    for case in jobs_for("axolotl", tmp_path):
        real = probe.ask({"files": [str(case["path"])]})
        became = real["rows"][-1] if real["loaded"] and real["rows"] else "abort"
        if became != verdict(case):
            wrong.append((case["label"], verdict(case), real))
    assert not wrong
