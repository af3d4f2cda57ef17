"""What format_dataset writes, loaded by ms-swift's own loader; preflight's verdicts beside it (opt-in)."""

from __future__ import annotations

import pytest

from tests.trainers import written
from tests.trainers.chat_rows import jobs_for, verdict
from tests.trainers.environments import Probe, optin

pytestmark = optin


@pytest.fixture(scope="module")
def probe():
    made = Probe("ms_swift", "probe_ms_swift.py")
    yield made
    made.close()


@pytest.mark.parametrize("name", written.SETS)
def test_what_is_written_is_loaded_whole(name, probe, tmp_path):
    records = written.SETS[name]()
    outcome = written.run(records, tmp_path / "out", format="ms_swift")
    assert outcome.variables["kept"] == len(records)
    (path,) = [str(file.path) for file in outcome.files if file.role == "dataset"]
    real = probe.ask({"files": [path]})
    assert real["loaded"], real
    assert len(real["rows"]) == len(records)
    assert all(real["usable"])
    for record, row in zip(records, real["rows"], strict=True):
        heard = [message["content"] for message in row["messages"]] + (
            [row["rejected_response"]] if "rejected_response" in row else []
        )
        said = [record.text] if record.text is not None else [turn.full_content() for turn in record.turns]
        said += [turn.content for turn in (*(record.chosen or ()), *(record.rejected or ()))]
        assert heard == said


def test_preflight_agrees(probe, tmp_path):
    cases = list(jobs_for("ms_swift", tmp_path))
    answers = [probe.ask({"files": [str(case["path"])]}) for case in cases]
    wrong = []
    for case, real in zip(cases, answers, strict=True):
        lost = not real["loaded"] or sum(real["usable"]) < len(case["rows"])
        if lost != (verdict(case) in ("abort", "dropped")):
            wrong.append((case["label"], verdict(case), real))
    assert not wrong
