"""`ftprep tools`: the catalogue."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import yaml

from ftprep.invoke import all_operators
from ftprep.operator import Operator
from ftprep.settings import choices

_TOOLS = Path(__file__).resolve().parents[2] / "tools"


@click.command("tools")
@click.option("--json", "as_json", is_flag=True, help="With every setting, as a JSON array.")
@click.argument("name", required=False)
def command(*, as_json: bool, name: str | None) -> None:
    """List the tools: what each is called and does; of one NAME its help and reasons.

    列出全部工具及用途；给出名称则显示该工具的帮助与剔除原因。
    """
    entries = sorted(all_operators(), key=lambda entry: (entry.family, entry.name))
    if name:
        click.echo(_help(next((entry for entry in entries if entry.name == name), None), name))
        return
    if as_json:
        click.echo(json.dumps([_told(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    width = max(len(entry.name) for entry in entries) + 2
    for family, members in groupby(entries, key=lambda entry: entry.family):
        click.secho(family, bold=True)
        for entry in members:
            texts = _texts(entry)
            click.echo(f"  {entry.name:{width}}{texts['en']}")
            if texts["zh"]:
                click.echo(f"  {'':{width}}{texts['zh']}")


def _help(entry: Operator | None, name: str) -> str:
    """The help as the studio shows it, in both languages."""
    if entry is None:
        raise click.UsageError(f"There is no tool {name}. `ftprep tools` lists them. 没有名为 {name} 的工具。")
    human = yaml.safe_load((_TOOLS / f"{entry.name}.yaml").read_text("utf-8"))["description"]["human"]
    return "\n\n".join((entry.name, human["en_US"], human["zh_Hans"]))


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
