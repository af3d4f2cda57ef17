"""A run's results in a folder: its files under their names, outputs.json, run.json."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from ftprep.errors import DownloadError
from ftprep.record import without_surrogates
from plugin_host.engine.files import FileStore, plain_name

OUTPUTS, RUN = "outputs.json", "run.json"


class ResultFolder:
    """Takes away what an earlier run left there (its run.json lists it), then takes the new run's results."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._clear()

    def save(self, outputs: Mapping[str, Any], files: FileStore) -> None:
        """Writes the files and outputs.json, which names each file where the output held it. Raises DownloadError.

        A text of several lines becomes a file of its own too, for people to read.
        """
        told = {name: self._told(value, files) for name, value in outputs.items()}
        for name, value in outputs.items():
            if isinstance(value, str) and "\n" in value.strip():
                own = self._free(f"{plain_name(name)}.md")
                (self._folder / own).write_text(value, "utf-8")
                self.names.append(own)
        self._write(OUTPUTS, told)

    def close(self, run: Mapping[str, Any]) -> None:
        """Writes run.json."""
        self._write(RUN, {**run, "files": self.names})

    def _clear(self) -> None:
        try:
            listed = json.loads((self._folder / RUN).read_text("utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return
        for name in (*listed, OUTPUTS, RUN):
            if isinstance(name, str) and name == plain_name(name):
                (self._folder / name).unlink(missing_ok=True)

    def _told(self, value: Any, files: FileStore) -> Any:
        if isinstance(value, list):
            return [self._told(item, files) for item in value]
        if isinstance(value, dict) and value.get("dify_model_identity") == "__dify__file__":
            name = self._free(plain_name(str(value.get("filename") or "file")))
            self._fetch(value, self._folder / name, files)
            self.names.append(name)
            return {"file": name, "bytes": (self._folder / name).stat().st_size, "mime_type": value.get("mime_type")}
        return value

    def _free(self, name: str) -> str:
        number, wanted = 2, name
        while wanted in (*self.names, OUTPUTS, RUN):
            wanted, number = f"{number}-{name}", number + 1
        return wanted

    def _fetch(self, value: Mapping[str, Any], target: Path, files: FileStore) -> None:
        try:
            shutil.copyfile(files.resolve(str(value.get("related_id"))).path, target)
        except KeyError:  # a file elsewhere, handed through
            try:
                response = httpx.get(str(value["url"]), timeout=60, follow_redirects=True).raise_for_status()
            except (httpx.HTTPError, httpx.InvalidURL, KeyError):
                raise DownloadError(
                    en=f"The file {target.name} could not be fetched from its address.",
                    zh=f"无法从地址取得文件 {target.name}。",
                ) from None
            target.write_bytes(response.content)

    def _write(self, name: str, value: Any) -> None:
        text = json.dumps(without_surrogates(value), ensure_ascii=False, indent=2)  # arguments may be no UTF-8
        (self._folder / name).write_text(text + "\n", "utf-8")
