"""hdfs:// by hdfs-native, a client that needs no Java: importing this makes it what fsspec takes for the scheme.

Its own face for fsspec takes an address for a web page's: it ends a path at ? and #, and loses the capitals of a cluster's
name. Here ? is a glob's, # a letter, and a name stays as HADOOP_CONF_DIR writes it. And a file with a block size it wraps in
what calls a method that the file lacks; here the file is given as it is.
"""

from __future__ import annotations

from typing import Any

import fsspec  # type: ignore[import-untyped]
from hdfs_native.fsspec import HdfsFileSystem  # type: ignore[import-not-found, unused-ignore]


class Hdfs(HdfsFileSystem):  # type: ignore[misc, unused-ignore]
    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        """`hdfs://node:8020/a/b/` → `/a/b`."""
        _, scheme, rest = path.partition("://")
        return (f"/{rest.partition('/')[2]}" if scheme else path).rstrip("/") or cls.root_marker

    @staticmethod
    def _get_kwargs_from_urls(path: str) -> dict[str, str | None]:
        """With no name between the slashes the cluster is the one that fs.defaultFS names."""
        return {"host": path.partition("://")[2].partition("/")[0] or None}

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        return super()._open(path, mode)


fsspec.register_implementation("hdfs", Hdfs, clobber=True)
