import json
import os
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage


class Act(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        how = tool_parameters["how"]
        deed = DEEDS.get(how)
        if deed is not None:
            deed()
        if how == "files":
            for name, size in (("一.bin", 3_000_000), ("two.txt", 0), ("one.bin", 100_000)):
                yield self.create_blob_message(bytes(n % 251 for n in range(size)), {"filename": name})
        elif how == "huge":
            yield self.create_blob_message(bytes(52 << 20), {"filename": "huge.bin"})
        elif how == "wide":
            yield self.create_text_message("宽" * 2_000_000)
        elif how == "long":
            yield self.create_text_message("x" * ((5 << 20) - 1000))
        yield self.create_text_message(how)


def fail() -> None:
    raise ValueError("the tool's own words")


def spin() -> None:
    """Holds the event loop, and heartbeats with it."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        pass


def noise() -> None:
    sys.stderr.write("x" * 300_000)
    sys.stdout.write("not of the protocol\n\n" + json.dumps({"event": "session"}) + "\n\n")


DEEDS = {
    "die": lambda: os._exit(3),
    "raise": fail,
    "sleep": lambda: time.sleep(30),  # gives way to others, and to heartbeats
    "spin": spin,
    "noise": noise,
    "temp": lambda: Path(tempfile.mkdtemp(), "left").write_text("x"),
}
