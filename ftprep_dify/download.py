"""Fetching the files that Dify hands to a tool, to disk, in pieces."""

from __future__ import annotations

from pathlib import Path

import requests
from dify_plugin.file.file import File

from ftprep.errors import DownloadError
from ftprep.ports import InputFile

CONNECT_SECONDS = 10
READ_SECONDS = 60
MAX_BYTES = 512 * 1024 * 1024
_PIECE = 1 << 16


def download(file: File, target: Path) -> InputFile:
    """Writes what the file's address holds to `target`. Raises DownloadError in words that say what to do."""
    name = file.filename or "file" + (file.extension or "")
    url = file.url
    if not url:
        raise DownloadError(
            en=f"File {name} came without an address. Upload it again; if it is the result of a node, run that node again. "
            "If every file does, set FILES_URL in Dify's .env.",
            zh=f"文件 {name} 没有附带地址。请重新上传；如果它是某个节点的结果，请重新运行该节点。若所有文件都如此，请在 Dify 的 .env 中设置 FILES_URL。",
        )
    if not url.startswith(("http://", "https://")):
        raise DownloadError(
            en=f"File {name}: Dify gave an address without a host. Set FILES_URL (or INTERNAL_FILES_URL) in Dify's .env.",
            zh=f"文件 {name}：Dify 给出的地址没有主机名。请在 Dify 的 .env 中设置 FILES_URL（或 INTERNAL_FILES_URL）。",
        )
    try:
        with requests.get(url, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)) as response:
            _check_status(response.status_code, name)
            size = 0
            with target.open("wb") as out:
                for piece in response.iter_content(_PIECE):
                    size += out.write(piece)
                    if size > MAX_BYTES:
                        raise DownloadError(
                            en=f"File {name} is larger than {MAX_BYTES >> 20} MB. Split it, or use the batch command.",
                            zh=f"文件 {name} 超过 {MAX_BYTES >> 20} MB。请拆分，或使用批处理命令。",
                        )
    except requests.RequestException as error:
        kind = type(error).__name__
        raise DownloadError(
            en=f"File {name} could not be fetched ({kind}). Check that the plugin can reach Dify's FILES_URL, then run again.",
            zh=f"无法取得文件 {name}（{kind}）。请确认插件能访问 Dify 的 FILES_URL，然后重新运行。",
        ) from None
    return InputFile(name, target)


def _check_status(status: int, name: str) -> None:
    if status in (403, 404, 410):
        raise DownloadError(
            en=f"File {name} is no longer there (HTTP {status}): its address has expired or the file was removed. Upload it again.",
            zh=f"文件 {name} 已取不到（HTTP {status}）：地址过期或文件已删除。请重新上传。",
        )
    if status != 200:
        raise DownloadError(
            en=f"File {name} could not be fetched: the server answered HTTP {status}. Run again, or upload it again.",
            zh=f"无法取得文件 {name}：服务器返回 HTTP {status}。请重试或重新上传。",
        )
