"""What a workflow's form asks for: entries of the start node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Entry = dict[str, Any]

FILE_EXTENSIONS = [".jsonl", ".json", ".csv", ".tsv", ".xlsx", ".parquet", ".txt", ".md", ".html", ".zip", ".gz"]


def file_list(variable: str, label: str, *, required: bool = False) -> Entry:
    return {
        **_entry(variable, label, "file-list"),
        "required": required,
        "max_length": 10,
        "allowed_file_types": ["document", "custom"],
        "allowed_file_extensions": FILE_EXTENSIONS,
        "allowed_file_upload_methods": ["local_file", "remote_url"],
    }


def paragraph(variable: str, label: str, most: int = 48000) -> Entry:
    """Dify's studio sets no bound of its own on `most`; it does for a line."""
    return {**_entry(variable, label, "paragraph"), "max_length": most}


def line(variable: str, label: str, default: str = "") -> Entry:
    return {**_entry(variable, label, "text-input"), "max_length": 256, "default": default}


def select(variable: str, label: str, values: Sequence[str], default: str) -> Entry:
    return {**_entry(variable, label, "select"), "options": list(values), "default": default}


def number(variable: str, label: str, default: float) -> Entry:
    return {**_entry(variable, label, "number"), "default": str(default)}


def _entry(variable: str, label: str, kind: str) -> Entry:
    return {"variable": variable, "label": label, "type": kind, "required": False}


DATA = (file_list("data", "数据文件 / Data files"), paragraph("text", "或粘贴记录 / Or pasted records"))
LANGUAGE = select("language", "摘要语言 / Summary language", ["auto", "zh", "en"], "auto")


def target_format(*formats: str) -> Entry:
    """The first is the default."""
    return select("target_format", "目标格式 / Target format", formats, formats[0])
