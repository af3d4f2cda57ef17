"""The tables in tests/cases/: one file an operator, one case a line.

    {"label", "input", "options", "values", "expect", "xfail"}

`input`: pasted text, a list of rows (pasted as JSONL), or {"files": {name: text or rows}, "text": …, "extra": {…}}.
`expect`, each key checked where it is given:
    texts      for every kept record the list of its texts
    rows       for every kept record a part of its canonical row (what is named must be equal)
    reasons    of the rejects, in order          changes    name → count (those named)
    kept, rejected   counts                      variables  those named
    error      the name of the error raised      summary    a piece of the text
`xfail`: a reason; the case must then fail (a known weakness, kept in sight).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.record import Record

EXPECTED = {"texts", "rows", "reasons", "changes", "kept", "rejected", "variables", "error", "summary"}
CASES = Path(__file__).resolve().parent.parent / "cases"


def _cases():
    for path in sorted(CASES.glob("*.jsonl")):
        with path.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    case = json.loads(line)
                    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
                    yield pytest.param(path.stem, case, id=f"{path.stem}-{number}-{case['label']}", marks=marks)


@pytest.mark.parametrize(("name", "case"), list(_cases()))
def test_case(name, case, tmp_path):
    expect = case["expect"]
    assert expect
    assert expect.keys() <= EXPECTED
    inputs = _inputs(case, tmp_path)
    if "error" in expect:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the name is checked
            invoke(name, inputs, case.get("options", {}), tmp_path / "out")
        assert type(caught.value).__name__ == expect["error"]
        return
    outcome = invoke(name, inputs, case.get("options", {}), tmp_path / "out")
    kept = _kept(outcome)
    got = {
        "texts": [list(record.texts()) for record in kept],
        "reasons": [
            json.loads(line)["reason"] for file in outcome.files if file.role == "rejects" for line in _lines(file.path)
        ],
        "kept": outcome.variables["kept"],
        "rejected": outcome.variables["rejected"],
    }
    for key in got.keys() & expect.keys():
        assert got[key] == expect[key], key
    if "rows" in expect:
        for record, wanted in zip(kept, expect["rows"], strict=True):
            row = record.to_row()
            assert {key: row.get(key) for key in wanted} == wanted
    changes = {row["change"]: row["count"] for row in outcome.report["changes"]}
    assert {key: changes.get(key, 0) for key in expect.get("changes", {})} == expect.get("changes", {})
    for key, value in expect.get("variables", {}).items():
        assert outcome.variables[key] == value, key
    assert expect.get("summary", "") in outcome.text
    assert outcome.report["read"] == outcome.report["kept"] + outcome.report["rejected"]


def _inputs(case, folder):
    given = case["input"]
    if not isinstance(given, dict):
        given = {"text": _text(given)}
    return Inputs(
        _files(given.get("files", {}), folder / "files"),
        _text(given.get("text", "")),
        {name: _files(files, folder / name) for name, files in given.get("extra", {}).items()},
        case.get("values", {}),
    )


def _files(named, folder):
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for name, content in named.items():
        path = folder / name.replace("/", "_")
        path.write_text(_text(content), "utf-8", newline="\n")
        out.append(InputFile(name, path))
    return out


def _text(content):
    return content if isinstance(content, str) else "\n".join(json.dumps(row, ensure_ascii=False) for row in content)


def _kept(outcome):
    return [
        Record.from_row(json.loads(line))
        for file in outcome.files
        if file.role == "dataset" and file.path.name.endswith(".jsonl") and ".lineage" not in file.path.name
        for line in _lines(file.path)
        if '"lineage"' in line
    ]


def _lines(path):
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [line for line in lines if line.strip()]
