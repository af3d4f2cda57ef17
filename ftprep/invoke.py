"""The one door: every face (Dify tool, command line, batch) calls `invoke` and only maps what comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ftprep import pipeline
from ftprep.errors import SettingsError
from ftprep.fitting import fitted
from ftprep.io import Dataset, DatasetWriter, Rejects, base_stem, finish_file
from ftprep.io.files import is_aside
from ftprep.operator import Context, Operator, all_operators, get_operator
from ftprep.ports import Fetcher, InputFile, OutputFile, Progress, TextGenerator
from ftprep.preview import Preview
from ftprep.reasons import reason_text, reason_texts
from ftprep.report import Report
from ftprep.settings import build_options
from ftprep.summary import summarise

_HANDED_ON = (".rejects.jsonl", ".rejects.jsonl.gz")

__all__ = ["InputFile", "Inputs", "Outcome", "all_operators", "get_operator", "invoke"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a call works on: files and pasted text, further data sets by input name, values that are no data set."""

    files: Sequence[InputFile] = ()
    text: str = ""
    extra: Mapping[str, Sequence[InputFile]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What a call gives: `text` a short summary, `report` an object, `variables` by name, `files` in order."""

    text: str
    report: dict[str, Any]
    variables: dict[str, Any]
    files: list[OutputFile]


def invoke(
    name: str,
    inputs: Inputs,
    parameters: Mapping[str, Any],
    work_dir: Path,
    *,
    max_file_bytes: int | None = None,
    model: TextGenerator | None = None,
    fetcher: Fetcher | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Runs the operator `name` and leaves its files in `work_dir`.

    `parameters` are the operator's settings as they come from outside: absent, None and "" mean the default, and the
    `options` text (name=value lines) is merged in. `language` (auto, zh, en) is of the summary. Files of more than
    `max_file_bytes` are compressed or sharded. Raises FtprepError where a person can mend it.
    """
    operator = _find(name)
    language, options = build_options(operator, parameters)
    report = Report(name)
    dataset = Dataset(inputs.files, inputs.text, report, name, required=operator.kind != "source")
    extra = {
        key: Dataset(inputs.extra[key], "", Report(name), name, label=key, required="when_read")
        for key in operator.extra_inputs
        if inputs.extra.get(key)
    }
    work_dir.mkdir(parents=True, exist_ok=True)
    context = Context(
        report,
        work_dir,
        stem=_stem(dataset),
        extra=extra,
        extra_files={key: inputs.extra.get(key, ()) for key in operator.extra_inputs},
        rejects=Rejects(dataset.companions),
        reason_text=reason_text,
        aside=Dataset(_left_by(name, dataset), "", Report(name), name, required=False),
        dataset=dataset,
        files=inputs.files,
        text=inputs.text,
        values=inputs.values,
        max_file_bytes=max_file_bytes,
        model=model,
        fetcher=fetcher or (_network() if operator.uses_network else None),
    )
    preview = Preview()
    with DatasetWriter(work_dir, context.stem, name) as writer:
        if operator.writes_records:
            writer.open_kept()
        products = pipeline.run(operator, options, context, dataset, writer, keep=preview.add, progress=progress)
    files = [
        OutputFile(path, file.role, file.records)
        for file in (*writer.files(), *products.files)
        for path in ([file.path] if file.final else finish_file(file.path, max_file_bytes))
    ]
    files += _handed_on([dataset, *extra.values()], files, work_dir, own_step=name if operator.asks_model else None)
    rows, report_preview = preview.result(report.kept)
    body = report.to_dict(reason_texts(operator))
    body["preview"] = report_preview
    body["files"] = [
        {"name": file.path.name, "role": file.role, "bytes": file.path.stat().st_size, "records": file.records or 0}
        for file in files
    ]
    body, left_out = fitted(body)
    body["left_out"] = [{"list": name, "count": count} for name, count in left_out.items()]
    if left_out:
        report.note(
            en=f"The report is too long for a variable; entries left out of it: {_counted(left_out)}.",
            zh=f"报告过长，超出变量的容量，其中略去的条目数：{_counted(left_out)}。",
        )
    variables = {"records": rows, "kept": report.kept, "rejected": report.rejected}
    variables |= context.variables | products.variables
    text = summarise(report, body, products.summary, preview.language() if language == "auto" else language)
    return Outcome(text, body, variables, files)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _network() -> Fetcher:
    from ftprep.net import SafeFetcher

    return SafeFetcher()


def _find(name: str) -> Operator:
    try:
        return get_operator(name)
    except KeyError:
        raise SettingsError(
            en=f"There is no tool called {name!r}; `ftprep tools` lists them.",
            zh=f"没有名为 {name!r} 的工具；用 ftprep tools 查看全部。",
        ) from None


def _stem(dataset: Dataset) -> str:
    """The name of the one input; of the parts of a split (chats.train, chats.test) what they share."""
    stems = {base_stem(file.name) for file in dataset.files}
    if len(stems) > 1 and all("." in stem for stem in stems):
        stems = {stem.partition(".")[0] for stem in stems}
    if len(stems) == 1 and not dataset.text.strip():
        return stems.pop() or "dataset"
    return "dataset" if stems else "text"


def _left_by(name: str, dataset: Dataset) -> list[InputFile]:
    """Files of records that an earlier call of the same operator set aside."""
    return [file for file in dataset.companions if is_aside(file.name) and f".{name}." in file.name]


def _handed_on(
    datasets: Sequence[Dataset], own: Sequence[OutputFile], folder: Path, *, own_step: str | None
) -> list[OutputFile]:
    """Copies the companions that came in (earlier steps' rejects) beside the results, each content once.

    Those of `own_step` are left out: the operator has taken them into its own.
    """
    names = {file.path.name for file in own}
    seen: set[tuple[int, bytes]] = set()
    out = []
    for companion in (file for dataset in datasets for file in dataset.companions):
        content = companion.path.read_bytes()
        key = (len(content), hashlib.sha256(content).digest())
        if key in seen or not companion.name.endswith(_HANDED_ON) or f".{own_step}." in companion.name:
            continue
        seen.add(key)
        name, number = companion.name.replace("\\", "/").rsplit("/", 1)[-1], 2
        while name in names:
            name, number = f"{number}-{companion.name}", number + 1
        names.add(name)
        target = folder / name
        target.write_bytes(content)
        out.append(OutputFile(target, "companion"))
    return out
