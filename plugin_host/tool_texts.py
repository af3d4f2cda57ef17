"""Labels, help and outputs that every tool shares."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from pydantic.fields import FieldInfo

from ftprep.operator import Operator
from ftprep.ops.augment._recipes import get_recipe, recipe_names

UNWRITTEN = "〔to be written〕"

COMMON_PARAMETERS: dict[str, dict[str, Any]] = {
    "dataset": {
        "label": {"en_US": "Data files", "zh_Hans": "数据文件"},
        "human_description": {
            "en_US": "JSONL, JSON, CSV, TSV, XLSX, Parquet, TXT, Markdown or HTML, or a zip or gz of these; or the files of the tool before. Rejects and reports among them are passed over.",
            "zh_Hans": "JSONL、JSON、CSV、TSV、XLSX、Parquet、TXT、Markdown、HTML，或它们的 zip、gz 压缩包；也可直接接上一步的 files，其中的剔除清单和报告会自动略过。",
        },
    },
    "text": {
        "label": {"en_US": "Pasted records", "zh_Hans": "粘贴的记录"},
        "human_description": {
            "en_US": "Records as text: JSON, JSONL, CSV or plain text. Instead of files, or beside them.",
            "zh_Hans": "以文本粘贴的记录：JSON、JSONL、CSV 或纯文本。可代替文件，也可与文件同用。",
        },
    },
    "model": {
        "label": {"en_US": "Model", "zh_Hans": "模型"},
        "human_description": {
            "en_US": "The language model to ask. Its provider sees the records sent to it.",
            "zh_Hans": "使用的大模型。发送的记录会到达该模型的供应商。",
        },
    },
    "language": {
        "label": {"en_US": "Summary language", "zh_Hans": "摘要语言"},
        "human_description": {
            "en_US": "Language of the summary. Automatic: that of most of the data.",
            "zh_Hans": "摘要所用的语言。自动：与多数数据相同。",
        },
    },
    "options": {
        "label": {"en_US": "More settings", "zh_Hans": "更多设置"},
        "human_description": {
            "en_US": "Rarely needed settings, one name=value a line.",
            "zh_Hans": "少用的设置，每行一个 名称=值。",
        },
    },
}

CHOICES: dict[str, dict[str, str]] = {
    "auto": {"en_US": "Automatic", "zh_Hans": "自动"},
    "zh": {"en_US": "Chinese", "zh_Hans": "中文"},
    "en": {"en_US": "English", "zh_Hans": "英文"},
}


def options_help(operator: Operator) -> dict[str, str]:
    """Help of the `options` text of a tool: every setting that is not on its panel, with its default and what it does.
    Whoever fills it in has nothing but the panel before them."""
    fields = operator.options.model_fields
    names = [name for name, field in fields.items() if not panel(field)]
    help_texts = COMMON_PARAMETERS["options"]["human_description"]
    if not names:
        return {
            "en_US": f"{help_texts['en_US']} This tool has no more than those on the panel.",
            "zh_Hans": f"{help_texts['zh_Hans']}本工具的设置都在面板上。",
        }
    told = off_panel_zh().get(operator.name, {})
    return {
        "en_US": "\n".join(
            [
                f"{help_texts['en_US']} With their defaults:",
                *(f"- {name}={default(fields[name])}: {fields[name].description}" for name in names),
            ]
        ),
        "zh_Hans": "\n".join(
            [
                f"{help_texts['zh_Hans']}名称与默认值：",
                *(
                    f"- {name}={default(fields[name])}：{_squared(told[name]) if name in told else UNWRITTEN}"
                    for name in names
                ),
            ]
        ),
    }


def _squared(text: str) -> str:
    """With sources in brackets as English has them: in a tool's YAML those others mean that a text is to be written."""
    return text.translate(str.maketrans("〔〕", "[]"))


def panel(field: FieldInfo) -> bool:
    """Whether a setting has a field of its own on the tool's panel."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return bool(extra.get("panel", True))


def default(field: FieldInfo) -> str:
    """The default as it is written after `name=`."""
    value = field.default
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@functools.cache
def off_panel_zh() -> dict[str, dict[str, str]]:
    """Chinese help of the settings that are not on the panel, by tool; English stands in the Options."""
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("off_panel.zh.yaml").read_text("utf-8"))
    return found


def choice_label(parameter: str, value: str) -> dict[str, str] | None:
    """The label of a choice that is known here: a recipe tells its own purpose."""
    if parameter == "recipe" and value in recipe_names():
        purpose = get_recipe(value).purpose
        return {"en_US": purpose["en"], "zh_Hans": purpose["zh"]}
    return CHOICES.get(value)


_COUNT = {"type": "number"}
_TEXT = {"type": "string"}


def _table(**columns: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": columns}}


COMMON_OUTPUTS: dict[str, Any] = {
    "records": {
        **_table(id=_TEXT, messages=_table(role=_TEXT, content=_TEXT), text=_TEXT, chosen=_TEXT, rejected=_TEXT),
        "description": "A preview: the first records kept, long texts cut. The whole data set is in files.",
    },
    "report": {
        "type": "object",
        "description": "The account of the call: counts, reasons, changes, files.",
        "properties": {
            "operator": _TEXT,
            "read": _COUNT,
            "kept": _COUNT,
            "rejected": _COUNT,
            "changed": _COUNT,
            "made": _COUNT,
            "reasons": _table(
                reason=_TEXT, count=_COUNT, en=_TEXT, zh=_TEXT, examples={"type": "array", "items": _TEXT}
            ),
            "changes": _table(change=_TEXT, count=_COUNT, examples={"type": "array", "items": _TEXT}),
            "inputs": _table(name=_TEXT, format=_TEXT, encoding=_TEXT, read=_COUNT, rejected=_COUNT),
            "passed_over": _table(name=_TEXT, why=_TEXT),
            "notes": _table(en=_TEXT, zh=_TEXT),
            "preview": {"type": "object", "properties": {"shown": _COUNT, "total": _COUNT, "cut": {"type": "boolean"}}},
            "files": _table(name=_TEXT, role=_TEXT, bytes=_COUNT, records=_COUNT),
            "left_out": {
                **_table(list=_TEXT, count=_COUNT),
                "description": "Lists above that were cut because the report was too long, and how many entries each lacks.",
            },
        },
    },
    "kept": {"type": "number", "description": "Records that go on."},
    "rejected": {"type": "number", "description": "Records that do not, each with its reason in the rejects file."},
}
