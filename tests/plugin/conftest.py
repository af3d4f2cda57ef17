"""The real plugin process, one for all tests here, spoken to as Dify's daemon does."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from plugin_host.engine import FileStore, PluginProcess


@dataclass
class Called:
    """What a call gave."""

    text: str = ""
    variables: dict = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    longest_line: int = 0


class Caller:
    def __init__(self, plugin, store):
        self.plugin = plugin
        self.store = store

    def __call__(self, tool, *, files=(), seconds=300, **parameters) -> Called:
        if files:
            parameters["dataset"] = [self.file(name, content) for name, content in files]
        out = Called()
        pieces: dict[str, tuple[str, bytearray]] = {}
        for message in self.plugin.call("data_prep", tool, parameters, user="test", seconds=seconds).messages():
            body = message["message"]
            if message["type"] != "blob_chunk":
                out.longest_line = max(out.longest_line, len(json.dumps(message)))
            match message["type"]:
                case "text":
                    out.text += body["text"]
                case "variable":
                    out.variables[body["variable_name"]] = body["variable_value"]
                case "blob_chunk":
                    name = message["meta"]["filename"]
                    pieces.setdefault(body["id"], (name, bytearray()))[1].extend(base64.b64decode(body["blob"]))
        out.files = {name: bytes(content) for name, content in pieces.values()}
        return out

    def file(self, name: str, content: bytes | str | Path) -> dict:
        if isinstance(content, str):
            content = content.encode()
        identity = self.store.put(content, name)
        return self.remote(name, self.store.signed_url(identity))

    @staticmethod
    def remote(name: str, url: str) -> dict:
        return {
            "dify_model_identity": "__dify__file__",
            "url": url,
            "filename": name,
            "extension": Path(name).suffix,
            "mime_type": "application/octet-stream",
            "size": 1,
            "type": "document",
        }


@pytest.fixture(scope="session")
def plugin():
    with PluginProcess() as process:
        yield process


@pytest.fixture(scope="session")
def call(plugin):
    with FileStore() as store:
        yield Caller(plugin, store)
