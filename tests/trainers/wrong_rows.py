"""The table of wrong rows: each stands in a file of its kind, behind a row that is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("wrong_rows.jsonl")

_ALPACA = {"prompt": "instruction", "query": "input", "response": "output"}
_TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt", "observation_tag": "observation",
    "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_HUMAN, _GPT = {"from": "human", "value": "你好"}, {"from": "gpt", "value": "你好，请讲。"}
_ROW = {"instruction": "写一句话。", "input": "", "output": "春天来了。"}
_PAIR = {"conversations": [_HUMAN, _GPT]}


def _without(*names: str) -> dict[str, Any]:
    return {name: tag for name, tag in _TAGS.items() if name not in names}


def _share(**columns: str) -> dict[str, Any]:
    return {"formatting": "sharegpt", "columns": {"messages": "conversations", **columns}, "tags": _TAGS}


_RM = {
    "columns": {"prompt": "instruction", "query": "input", "chosen": "chosen", "rejected": "rejected"},
    "ranking": True,
}
_RM_ROW = {"instruction": "写一句话。", "input": "", "chosen": "春天来了。", "rejected": "不。"}
_KTO = {"columns": {**_ALPACA, "kto_tag": "kto_tag"}}
_CHOICE = {"conversations": [_HUMAN], "chosen": _GPT, "rejected": {"from": "gpt", "value": "不。"}}
_OPENAI = {**_TAGS, "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}

KINDS: dict[str, tuple[dict[str, Any], str, dict[str, Any] | None]] = {
    "alpaca": ({"columns": _ALPACA}, "sft", _ROW),
    "alpaca_alone": ({}, "sft", None),
    "alpaca_history": ({"columns": {**_ALPACA, "history": "history"}}, "sft", {**_ROW, "history": [["你好", "你好"]]}),
    "alpaca_history_alone": ({"columns": {**_ALPACA, "history": "history"}}, "sft", None),
    "alpaca_tools": (
        {"columns": {**_ALPACA, "tools": "tools", "system": "system"}},
        "sft",
        {**_ROW, "tools": "[]", "system": "你是助手。"},
    ),
    "alpaca_tools_alone": ({"columns": {**_ALPACA, "tools": "tools", "system": "system"}}, "sft", None),
    "alpaca_rm": (_RM, "rm", _RM_ROW),
    "alpaca_kto": (_KTO, "kto", {**_ROW, "kto_tag": False}),
    "alpaca_kto_alone": (_KTO, "kto", None),
    "pretrain": ({"columns": {"prompt": "text"}}, "pt", {"text": "春天来了。"}),
    "pretrain_texts": ({"columns": {"prompt": "text"}}, "pt", None),
    "sharegpt": (_share(), "sft", _PAIR),
    "sharegpt_alone": ({"formatting": "sharegpt"}, "sft", None),
    "sharegpt_tools": (_share(tools="tools"), "sft", {**_PAIR, "tools": "[]"}),
    "sharegpt_default_tools": (_share(tools="tools"), "sft", {**_PAIR, "tools": "[]"}),
    "sharegpt_system": (_share(system="system"), "sft", {**_PAIR, "system": "你是助手。"}),
    "sharegpt_no_system_tag": ({**_share(), "tags": _without("system_tag")}, "sft", _PAIR),
    "sharegpt_no_function_tags": ({**_share(), "tags": _without("function_tag", "observation_tag")}, "sft", _PAIR),
    "openai_tags": (
        {"formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": _OPENAI},
        "sft",
        {"messages": [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "请讲。"}]},
    ),
    "sharegpt_rm": ({**_share(chosen="chosen", rejected="rejected"), "ranking": True}, "rm", _CHOICE),
    "sharegpt_rm_alone": ({**_share(chosen="chosen", rejected="rejected"), "ranking": True}, "rm", None),
    "sharegpt_kto": (_share(kto_tag="kto_tag"), "kto", {**_PAIR, "kto_tag": False}),
    "csv": ({"columns": _ALPACA}, "sft", _ROW),
    "csv_alone": ({"columns": _ALPACA}, "sft", None),
    "entry_ranking_missing": ({"columns": _RM["columns"]}, "rm", _RM_ROW),
    "entry_wrong_column": ({"columns": {**_ALPACA, "response": "ouput"}}, "sft", _ROW),
    "entry_no_response": ({"columns": {"prompt": "instruction", "query": "input"}}, "sft", _ROW),
    "entry_no_messages": ({"formatting": "sharegpt", "columns": {"tools": "tools"}}, "sft", {**_PAIR, "tools": ""}),
    "entry_no_role_tag": ({**_share(), "tags": _without("role_tag")}, "sft", _PAIR),
    "entry_formatting": ({"formatting": "chatml"}, "sft", _ROW),
}
"""Kind → (entry of dataset_info.json, stage, the right row in front; None where the wrong row stands alone)."""


def jobs() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(the case, its data set); a case that names no layout comes as an array and as lines."""
    with TABLE.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            case = json.loads(line)
            entry, stage, right = KINDS[case["kind"]]
            rows = [case["row"]] if right is None else [{**right, **case.get("beside", {})}, case["row"]]
            rows = [*case.get("before", []), *rows]
            for layout in [case["layout"]] if "layout" in case else ("json", "jsonl"):
                job = {"entry": entry, "stage": stage, "layout": layout, "rows": rows}
                yield case, {**job, "tool_format": "default"} if case["kind"] == "sharegpt_default_tools" else job
