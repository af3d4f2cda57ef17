"""Files by path, or by address of an object storage through fsspec (s3://, oss://, hdfs:// …) with its usual credentials.

fsspec is an extra (requirements-batch.txt), and so is what it wants for a scheme; a plain path needs neither.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from ftprep.errors import FtprepError, InputDataError, SettingsError
from ftprep.ops.cluster._package import STORAGE

_PIECE = 1 << 20
_AHEAD = 256 << 10
"""Bytes read beyond what is asked for, of a storage: its own packages read up to 50 MB ahead, for each stretch anew."""
_MARKS = ("ETag", "etag", "mtime", "modificationTime", "modification_time", "LastModified", "last_modified", "created")
"""What storages call that which changes when a file does."""
_OSS = {"key": "OSS_ACCESS_KEY_ID", "secret": "OSS_ACCESS_KEY_SECRET", "token": "OSS_SESSION_TOKEN"}
"""The environment variables of Alibaba Cloud's own tools, which ossfs does not read."""
_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL",
    "oss": "OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_ENDPOINT",
    "webhdfs": "FSSPEC_WEBHDFS_USER, FSSPEC_WEBHDFS_TOKEN",
    "hdfs": "HADOOP_CONF_DIR, HADOOP_USER_NAME",
}
_PROBE = "_writable"


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
    """For reading, from any place on. Raises InputDataError, also later, where the storage fails while it is read."""
    if not is_address(address):
        return Path(address).open("rb", buffering=_PIECE)
    system, path = _system(address)
    with _reaching(address):
        file = system.open(path, "rb", block_size=_AHEAD, cache_type="readahead")
        return cast("BinaryIO", io.BufferedReader(_Far(file, address), _AHEAD))


def local_source(name: str, path: str) -> Source:
    stat = Path(path).stat()
    return Source(name, path, stat.st_size, str(stat.st_mtime_ns))


def remote_files(pattern: str) -> list[Source]:
    """What an address stands for: a file, all below a folder, or what a glob matches. Raises InputDataError."""
    system, path = _system(pattern)
    before = _before(pattern, path)
    with _reaching(pattern):
        try:
            infos, root = _found(system, path)
        except FileNotFoundError:
            infos, root = [], ""
    if not infos:
        en, zh = _hint(pattern)
        raise InputDataError(
            en=f"There is nothing at {pattern}. Check the address{en and f' and the credentials{en}'}.",
            zh=f"{pattern} 处没有文件。请检查地址{zh and f'与凭据{zh}'}。",
        )
    out = []
    for info in sorted(infos, key=lambda info: str(info["name"])):
        address = f"{before}{info['name'].removeprefix(before)}"
        mark = next((str(info[key]) for key in _MARKS if key in info), "")
        out.append(Source(posixpath.relpath(info["name"], root), address, int(info["size"]), mark))
    return out


def _found(system: Any, path: str) -> tuple[list[dict[str, Any]], str]:
    """What is said of each file, and the folder that their names begin with. What is hidden in a folder or from a glob
    is so as on this machine."""
    system.invalidate_cache()
    if any(sign in path for sign in "*?["):
        files, hidden = _files(system.glob(path, detail=True)), "."
        root = os.path.commonpath([posixpath.dirname(info["name"]) for info in files]) if files else ""
    elif system.isdir(path):
        files, hidden, root = _files(system.find(path, detail=True)), "._", path
    else:
        return [system.info(path)], posixpath.dirname(path)
    return [info for info in files if not _any_part(posixpath.relpath(info["name"], root), hidden)], root


