"""What a job needs on the cluster, as a zip: this program's own code, and the order."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ftprep.errors import SettingsError

ROOT = Path(__file__).resolve().parents[3]
ORDER = "order.json"
ENTRY = "python -m batch.submitted"
_ROOMS = ("ftprep", "batch")
_HERE_ONLY = ("dify-plugin",)
"""Of requirements.txt, what no node needs."""
STORAGE = {"s3": "s3fs", "s3a": "s3fs", "oss": "ossfs", "gs": "gcsfs", "abfs": "adlfs", "hdfs": "hdfs-native"}
"""What fsspec wants for a scheme: https://filesystem-spec.readthedocs.io (known implementations); for hdfs what needs no
Java instead: https://pypi.org/project/hdfs-native."""
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)


def packed(order: Mapping[str, Any]) -> tuple[str, bytes]:
    """(the name that Ray gives such packages, the zip). The same order makes the same zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*_code(), (ORDER, orjson.dumps(order))):
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING_OF_TIME), content, zipfile.ZIP_DEFLATED)
    content = out.getvalue()
    return f"_ray_pkg_{hashlib.sha256(content).hexdigest()[:16]}.zip", content


def requirements(addresses: list[str]) -> list[str]:
    """What nodes install: the pins of this program, and what the schemes of the addresses ask for."""
    lines = [line.strip() for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()]
    pins = [line for line in lines if line and not line.startswith(("#", *_HERE_ONLY))]
    schemes = {address.partition("://")[0] for address in addresses if "://" in address}
    more = [STORAGE[scheme] for scheme in sorted(schemes & STORAGE.keys())]
    return [*pins, *(["fsspec"] if schemes else []), *more]


def _code() -> Iterator[tuple[str, bytes]]:
    for room in _ROOMS:
        folder = ROOT / room
        if not folder.is_dir():
            raise SettingsError(
                en=f"This installation lacks the folder {room}, which goes to the cluster. Install the plugin anew.",
                zh=f"当前安装缺少要交给集群的文件夹 {room}。请重新安装插件。",
            )
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_bytes()
