"""What a collection says of a data set: its files, where they are, its licence. Addresses follow the documents of
Hugging Face (Hub and dataset viewer API), Kaggle (public API v1), Amazon S3 (ListObjectsV2) and UCI (dataset API)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from ftprep.errors import SettingsError

Ask = Callable[[str], Any]
"""An address → the JSON or the text there."""
BASES = {
    "huggingface": "https://huggingface.co",
    "kaggle": "https://www.kaggle.com",
    "s3": "",
    "uci": "https://archive.ics.uci.edu",
    "link": "",
}
VIEWER = "https://datasets-server.huggingface.co"
DATA = (".parquet", ".jsonl", ".json", ".csv", ".tsv", ".txt", ".zip", ".gz", ".xlsx", ".md")
_ITEM = re.compile(r"<Contents>(.*?)</Contents>", re.DOTALL)
_MORE = re.compile(r"<NextContinuationToken>(.*?)</NextContinuationToken>", re.DOTALL)
_PAGES = 20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    name: str
    url: str
    size: int = 0
    md5: str = ""


@dataclass(slots=True)
class Listing:
    files: list[RemoteFile] = field(default_factory=list)
    licence: str = ""


def headers_for(source: str, token: str) -> dict[str, str]:
    """Hugging Face takes a bearer token; Kaggle the user's name and key, as name:key."""
    if not token:
        return {}
    if source == "kaggle":
        return {"Authorization": "Basic " + base64.b64encode(token.encode()).decode()}
    return {"Authorization": f"Bearer {token}"}


def listing(source: str, name: str, base: str, ask: Ask) -> Listing:
    """Raises SettingsError where the name is none of that collection's."""
    return _READERS[source](name.strip(), base, ask)


def _two(name: str) -> tuple[str, str]:
    owner, slash, rest = name.partition("/")
    if not slash or not owner or not rest or "/" in rest or ".." in name:
        raise SettingsError(en="Setting name: write it as owner/name.", zh="设置 name：请写成 所有者/数据集名。")
    return quote(owner), quote(rest)


def _huggingface(name: str, base: str, ask: Ask) -> Listing:
    owner, own = _two(name)
    about = ask(f"{base}/api/datasets/{owner}/{own}")
    card = about.get("cardData") or {}
    licence = card.get("license") or next(
        (tag.partition(":")[2] for tag in about.get("tags") or () if str(tag).startswith("license:")), ""
    )
    files = [
        RemoteFile(
            row["rfilename"],
            f"{base}/datasets/{owner}/{own}/resolve/main/{quote(row['rfilename'])}",
            int(row.get("size") or 0),
        )
        for row in about.get("siblings") or ()
        if str(row.get("rfilename", "")).lower().endswith(DATA) and not str(row["rfilename"]).startswith("README")
    ]
    return Listing(files, ", ".join(licence) if isinstance(licence, list) else str(licence))


def _kaggle(name: str, base: str, ask: Ask) -> Listing:
    owner, own = _two(name)
    about = ask(f"{base}/api/v1/datasets/view/{owner}/{own}")
    rows = ask(f"{base}/api/v1/datasets/list/{owner}/{own}").get("datasetFiles") or []
    place = f"{base}/api/v1/datasets/download/{owner}/{own}"
    files = [
        RemoteFile(str(row["name"]), f"{place}/{quote(str(row['name']))}", int(row.get("totalBytes") or 0))
        for row in rows
    ]
    return Listing([file for file in files if file.name.lower().endswith(DATA)], str(about.get("licenseName") or ""))


def _s3(name: str, base: str, ask: Ask) -> Listing:
    bucket, _, prefix = name.removeprefix("s3://").partition("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise SettingsError(en="Setting name: write it as bucket/prefix.", zh="设置 name：请写成 存储桶/前缀。")
    place = f"{base}/{bucket}" if base else f"https://{bucket}.s3.amazonaws.com"
    out, more = Listing(), ""
    for _ in range(_PAGES):
        query = {"list-type": "2", "prefix": prefix, **({"continuation-token": more} if more else {})}
        page = str(ask(f"{place}/?{urlencode(query)}"))
        for item in _ITEM.findall(page):
            key, size, tag = (_tag(item, part) for part in ("Key", "Size", "ETag"))
            tag = tag.strip('"')
            if key.lower().endswith(DATA):
                out.files.append(
                    RemoteFile(
                        key, f"{place}/{quote(key)}", int(size or 0), tag if re.fullmatch("[0-9a-f]{32}", tag) else ""
                    )
                )
        found = _MORE.search(page)
        if not found:
            break
        more = unescape(found[1])
    return out


def _tag(item: str, name: str) -> str:
    match = re.search(rf"<{name}>(.*?)</{name}>", item, re.DOTALL)
    return unescape(match[1]) if match else ""


def _uci(name: str, base: str, ask: Ask) -> Listing:
    if not name.isdigit():
        raise SettingsError(
            en="Setting name: UCI's data sets have numbers, such as 53.", zh="设置 name：UCI 的数据集用编号，例如 53。"
        )
    about = ask(f"{base}/api/dataset?id={name}").get("data") or {}
    url = str(about.get("data_url") or "")
    return Listing(
        [RemoteFile(url.rpartition("/")[2] or "data.csv", url)] if url else [], str(about.get("license") or "CC BY 4.0")
    )


def _link(name: str, base: str, ask: Ask) -> Listing:
    del base, ask
    return Listing([RemoteFile(name.partition("?")[0].rpartition("/")[2] or "data", name)])


_READERS: Mapping[str, Callable[[str, str, Ask], Listing]] = {"huggingface": _huggingface, "kaggle": _kaggle, "s3": _s3, "uci": _uci, "link": _link}  # fmt: skip
