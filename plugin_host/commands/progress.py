"""A run on the terminal, node by node."""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import click

_MARKS = {"succeeded": ("✓", "green"), "failed": ("✗", "red"), "exception": ("!", "yellow"), "retry": ("↻", "yellow")}
_COUNTS = (("kept", "kept"), ("rejected", "rejected"))
_TITLE_COLUMNS = 40


class Progress:
    """Prints one line a finished node to stderr, one for all items of an iteration or loop, and what failed within."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        """What run.json keeps of each node."""
        self._live = sys.stderr.isatty()
        self._inner: dict[str, int] = defaultdict(int)
        self._tokens: dict[str, int] = defaultdict(int)
        self._items: dict[str, int] = {}

    def show(self, event: Mapping[str, Any]) -> None:
        name, data = event["event"], event["data"]
        if name == "node_started":
            self._passing(f"… {data['title']}")
        elif name in ("iteration_started", "loop_started"):
            metadata = data["metadata"]
            self._items[data["node_id"]] = int(metadata.get("iteration_length") or metadata.get("loop_length") or 0)
        elif name in ("node_finished", "node_retry"):
            self._node(data)

    def _node(self, data: Mapping[str, Any]) -> None:
        container = data["iteration_id"] or data["loop_id"]
        kept = {key: data[key] for key in ("node_id", "title", "node_type", "status", "error", "elapsed_time")}
        self.nodes.append({**kept, "iteration_index": data["iteration_index"], "loop_index": data["loop_index"]})
        tokens = int((data["execution_metadata"] or {}).get("total_tokens") or 0)
        if container:
            self._inner[container] += 1
            self._tokens[container] += tokens
            if data["status"] != "succeeded":
                index = data["iteration_index"] if data["iteration_index"] is not None else data["loop_index"]
                self._line("  ", {**data, "title": f"{data['title']} [{index}]"}, [])
            else:
                self._passing(f"… {data['title']} ({self._inner[container]})")
            return
        self._line("", data, self._figures(data, tokens))

    def _figures(self, data: Mapping[str, Any], tokens: int) -> list[str]:
        outputs = data["outputs"] or {}
        out = [f"{label} {outputs[key]}" for key, label in _COUNTS if isinstance(outputs.get(key), int)]
        if data["node_id"] in self._items:
            out.append(f"{self._items[data['node_id']]} items")
            tokens = max(tokens, self._tokens[data["node_id"]])
        if data["files"]:
            out.append(f"{len(data['files'])} files")
        if tokens:
            out.append(f"{tokens} tokens")
        return out

    def _line(self, indent: str, data: Mapping[str, Any], figures: list[str]) -> None:
        mark, colour = _MARKS.get(data["status"], ("·", "white"))
        title = _padded(data["title"], _TITLE_COLUMNS - len(indent))
        error = f"\n{indent}  {data['error']}" if data["error"] else ""
        self._clear()
        shown = " · ".join(figures)
        click.echo(
            f"{indent}{click.style(mark, fg=colour)} {title} {data['elapsed_time']:7.2f} s  {shown}{error}", err=True
        )

    def _passing(self, text: str) -> None:
        if self._live:
            self._clear()
            click.echo(text[:60], nl=False, err=True)

    def _clear(self) -> None:
        if self._live:
            click.echo("\r\x1b[2K", nl=False, err=True)


def _padded(text: str, columns: int) -> str:
    """To a width on the terminal, where Chinese takes two columns."""
    width, out = 0, ""
    for character in text:
        step = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width + step > columns:
            break
        out, width = out + character, width + step
    return out + " " * (columns - width)
