"""Files → a .difypkg, the same bytes for the same files wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from ftprep.errors import FtprepError
from plugin_host.package.files import plugin_files

MAX_PACKED = 10 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
_LEVEL = 9
_WHEN = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


class PackageError(FtprepError):
    """The plugin can't be packaged as it is."""


@dataclass(frozen=True, slots=True)
class Package:
    """`identifier` is what workflows call it by: author/name:version@checksum."""

    author: str
    name: str
    version: str
    checksum: str
    content: bytes
    files: tuple[str, ...]
    unpacked: int

    @property
    def identifier(self) -> str:
        return f"{self.author}/{self.name}:{self.version}@{self.checksum}"

    @property
    def filename(self) -> str:
        return f"{self.author}-{self.name}-{self.version}.difypkg"


def build(root: Path) -> Package:
    """The package of the plugin in `root`. Raises PackageError where Dify would not take it."""
    files = plugin_files(root)
    if "manifest.yaml" not in files:
        raise PackageError(en=f"There is no manifest.yaml in {root}.", zh=f"{root} 中没有 manifest.yaml。")
    manifest = yaml.safe_load(files["manifest.yaml"])
    unpacked = sum(map(len, files.values()))
    content = archive(files)
    for size, limit, en, zh in (
        (unpacked, MAX_UNPACKED, "unpacked", "解压后"),
        (len(content), MAX_PACKED, "packed", "压缩后"),
    ):
        if size > limit:
            largest = ", ".join(f"{name} ({len(files[name]):,})" for name in _largest(files))
            raise PackageError(
                en=f"The package has {size:,} bytes {en}, more than {limit:,}. Largest: {largest}.",
                zh=f"插件包{zh} {size:,} 字节，超过 {limit:,}。最大的文件：{largest}。",
            )
    return Package(
        str(manifest["author"]),
        str(manifest["name"]),
        str(manifest["version"]),
        checksum(files),
        content,
        tuple(files),
        unpacked,
    )


def checksum(files: Mapping[str, bytes]) -> str:
    """The daemon's: SHA-256 over, in order of path, the SHA-256 of each path and the SHA-256 of its content.

    >>> checksum({"b": b"2", "a": b"1"}) == checksum({"a": b"1", "b": b"2"}) != checksum({"a": b"12"})
    True
    """
    total = hashlib.sha256()
    for path in sorted(files, key=str.encode):
        total.update(hashlib.sha256(path.encode()).digest())
        total.update(hashlib.sha256(files[path]).digest())
    return total.hexdigest()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A deflated zip with the files at its root, sorted, without folders, times or owners."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for path in sorted(files, key=str.encode):
            entry = zipfile.ZipInfo(path, _WHEN)
            entry.external_attr = _MODE
            entry.create_system = 3  # Unix, on whatever it is made
            package.writestr(entry, files[path], zipfile.ZIP_DEFLATED, _LEVEL)
    return out.getvalue()


def _largest(files: Mapping[str, bytes]) -> list[str]:
    return sorted(files, key=lambda name: -len(files[name]))[:3]
