"""The file store as graphon wants it, and graphon's File objects for what is in the store."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal, override
from urllib.parse import unquote, urlsplit

from graphon.file import File, FileTransferMethod, FileType, standardize_file_type
from graphon.file.protocols import WorkflowFileRuntimeProtocol
from graphon.http.protocols import HttpResponseProtocol
from graphon.workflow_type_encoder import WorkflowRuntimeTypeConverter

from ftprep.record import without_surrogates
from plugin_host.engine.files import FileStore, StoredFile, guess_mime_type, plain_name


def file_type(name: str, mime_type: str = "") -> FileType:
    """document, image, …: by extension, then MIME type; custom for everything else (JSONL too), as in Dify."""
    return standardize_file_type(extension=PurePosixPath(name).suffix.lower(), mime_type=mime_type)


def stored(file: StoredFile, method: FileTransferMethod, kind: FileType | None = None) -> File:
    """A File for one in the store."""
    return File(
        file_id=file.id,
        file_type=kind or file_type(file.name, file.mime_type),
        transfer_method=method,
        related_id=file.id,
        filename=file.name,
        extension=file.extension,
        mime_type=file.mime_type,
        size=file.size,
    )


def remote(url: str, kind: FileType | None = None) -> File:
    """A File for an address, which the plugin fetches itself; its name is the address's last part.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.port == 0:  # a port that is none raises
        raise ValueError("no host, or no port")
    name = plain_name(unquote(PurePosixPath(parts.path).name)) if parts.path.strip("/") else "file"
    mime_type = guess_mime_type(name)
    return File(
        file_type=kind or file_type(name, mime_type),
        transfer_method=FileTransferMethod.REMOTE_URL,
        remote_url=url,
        filename=name,
        extension=PurePosixPath(name).suffix.lower(),
        mime_type=mime_type,
    )


class GraphFiles(WorkflowFileRuntimeProtocol):
    """Addresses and contents of files, from the store."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._encoder = WorkflowRuntimeTypeConverter()

    def encoded(self, value: Any) -> Any:
        """`value` with every File as Dify's dict and nothing that JSON can't hold; to be called where this runtime is in
        use."""
        return without_surrogates(self._encoder.value_to_json_encodable_recursive(value))

    @property
    @override
    def multimodal_send_format(self) -> str:
        return "base64"

    @override
    def http_get(self, url: str, *, follow_redirects: bool = True) -> HttpResponseProtocol:
        raise NotImplementedError("the engine itself fetches no addresses")

    @override
    def storage_load(self, path: str, *, stream: bool = False) -> bytes | Generator[bytes, None, None]:
        return self._files.resolve(path).path.read_bytes()

    @override
    def load_file_bytes(self, *, file: File) -> bytes:
        return self._files.resolve(file.related_id or "").path.read_bytes()

    @override
    def resolve_file_url(self, *, file: File, for_external: bool = True) -> str | None:
        if file.transfer_method is FileTransferMethod.REMOTE_URL:
            return file.remote_url
        return self.resolve_upload_file_url(upload_file_id=file.related_id or "")

    @override
    def resolve_upload_file_url(
        self, *, upload_file_id: str, as_attachment: bool = False, for_external: bool = True
    ) -> str:
        try:
            return self._files.signed_url(upload_file_id)
        except KeyError:  # it was removed; its entry may still be printed
            return ""

    @override
    def resolve_tool_file_url(self, *, tool_file_id: str, extension: str, for_external: bool = True) -> str:
        return self.resolve_upload_file_url(upload_file_id=tool_file_id)

    @override
    def verify_preview_signature(
        self, *, preview_kind: Literal["image", "file"], file_id: str, timestamp: str, nonce: str, sign: str
    ) -> bool:
        return False


class ToolFiles:
    """Where nodes other than tools (an HTTP request) leave files. `kept` is told each id."""

    def __init__(self, files: FileStore, kept: list[str]) -> None:
        self._files = files
        self._kept = kept

    def create_file_by_raw(self, *, file_binary: bytes, mimetype: str, filename: str | None = None) -> File:
        file_id = self._files.put(file_binary, filename or "file", mimetype)
        self._kept.append(file_id)
        return stored(self._files.resolve(file_id), FileTransferMethod.TOOL_FILE)

    def get_file_generator_by_tool_file_id(
        self, tool_file_id: str
    ) -> tuple[Generator[bytes, None, None] | None, File | None]:
        try:
            return None, stored(self._files.resolve(tool_file_id), FileTransferMethod.TOOL_FILE)
        except KeyError:
            return None, None

    def build_from_mapping(self, *, mapping: Mapping[str, Any]) -> File:
        found = self._files.resolve(str(mapping.get("tool_file_id") or mapping.get("related_id")))
        return stored(found, FileTransferMethod.TOOL_FILE)
