"""Every wrong row of the table is named for what it is. What the real loader does with it: test_llamafactory.py."""

from __future__ import annotations

import pytest

from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from tests.trainers import chat_rows
from tests.trainers.compare_llamafactory import predicted_findings
from tests.trainers.wrong_rows import jobs

CASES = list(jobs())


def test_there_are_enough():
    assert len({case["label"] + case["kind"] for case, _ in CASES}) >= 150


@pytest.mark.parametrize(("case", "job"), CASES, ids=lambda value: value.get("label") or value["layout"])
def test_wrong_row(case, job):
    of_file, of_rows = predicted_findings(job)
    found = [(finding.verdict, finding.reason) for finding in (*of_file, *of_rows[-1])]
    assert (case["expect"], case["reason"]) in found
    if case["expect"] in ("changed", "warned"):
        assert not [finding for finding in found if finding[0] in ("abort", "dropped")]


@pytest.mark.parametrize("case", list(chat_rows.cases()), ids=lambda case: f"{case['trainer']}-{case['label']}")
def test_wrong_chat_row(case):
    found = [(finding.verdict, finding.reason) for finding in chat_rows.findings(case)]
    assert (case["expect"], case["reason"]) in found
    if case["expect"] in ("changed", "warned"):
        assert chat_rows.verdict(case) == "kept"


@pytest.mark.parametrize("trainer", list(CHAT_RULES))
def test_the_right_row_beside_them_has_no_finding(trainer):
    case = {"trainer": trainer, "rows": [chat_rows.RIGHT.get(trainer, chat_rows.RIGHT["openai"])]}
    assert chat_rows.findings({**case, "row": case["rows"][0]}) == []
