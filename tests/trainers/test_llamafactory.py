"""Preflight beside LLaMA-Factory's own loader, and what format_dataset writes loaded by it (opt-in)."""

from __future__ import annotations

import json
import os

import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.record import Record
from ftprep.shapes import SHAPES
from tests.trainers import compare_llamafactory, fuzz_llamafactory, written, wrong_rows
from tests.trainers.environments import Probe, optin

pytestmark = optin
ROWS = int(os.environ.get("FTPREP_FUZZ_ROWS", "20000"))
SMALL = 2_000
STAGES = {"sft": "sft", "preference": "rm", "kto": "kto", "pretrain": "pt"}


def _probe(template):
    made = Probe("llamafactory", "probe_llamafactory.py", template)
    yield made
    made.close()


@pytest.fixture(scope="module")
def probe():
    yield from _probe("qwen")


@pytest.fixture(scope="module")
def strict_probe():
    yield from _probe("default")


@pytest.mark.parametrize("tool_format", ["qwen", "default"])
def test_the_table_of_wrong_rows(tool_format, probe, strict_probe, tmp_path):
    jobs = [job for _, job in wrong_rows.jobs() if job.get("tool_format", "qwen") == tool_format]
    answers = compare_llamafactory.probed(strict_probe if tool_format == "default" else probe, jobs, tmp_path)
    wrong = [
        text for job, real in zip(jobs, answers, strict=True) if (text := compare_llamafactory.difference(job, real))
    ]
    assert not wrong


def test_fuzzed_rows(probe, tmp_path, record_property):
    jobs = []
    for job in fuzz_llamafactory.jobs(20_000, ROWS):
        jobs += [job, *compare_llamafactory.parted(job)]
    record_property("rows", sum(len(job["rows"]) for job in jobs))
    answers = compare_llamafactory.probed(probe, jobs, tmp_path)
    wrong = [
        f"{text}: {json.dumps(job, ensure_ascii=False)[:1000]}"
        for job, real in zip(jobs, answers, strict=True)
        if (text := compare_llamafactory.difference(job, real))
    ]
    assert not wrong


@pytest.mark.parametrize("fix", [False, True])
def test_what_preflight_lets_through_is_kept_whole(fix, probe, tmp_path):
    """The files that it leaves, mended or not, with the dataset_info.json beside them."""
    wrong, loaded = [], 0
    for number, job in enumerate(fuzz_llamafactory.jobs(7, 2_000)):
        given, out = tmp_path / f"in{number}", tmp_path / f"out{number}"
        asked_for = compare_llamafactory.write(job, given)
        files = [InputFile(path.name, path) for path in given.iterdir()]
        task = next(task for task, stage in STAGES.items() if stage == job["stage"])
        outcome = invoke("preflight_training", Inputs(files), {"fix": fix, "task": task}, out)
        kept = outcome.variables["kept"]
        assert kept + outcome.variables["rejected"] == len(job["rows"])
        if not kept or any(finding["verdict"] == "abort" for finding in outcome.report["figures"]["file_findings"]):
            continue
        loaded += 1
        real = probe.ask({**asked_for, "dir": str(out)})
        if not real["loaded"] or real["whole"] != kept:
            wrong.append((number, kept, real))
    assert not wrong
    assert loaded > 50


@pytest.mark.parametrize("name", written.SETS)
@pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
def test_what_is_written_is_loaded_as_meant(form, name, probe, tmp_path):
    records = written.SETS[name]()
    outcome = written.run(records, tmp_path / "out", format=form)
    kept = outcome.variables["kept"]
    assert kept >= (len(records) if (form, name) != ("alpaca", "with_tools") else 2)
    task = outcome.report["figures"]["task"]
    job = {"dir": str(tmp_path / "out"), "name": "data", "stage": STAGES[task], "contents": True}
    real = probe.ask(job)
    assert real["loaded"], real
    assert real["rows"] == ["kept"] * kept
    assert real["whole"] == kept
    rows = json.loads((tmp_path / "out" / "data.json").read_text("utf-8"))
    for row, loaded in zip(rows, real["contents"], strict=True):
        assert _heard(loaded) == _said(form, row)


def _heard(loaded):
    """What the converter made of a row: system prompt, and every text in order."""
    texts = [message["content"] for message in (*loaded["_prompt"], *loaded["_response"])]
    return [loaded["_system"] or "", *(text for text in texts if text)]


def _said(form, row):
    shape = SHAPES["text" if "text" in row else form]
    record: Record = shape.parse(row)
    turns = record.turns if record.system is None else record.turns[1:]
    texts = [turn.full_content() for turn in (*turns, *(record.chosen or ()), *(record.rejected or ()))]
    return [record.system or "", *([record.text] if record.text is not None else []), *(text for text in texts if text)]


@pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
def test_bundles_and_shards_load(form, probe, tmp_path):
    """A limit so small that the data come as several zips: unpacked into one folder, they load as one data set."""
    import zipfile

    records = written.conversations() * 40
    source = tmp_path / "in.jsonl"
    source.write_text(
        "".join(json.dumps(one.to_row(), ensure_ascii=False) + "\n" for one in records), "utf-8", newline="\n"
    )
    outcome = invoke(
        "format_dataset",
        Inputs([InputFile("data.jsonl", source)]),
        {"format": form},
        tmp_path / "out",
        max_file_bytes=SMALL,
    )
    zips = [file.path for file in outcome.files if file.path.suffix == ".zip"]
    assert len(zips) > 1
    assert all(path.stat().st_size <= SMALL for path in zips)
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "unpacked")
    real = probe.ask({"dir": str(tmp_path / "unpacked"), "name": "data", "stage": "sft"})
    assert real["loaded"], real
    assert real["whole"] == outcome.variables["kept"] == len(records)


@pytest.mark.parametrize(
    "name",
    [
        "alpaca_en_demo.json",
        "alpaca_zh_demo.json",
        "dpo_zh_demo.json",
        "glaive_toolcall_zh_demo.json",
        "kto_en_demo.json",
        "c4_demo.jsonl",
    ],
)
@pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
def test_its_own_demo_sets(form, name, probe, tmp_path):
    path = written.real(name)
    if not path.exists():
        pytest.skip("the measured data sets are not beside the project")
    outcome = written.run(path, tmp_path / "out", format=form)
    kept = outcome.variables["kept"]
    if not kept:
        pytest.skip(f"none of {name} fits {form}")
    job = {"dir": str(tmp_path / "out"), "name": "data", "stage": STAGES[outcome.report["figures"]["task"]]}
    job["name"] = next(iter(json.loads((tmp_path / "out" / "dataset_info.json").read_text())))
    real = probe.ask(job)
    assert real["loaded"], real
    assert real["whole"] == kept
    if form == "sharegpt" or "glaive" not in name:
        assert outcome.variables["rejected"] == 0
