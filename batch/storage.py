"""Files by path, or by address of an object storage through fsspec (s3://, oss://, hdfs:// …) with its usual credentials.

fsspec is an extra (requirements-batch.txt), and so is what it wants for a scheme; a plain path needs neither.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from ftprep.errors import InputDataError, SettingsError

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A data file: the name that tells it apart, where it is, its size, and what changes when it does."""

    name: str
    address: str
    size: int
    mark: str


def is_address(text: str) -> bool:
    return "://" in text


def opened(address: str) -> BinaryIO:
    """For reading, from any place on."""
    if not is_address(address):
        return Path(address).open("rb", buffering=_PIECE)
    system, path = _system(address)
    return cast("BinaryIO", system.open(path, "rb"))


def local_source(name: str, path: str) -> Source:
    stat = Path(path).stat()
    return Source(name, path, stat.st_size, str(stat.st_mtime_ns))


def remote_files(pattern: str) -> list[Source]:
    """What an address stands for: a file, all below a folder, or what a glob matches. Raises InputDataError."""
    system, path = _system(pattern)
    scheme = pattern.partition("://")[0]
    try:
        if any(sign in path for sign in "*?["):
            found = [p for p, info in system.glob(path, detail=True).items() if info["type"] == "file"]
            root = os.path.commonpath([str(Path(p).parent) for p in found]) if found else ""
        elif system.isdir(path):
            found, root = list(system.find(path)), path
        else:
            found, root = [path], str(Path(path).parent)
        infos = [system.info(p) for p in sorted(found)]
    except FileNotFoundError:
        infos = []
    except OSError as error:
        raise _unreachable(pattern, error) from None
    if not infos:
        raise InputDataError(
            en=f"There is nothing at {pattern}. Check the address.", zh=f"{pattern} 处没有文件。请检查地址。"
        )
    out = []
    for info in infos:
        name = os.path.relpath(info["name"], root)
        if not any(part.startswith((".", "_")) for part in Path(name).parts):
            mark = next(
                (str(info[key]) for key in ("ETag", "etag", "mtime", "LastModified", "created") if key in info), ""
            )
            out.append(Source(name, f"{scheme}://{info['name'].removeprefix(f'{scheme}://')}", int(info["size"]), mark))
    return out


@contextlib.contextmanager
def local_copies(root: str, names: Sequence[str]) -> Iterator[list[Path]]:
    """Files below a folder or address, at hand as files of this machine."""
    if not is_address(root):
        yield [Path(root) / name for name in names]
        return
    with tempfile.TemporaryDirectory(prefix="ftprep-copy-") as folder:
        paths = [Path(folder) / name for name in names]
        for name, path in zip(names, paths, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            copy(f"{root.rstrip('/')}/{name}", path)
        yield paths


def copy(address: str, target: Path) -> Path:
    with opened(address) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, _PIECE)
    return target


def read_if_there(address: str) -> bytes | None:
    """A small file's content."""
    if not is_address(address):
        path = Path(address)
        return path.read_bytes() if path.exists() else None
    system, path_there = _system(address)
    try:
        return bytes(system.cat_file(path_there))
    except FileNotFoundError:
        return None


def hand_over(folder: Path, names: Sequence[str], root: str) -> None:
    """Puts files of a folder below an address, in this order."""
    system, base = _system(root)
    for name in names:
        target = f"{base.rstrip('/')}/{name}"
        try:
            with contextlib.suppress(FileExistsError):
                system.makedirs(target.rpartition("/")[0], exist_ok=True)
            with (folder / name).open("rb") as source, system.open(target, "wb") as out:
                shutil.copyfileobj(source, out, _PIECE)
        except OSError as error:
            raise _unreachable(root, error) from None


def _system(address: str) -> tuple[Any, str]:
    scheme = address.partition("://")[0]
    try:
        fsspec = importlib.import_module("fsspec")
        system, path = fsspec.core.url_to_fs(address)
    except ImportError:
        raise SettingsError(
            en=f"Addresses of {scheme}:// need fsspec and its package for them: pip install fsspec, and s3fs, ossfs or what it names.",
            zh=f"{scheme}:// 地址需要 fsspec 及对应的包：pip install fsspec，以及 s3fs、ossfs 等。",
        ) from None
    except ValueError:
        raise SettingsError(
            en=f"There is no storage {scheme}://. Known are s3://, oss://, hdfs:// and others of fsspec.",
            zh=f"不支持 {scheme}:// 存储。可用 s3://、oss://、hdfs:// 等 fsspec 支持的类型。",
        ) from None
    return system, str(path)


def _unreachable(address: str, error: OSError) -> InputDataError:
    kind = type(error).__name__
    return InputDataError(
        en=f"{address} could not be reached ({kind}). Check the address and this storage's usual credentials.",
        zh=f"无法访问 {address}（{kind}）。请检查地址以及该存储的常用凭据。",
    )