def _files(found: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [info for info in found.values() if info["type"] == "file"]


def _any_part(name: str, signs: str) -> bool:
    return any(part.startswith(tuple(signs)) for part in name.split("/"))


def _before(pattern: str, path: str) -> str:
    """What stands before a storage's own paths: the scheme, and where the path does not hold it, the host."""
    whole = pattern.rstrip("/")
    at = path.rstrip("/")
    return whole.removesuffix(at) if at and whole.endswith(at) else f"{pattern.partition('://')[0]}://"


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
    with _reaching(address):
        try:
            return bytes(system.cat_file(path_there))
        except FileNotFoundError:
            return None


def names_at(root: str) -> list[str]:
    """What lies below an address, without what is hidden."""
    system, base = _system(root)
    base = base.rstrip("/")
    with _reaching(root):
        system.invalidate_cache()
        try:  # of what is not there, each storage's listing raises an error of its own; ossfs's exists asks for a right
            system.info(base)
        except FileNotFoundError:
            return []
        paths = [str(path).rstrip("/") for path in system.ls(base, detail=False)]
    names = {posixpath.basename(path) for path in paths if not path.endswith(base)}
    return sorted(name for name in names if not name.startswith(".") and name != _PROBE)


def check_writable(root: str) -> None:
    """Says so before the work, not after it, where nothing can be written below an address. Raises FtprepError."""
    system, base = _system(root)
    probe = f"{base.rstrip('/')}/{_PROBE}"
    with tempfile.NamedTemporaryFile() as empty, _reaching(root):
        system.put_file(empty.name, probe)
    with contextlib.suppress(Exception):  # who may write may not always delete
        system.rm_file(probe)


def hand_over(folder: Path, names: Sequence[str], root: str) -> None:
    """Puts files of a folder below an address, in this order."""
    system, base = _system(root)
    for name in names:
        with _reaching(root):
            system.put_file(str(folder / name), f"{base.rstrip('/')}/{name}")


class _Far(io.RawIOBase):
    """A file of a storage, whose errors are told in plain words."""

    def __init__(self, file: Any, address: str) -> None:
        self._file = file
        self._address = address

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(offset, whence)  # hdfs-native's says nothing
        return self.tell()

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        with _reaching(self._address):
            at = self.tell()
            piece = self._file.read(len(buffer))
            if len(piece) < min(len(buffer), (getattr(self._file, "size", None) or 0) - at):
                raise EOFError  # cut short, or an error's text in place of the data
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _system(address: str) -> tuple[Any, str]:
    scheme, _, rest = address.partition("://")
    if re.search(r":(?!\d*$)", re.sub(r"\[[^\]]*\]", "", rest.partition("/")[0])):
        raise SettingsError(
            en=f"An address of {scheme}:// must not hold a password or a key: it would stand in logs. Set it in the environment.",
            zh=f"{scheme}:// 地址中不能写密码或密钥，否则会出现在日志里。请改用环境变量。",
        )
    try:
        fsspec = importlib.import_module("fsspec")
        if scheme == "hdfs":
            importlib.import_module("batch.hdfs")
        for part in scheme.split("::"):
            fsspec.get_filesystem_class(part)
        with _reaching(address, ImportError):  # some import what they need as late as this
            system, path = fsspec.core.url_to_fs(address, **_usual(scheme))
    except ImportError:
        raise _not_installed(scheme) from None
    except ValueError:
        raise SettingsError(
            en=f"There is no storage {scheme}://. Known are s3://, oss://, hdfs:// and others of fsspec.",
            zh=f"不支持 {scheme}:// 存储。可用 s3://、oss://、hdfs:// 等 fsspec 支持的类型。",
        ) from None
    return system, str(path)


def _usual(scheme: str) -> dict[str, Any]:
    """What a storage's package would not find by itself."""
    if scheme == "oss":
        return {key: os.environ[name] for key, name in _OSS.items() if os.environ.get(name)}
    return {"auto_mkdir": True} if scheme in ("file", "local") else {}


def _not_installed(scheme: str) -> SettingsError:
    packages = " ".join(filter(None, ("fsspec", STORAGE.get(scheme))))
    return SettingsError(
        en=f"{scheme}:// needs packages that are not installed: pip install {packages} (versions: requirements-batch.txt).",
        zh=f"{scheme}:// 所需的包没有安装：pip install {packages}（版本见 requirements-batch.txt）。",
    )


@contextlib.contextmanager
def _reaching(address: str, *passed: type[Exception]) -> Iterator[None]:
    """Storages raise errors of their own libraries: what they say may hold keys, so only their kind is told."""
    try:
        yield
    except Exception as error:  # each library has its own
        if isinstance(error, (FtprepError, *passed)):
            raise
        raise _unreachable(address, error) from None


def _unreachable(address: str, error: Exception) -> InputDataError:
    kind, (en, zh) = type(error).__name__, _hint(address)
    return InputDataError(
        en=f"{address} could not be reached ({kind}). Check the address and this storage's usual credentials{en}.",
        zh=f"无法访问 {address}（{kind}）。请检查地址以及该存储的常用凭据{zh}。",
    )


def _hint(address: str) -> tuple[str, str]:
    names = _CREDENTIALS.get(address.partition("://")[0])
    return (f" ({names} …)", f"（{names} 等）") if names else ("", "")
