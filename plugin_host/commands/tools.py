"""`ftprep tools`: the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import yaml

from ftprep.invoke import all_operators
from ftprep.operator import Operator
from ftprep.settings import choices
from plugin_host.tool_texts import off_panel_zh

_TOOLS = Path(__file__).resolve().parents[2] / "tools"


@click.command("tools")
@click.option("--json", "as_json", is_flag=True, help="With every setting, as JSON: an array, or of NAME one object.")
@click.argument("name", required=False)
def command(*, as_json: bool, name: str | None) -> None:
    """List the tools: what each is called and does; of one NAME its help, settings with their defaults, and reasons.

    列出全部工具及用途；给出名称则显示该工具的帮助、设置及默认值、剔除原因。
    """
    entries = sorted(all_operators(), key=lambda entry: (entry.family, entry.name))
    if name:
        entries = [entry for entry in entries if entry.name == name]
        if not entries:
            raise click.UsageError(f"There is no tool {name}. `ftprep tools` lists them. 没有名为 {name} 的工具。")
    if as_json:
        told = [_told(entry) for entry in entries]
        click.echo(json.dumps(told[0] if name else told, ensure_ascii=False, indent=2))
    elif name:
        click.echo(_help(entries[0]))
    else:
        _list(entries)


def _list(entries: Sequence[Operator]) -> None:
    width = max(len(entry.name) for entry in entries) + 2
    for family, members in groupby(entries, key=lambda entry: entry.family):
        click.secho(family, bold=True)
        for entry in members:
            texts = _texts(entry)
            click.echo(f"  {entry.name:{width}}{texts['en']}")
            if texts["zh"]:
                click.echo(f"  {'':{width}}{texts['zh']}")


def _help(entry: Operator) -> str:
    """The help as the studio shows it, in both languages, and every setting, on the panel or not."""
    tool = yaml.safe_load((_TOOLS / f"{entry.name}.yaml").read_text("utf-8"))
    human = tool["description"]["human"]
    parts = [entry.name, human["en_US"], human["zh_Hans"]]
    if entry.options.model_fields:
        parts.append("Settings (○: not on the panel, given in `options`) · 设置（○：不在面板上，写在 options 中）")
    on_panel = {parameter["name"]: parameter["human_description"]["zh_Hans"] for parameter in tool["parameters"]}
    for name, field in entry.options.model_fields.items():
        chinese = on_panel.get(name) or off_panel_zh()[entry.name][name]
        values = f" ({' | '.join(choices(field))})" if choices(field) else ""
        head = f"{name}{'' if name in on_panel else ' ○'} = {_default(field.default)}{values}"
        parts.append(f"{head}\n    {field.description}\n    {chinese}")
    return "\n\n".join(parts)


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "(empty · 空)" if value is None or value == "" else str(value)


def _told(entry: Operator) -> dict[str, Any]:
    settings = [
        {
            "name": name,
            "default": field.default,
            "choices": list(choices(field)),
            "help": field.description,
        }
        for name, field in entry.options.model_fields.items()
    ]
    return {
        "name": entry.name,
        "kind": entry.kind,
        "family": entry.family,
        **_texts(entry),
        "inputs": ["dataset", "text", *entry.extra_inputs, *entry.value_inputs],
        "settings": settings,
        "variables": list(entry.variables),
        "reasons": {reason: {"en": en, "zh": zh} for reason, (en, zh) in entry.reasons.items()},
    }


def _texts(entry: Operator) -> dict[str, str]:
    """What it does: the first sentence of its help, in English and (from its tool file) in Chinese."""
    path = _TOOLS / f"{entry.name}.yaml"
    human = yaml.safe_load(path.read_text("utf-8"))["description"]["human"] if path.is_file() else {}
    english = human.get("en_US") or entry.doc
    return {
        "en": " ".join(english.split("\n\n")[0].split()).split(". ")[0].rstrip(".") + ".",
        "zh": str(human.get("zh_Hans") or "").split("。")[0].strip(),
    }
