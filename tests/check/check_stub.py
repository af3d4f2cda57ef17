"""A plugin that exists only here: what `good.yml` and the reference examples use."""

from typing import Any

from plugin_host.check.workflow.catalogue import Catalogue, ToolSpec


def _setting(name: str, kind: str, default: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "form": "form", "required": False, "default": default, **more}


def _input(name: str, kind: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "type": kind, "form": "llm", "required": required}


_REPORT = {"type": "object", "properties": {"read": {"type": "number"}, "kept": {"type": "number"}}}

LOAD = {
    "identity": {"name": "load_records"},
    "parameters": [
        _input("dataset", "files"),
        _input("text", "string"),
        _setting("mode", "select", "auto", options=[{"value": "auto"}, {"value": "strict"}]),
        _setting("limit", "number", None, min=1, max=1000),
        _setting("strict", "boolean", False),
        _setting("note", "string", ""),
    ],
    "output_schema": {
        "type": "object",
        "properties": {
            "batches": {"type": "array", "items": {"type": "string"}, "maxItems": 100},
            "report": _REPORT,
            "kept": {"type": "number"},
        },
    },
}
COLLECT = {
    "identity": {"name": "collect_records"},
    "parameters": [_input("dataset", "files"), _input("replies", "array", required=True)],
    "output_schema": {"type": "object", "properties": {"report": _REPORT}},
}

CATALOGUE = Catalogue(
    "acme/flowprep",
    "0.0.1",
    {"acme/flowprep/flowprep": {spec.name: spec for spec in map(ToolSpec.from_yaml, (LOAD, COLLECT))}},
)
