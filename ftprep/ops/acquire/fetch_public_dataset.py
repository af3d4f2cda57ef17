"""Public data sets → records, with their licence."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import orjson

from ftprep.errors import DownloadError, SettingsError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.acquire._fetching import PROBLEMS
from ftprep.ops.acquire._public.collections import BASES, VIEWER, Listing, RemoteFile, headers_for, listing
from ftprep.ports import Answer, FetchRules, InputFile
from ftprep.record import Record
from ftprep.report import Reject

STEP = "fetch_public_dataset"
_ROWS_A_PAGE = 100
"""What the viewer's API gives at most."""
_BYTES_A_ROW = 4000
_ATTEMPTS = 4
_LINES = (".csv", ".tsv", ".jsonl", ".txt")
_COUNT = {"type": "number"}
_TEXT = {"type": "string"}


class FetchPublicDatasetOptions(Options):
    source: Literal["huggingface", "kaggle", "s3", "uci", "link"] = setting(
        "huggingface", help="Where the data set is."
    )
    name: str = setting(
        "", help="Owner/name on Hugging Face and Kaggle, bucket/prefix of a public S3 bucket, UCI's number, or a link."
    )
    rows: int = setting(1000, help="So many rows from the beginning, without taking the whole; 0 takes all.", ge=0)
    file: str = setting("", help="Which files, by name or pattern such as data/train*; empty: all that hold data.")
    split: str = setting("train", help="The split, on Hugging Face.")
    token: str = setting("", help="A Hugging Face token, or Kaggle's name:key. Sent to that host alone.", secret=True)
    subset: str = setting("", help="The configuration, on Hugging Face; empty: the first.", panel=False)
    sha256: str = setting("", help="What a single file must have as its checksum.", panel=False)
    max_megabytes: float = setting(200, help="Of one file.", gt=0, le=2000, panel=False)
    base_url: str = setting("", help="Another host that speaks the same API: a mirror.", panel=False)
    allow_hosts: tuple[str, ...] = setting((), help="Hosts or networks inside that may be reached.", panel=False)


@operator(
    "source",
    FetchPublicDatasetOptions,
    reasons=PROBLEMS,
    figures={"licence": _TEXT, "rows_there": _COUNT, "files": {"type": "array", "items": {"type": "object", "properties": {"name": _TEXT, "bytes": _COUNT, "sha256": _TEXT}}}},
    variables={"licence": {"type": "string", "description": "The licence that the collection states; empty where it states none."}, "listed": {"type": "array", "items": {"type": "string"}, "description": "Names of the data set's files."}},
    uses_network=True,
)  # fmt: skip
def fetch_public_dataset(options: FetchPublicDatasetOptions, context: Context) -> Iterator[Record | Reject]:
    """Fetches a public data set: from Hugging Face, Kaggle, public S3 buckets, UCI, or any direct link.

    A sample is taken without the whole. Downloads go on where they were cut off, and checksums are compared. The licence
    is shown and stays with every record.
    """
    name = options.name.strip() or context.text.strip().partition("\n")[0].strip()
    if not name:
        raise SettingsError(
            en="Setting name: say which data set, there or in `text`.", zh="设置 name：请在此处或 text 中填写数据集。"
        )
    return _Taking(options.model_copy(update={"name": name}), context).run()


