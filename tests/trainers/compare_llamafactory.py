"""What preflight says of a data set beside what LLaMA-Factory does with it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Finding
from ftprep.ops.formats._trainers.llamafactory import LlamaFactory
from tests.trainers.environments import Probe


def predicted_findings(job: dict[str, Any]) -> tuple[list[Finding], list[list[Finding]]]:
    """What preflight finds in the file as a whole, and in each row."""
    facts = FileFacts(job["layout"])
    for place, row in enumerate(job["rows"]):
        facts.see(row, place, line(row) if job["layout"] == "jsonl" else None)
    facts.settle()
    checker = LlamaFactory(Entry.of(job["entry"]), job["stage"], facts, tool_format=job.get("tool_format", "qwen"))
    rows = [[facts.bad[place]] if place in facts.bad else checker.check(row) for place, row in enumerate(job["rows"])]
    return checker.about_file(), rows


def predicted(job: dict[str, Any]) -> tuple[bool, list[str], list[str]]:
    """(whether the whole file ends with an error, each row's verdict, each row's reason)."""
    of_file, rows = predicted_findings(job)
    losing = [next((finding for finding in found if finding.loses), None) for found in rows]
    stops = any(finding.verdict == "abort" for finding in of_file)
    for number, finding in enumerate(losing):
        after = losing[(number + 1) % len(losing)]
        if finding is not None and finding.reason == "breaks_the_next" and after is not None:
            losing[number] = Finding(
                "dropped", finding.reason
            )  # it is the row after it that would stop, and that is lost too
    return stops, [f.verdict if f else "kept" for f in losing], [f.reason if f else "" for f in losing]


def line(row: Any) -> bytes:
    """A row as it is written; half characters as escapes."""
    try:
        return json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(row).encode()


def write(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The job's files in a folder; what the probe is asked."""
    folder.mkdir(parents=True)
    lines = [line(row) for row in job["rows"]]
    name = f"data.{job['layout']}"
    if job["layout"] == "csv":
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(job["rows"][0]))
            writer.writeheader()
            writer.writerows(job["rows"])
    else:
        array = job["layout"] == "json"
        (folder / name).write_bytes(
            b"[" + b",\n".join(lines) + b"]" if array else b"".join(one + b"\n" for one in lines)
        )
    (folder / "dataset_info.json").write_text(json.dumps({"data": {"file_name": name, **job["entry"]}}), "ascii")
    return {"dir": str(folder), "name": "data", "stage": job["stage"]}


def probed(probe: Probe, jobs: Iterable[dict[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    """What the real loader does with each job, in order."""
    for number, job in enumerate(jobs):
        asked = write(job, folder / str(number))
        yield probe.ask(asked)
        shutil.rmtree(asked["dir"])


def difference(job: dict[str, Any], real: dict[str, Any]) -> str:
    """Where preflight and the loader disagree; "" where they agree on the file and on every row."""
    stops, verdicts, reasons = predicted(job)
    stops = stops or "abort" in verdicts or "kept" not in verdicts
    ended = not real["loaded"] or not real["whole"]  # with no example at all, the trainer stops as well
    if stops != ended:
        return f"preflight: {'stops' if stops else 'runs'} {[r for r in reasons if r]}, loader: {'stops' if ended else 'runs'}; {real.get('why')}"
    if ended:
        return ""
    for number, (ours, theirs) in enumerate(zip(verdicts, real["rows"], strict=True)):
        if ours != theirs:
            return f"row {number}: preflight {ours} {reasons[number]}, loader {theirs}"
    return (
        ""
        if real["whole"] == verdicts.count("kept")
        else f"{real['whole']} examples, {verdicts.count('kept')} rows kept"
    )


def parted(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A job that stops, as jobs that tell more: without the rows that stop it, and each of those beside one good row."""
    stops, verdicts, _ = predicted(job)
    good = [row for row, verdict in zip(job["rows"], verdicts, strict=True) if verdict == "kept"]
    rest = [row for row, verdict in zip(job["rows"], verdicts, strict=True) if verdict != "abort"]
    if stops or len(rest) == len(job["rows"]):
        return
    if any(verdict == "kept" for verdict in verdicts):
        yield {**job, "rows": rest}
    for row, verdict in zip(job["rows"], verdicts, strict=True):
        if verdict == "abort":
            yield {**job, "rows": [*good[:1], row]}
