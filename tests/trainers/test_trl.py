"""What format_dataset writes, loaded and rendered by TRL's own code; preflight's verdicts beside it (opt-in)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.trainers import written
from tests.trainers.chat_rows import jobs_for, verdict
from tests.trainers.environments import Probe, optin

pytestmark = optin


@pytest.fixture(scope="module")
def probe():
    made = Probe("trl", "probe_trl.py")
    yield made
    made.close()


@pytest.mark.parametrize("name", written.SETS)
@pytest.mark.parametrize("form", ["trl", "parquet"])
@pytest.mark.parametrize("style", ["messages", "prompts", "strings"])
def test_what_is_written_is_rendered_whole(form, style, name, probe, tmp_path):
    records = written.SETS[name]()
    outcome = written.run(records, tmp_path / "out", format=form, style=style)
    kept = outcome.variables["kept"]
    assert kept or style == "strings"
    if style != "strings":
        assert kept == len(records)
    if not kept:
        return
    files = [str(file.path) for file in outcome.files if file.role == "dataset"]
    kind = {".parquet": "parquet", ".jsonl": "json"}[Path(files[0]).suffix]
    assert kind == "parquet" or form == "trl"
    real = probe.ask({"files": files, "kind": kind, "task": outcome.report["figures"]["task"]})
    assert real["loaded"], real
    assert real["rows"] == ["kept"] * kept, real
    if name == "dated" or style == "messages":
        for record, texts in zip(records, real["texts"], strict=True):
            rendered = "".join(texts)
            for text in record.texts():
                assert text in rendered or text.startswith(("{", "[")) or json.dumps(text)[1:-1] in rendered


def test_preflight_agrees(probe, tmp_path):
    cases = list(jobs_for("trl", tmp_path))
    answers = [
        probe.ask({"files": [str(case["path"])], "kind": "json", "task": case.get("task", "sft")}) for case in cases
    ]
    wrong = []
    for case, real in zip(cases, answers, strict=True):
        ended = not real["loaded"] or "why" in real or len(real["rows"]) < len(case["rows"])
        if ended != (verdict(case) == "abort"):
            wrong.append((case["label"], verdict(case), real))
    assert not wrong