class _Taking:
    def __init__(self, options: FetchPublicDatasetOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._fetcher = context.network()
        self._refused: list[Reject] = []
        self._failed = 0
        self._rules = FetchRules(
            allow=options.allow_hosts, max_bytes=int(options.max_megabytes * 1_000_000), seconds=500, retries=2
        )
        self._headers = headers_for(options.source, options.token)
        self._base = options.base_url.strip().rstrip("/") or BASES[options.source]
        self._label = f"{options.source}:{options.name.strip().partition('?')[0]}"

    def run(self) -> Iterator[Record | Reject]:
        options, context = self._options, self._context
        with tempfile.TemporaryDirectory(prefix="ftprep-public-") as folder:
            found = listing(
                options.source, options.name, self._base, lambda url: self._ask(url, Path(folder) / "answer")
            )
            context.variables.update(licence=found.licence, listed=[file.name for file in found.files[:200]])
            context.report.figures.update(licence=found.licence, rows_there=0, files=[])
            self._tell(found)
            if options.source == "huggingface" and options.rows and not options.file:
                items: Iterable[Record | Reject] = context.dataset.of([self._rows(Path(folder))])
            elif options.rows:
                items = self._beginning(self._chosen(found), Path(folder))
            else:
                items = self._all(self._chosen(found), Path(folder))
            for item in items:
                yield self._labelled(item, found.licence)

    def _all(self, chosen: list[RemoteFile], folder: Path) -> Iterable[Record | Reject]:
        files = [taken for number, file in enumerate(chosen) if (taken := self._file(file, folder / str(number)))]
        return chain(self._refused, self._context.dataset.of(files) if files else ())

    def _beginning(self, chosen: list[RemoteFile], folder: Path) -> Iterator[Record | Reject]:
        """The rows wanted, from the first files on: none is fetched that they do not need."""
        data = {file.name for file in self._context.dataset.of([InputFile(file.name, folder) for file in chosen]).files}
        wanted, taken = [file for file in chosen if file.name in data], 0
        for number, file in enumerate(wanted):
            fetched = self._file(file, folder / "file")
            yield from self._refused
            self._refused.clear()
            if fetched is not None:
                for item in islice(self._context.dataset.of([fetched]), self._options.rows - taken):
                    taken += 1
                    yield item
            if taken == self._options.rows and (left := len(wanted) - number - 1):
                self._context.report.note(
                    en=f"These rows took {number + 1} of {len(wanted)} files; {left} were not fetched.",
                    zh=f"所需的行来自 {len(wanted)} 个文件中的前 {number + 1} 个，其余 {left} 个没有下载。",
                )
                return

    def _tell(self, found: Listing) -> None:
        licence = found.licence
        self._context.report.note(
            en=f"{self._label}: licence {licence or 'not stated: ask its authors before you train on it'}.",
            zh=f"{self._label}：许可证 {licence or '未注明，训练前请向作者确认'}。",
        )

    def _labelled(self, item: Record | Reject, licence: str) -> Record | Reject:
        if isinstance(item, Reject):
            return item
        lineage = item.lineage
        lineage.source = f"{self._label}/{lineage.source}"
        meta = {**item.meta, "licence": licence} if licence else item.meta
        return item.replace(meta=meta, lineage=lineage)

    def _ask(self, url: str, path: Path) -> Any:
        answer = self._fetcher.fetch(url, path, self._rules, headers=self._headers)
        self._check(answer)
        body = path.read_bytes()
        if body.lstrip()[:1] == b"<":
            return body.decode("utf-8", "replace")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise DownloadError(
                en=f"{self._label}: the server's answer is not the API's. Check base_url.",
                zh=f"{self._label}：服务器的回答不符合接口格式。请检查 base_url。",
            ) from None

    def _check(self, answer: Answer) -> None:
        if not answer.problem:
            return
        en, zh = PROBLEMS.get(answer.problem, (answer.problem, answer.problem))
        status = f" (HTTP {answer.status})" if answer.status else ""
        if answer.status in (401, 403):
            en, zh = (
                "It needs a token, or has to be agreed to on its page first.",
                "需要填写 token，或先在其网页上同意条款。",
            )
        raise DownloadError(en=f"{self._label}{status}: {en}", zh=f"{self._label}{status}：{zh}")

    def _rows(self, folder: Path) -> InputFile:
        """Row by row from the viewer's API, a page of a hundred at a time."""
        options = self._options
        base = self._base if options.base_url else VIEWER
        name = {"dataset": options.name.strip()}
        config = options.subset
        if not config:
            splits = self._ask(f"{base}/splits?{urlencode(name)}", folder / "answer").get("splits") or []
            fitting = [row for row in splits if row.get("split") == options.split]
            if not fitting:
                there = ", ".join(sorted({str(row.get("split")) for row in splits})) or "none"
                raise SettingsError(
                    en=f"Setting split: there is no {options.split!r}. There are: {there}.",
                    zh=f"设置 split：没有 {options.split!r}。现有：{there}。",
                )
            config = str(fitting[0].get("config", "default"))
        path = folder / "rows.jsonl"
        taken = 0
        with path.open("wb") as out:
            while taken < options.rows:
                length = min(_ROWS_A_PAGE, options.rows - taken)
                query = urlencode({**name, "config": config, "split": options.split, "offset": taken, "length": length})
                page = self._ask(f"{base}/rows?{query}", folder / "answer")
                rows = page.get("rows") or []
                for row in rows:
                    out.write(orjson.dumps(row.get("row")) + b"\n")
                taken += len(rows)
                self._context.report.figures["rows_there"] = int(page.get("num_rows_total") or taken)
                if len(rows) < length:
                    break
        self._took(RemoteFile(f"{config}-{options.split}.jsonl", ""), path)
        return InputFile(f"{config}-{options.split}.jsonl", path)

    def _chosen(self, found: Listing) -> list[RemoteFile]:
        wanted = self._options.file.strip()
        files = [file for file in found.files if not wanted or fnmatch(file.name, wanted) or file.name == wanted]
        if not files:
            there = ", ".join(file.name for file in found.files[:20]) or "none"
            raise SettingsError(
                en=f"Setting file: no file of that name. There are: {there}.",
                zh=f"设置 file：没有这样的文件。现有：{there}。",
            )
        return files

    def _file(self, file: RemoteFile, path: Path) -> InputFile | None:
        """The whole file; or, of a file of lines of which some rows are wanted, its beginning up to a line's end."""
        part = (
            self._options.rows * _BYTES_A_ROW
            if self._options.rows and file.name.lower().endswith(_LINES) and not self._options.sha256
            else 0
        )
        headers = {**self._headers, **({"Range": f"bytes=0-{part - 1}", "Accept-Encoding": "identity"} if part else {})}
        rules = replace(self._rules, retries=0)  # what was cut off is resumed below, not begun again
        answer = self._fetcher.fetch(file.url, path, rules, headers=headers)
        for _ in range(_ATTEMPTS):
            if answer.problem != "cut_off" or not answer.size:
                break
            answer = self._fetcher.fetch(file.url, path, rules, headers=self._headers, start=answer.size)
        if answer.problem:
            self._failed += 1
            detail = answer.detail or (f"HTTP {answer.status}" if answer.status else "")
            self._refused.append(
                Reject(answer.problem, STEP, self._label, self._failed, {"file": file.name}, detail=detail)
            )
            return None
        if part and answer.status == 206 and path.stat().st_size >= part:
            content = path.read_bytes()
            path.write_bytes(content[: content.rfind(b"\n") + 1] or content)
        else:
            self._compare(file, path)
        self._took(file, path)
        return InputFile(file.name, path)

    def _compare(self, file: RemoteFile, path: Path) -> None:
        wanted = self._options.sha256.strip().lower()
        if (wanted and _digest(path, "sha256") != wanted) or (file.md5 and _digest(path, "md5") != file.md5):
            raise DownloadError(
                en=f"{file.name}: the checksum is another than it should be. Fetch it again, or check the one you gave.",
                zh=f"{file.name}：校验和不一致。请重新获取，或检查所填的校验和。",
            )

    def _took(self, file: RemoteFile, path: Path) -> None:
        row = {"name": file.name, "bytes": path.stat().st_size, "sha256": _digest(path, "sha256")}
        self._context.report.figures["files"].append(row)


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, kind).hexdigest()
