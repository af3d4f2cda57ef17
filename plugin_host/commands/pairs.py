"""NAME=VALUE on the command line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ftprep.ports import InputFile


def settings(pairs: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE; NAME=@FILE takes the file's text. Raises click.UsageError."""
    out = {}
    for pair in pairs:
        name, value = _split(pair, "--set")
        out[name] = _text(Path(value[1:])) if value.startswith("@") and Path(value[1:]).is_file() else value
    return out


def inputs(pairs: Iterable[str]) -> dict[str, list[Any]]:
    """NAME=FILE, several a name; an http(s) address stands for a file elsewhere. Raises click.UsageError."""
    out: dict[str, list[Any]] = defaultdict(list)
    for pair in pairs:
        name, value = _split(pair, "--input")
        if value.startswith(("http://", "https://")):
            out[name].append({"transfer_method": "remote_url", "url": value})
        else:
            out[name].append(file(value))
    return dict(out)


def file(value: str) -> InputFile:
    """A file that is there. Raises click.UsageError."""
    path = Path(value)
    if not path.is_file():
        raise click.UsageError(f"没有文件 {value} | There is no file {value}.")
    return InputFile(path.name, path)


def _split(pair: str, option: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        raise click.UsageError(f"{option} {pair}: 请写成 名称=值 | write NAME=VALUE.")
    return name.strip(), value


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise click.UsageError(f"{path}: 不是 UTF-8 文本 | not UTF-8 text.") from None
