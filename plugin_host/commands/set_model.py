"""`ftprep set-model`: provider and model of every model that workflow files ask, at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from ftprep.errors import SettingsError
from plugin_host.tool_yaml import dump


@click.command("set-model")
@click.argument("workflows", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--provider", required=True, help="As Dify writes it: author/plugin/provider, e.g. langgenius/deepseek/deepseek."
)
@click.option("--model", required=True, help="The model's name there.")
@click.option(
    "--plugin",
    help="The provider's plugin for the dependencies: author/plugin:version@sha256. Without it none is named.",
)
def command(*, workflows: tuple[Path, ...], provider: str, model: str, plugin: str | None) -> None:
    """Set the provider and the model of every LLM node of WORKFLOWS, and of the tools that ask a model.

    一次性设置工作流文件中所有大模型节点（以及会调用模型的工具）的供应商和模型。
    """
    if provider.count("/") != 2:
        raise SettingsError(
            en="Write the provider as author/plugin/provider.",
            zh="provider 请写成 作者/插件/供应商，例如 langgenius/deepseek/deepseek。",
        )
    for path in workflows:
        flow = yaml.safe_load(path.read_text("utf-8"))
        former: set[str] = set()
        count = 0
        for chosen, name_key in _models(flow):
            former.add(str(chosen.get("provider", "")).rpartition("/")[0])
            chosen["provider"], chosen[name_key] = provider, model
            count += 1
        if count:
            flow["dependencies"] = _dependencies(flow.get("dependencies") or [], former, plugin)
            version = str(flow["version"])
            path.write_text(dump(flow).replace(f"\nversion: {version}\n", f'\nversion: "{version}"\n'), "utf-8")
        click.echo(f"{path}: {count}")


def _models(flow: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """(what names a model, the key of its name there)."""
    for node in flow["workflow"]["graph"]["nodes"]:
        data = node.get("data", {})
        if isinstance(data.get("model"), dict):
            yield data["model"], "name"
        for setting in (data.get("tool_configurations") or {}).values():
            chosen = setting.get("value") if isinstance(setting, dict) else None
            if isinstance(chosen, dict) and "provider" in chosen and "model" in chosen:
                yield chosen, "model"


def _dependencies(entries: list[dict[str, Any]], former: set[str], plugin: str | None) -> list[dict[str, Any]]:
    """The others as they are; the former providers' plugins go, the new one comes where it is known."""
    kept = []
    for entry in entries:
        identifiers = [str(value) for key, value in entry.get("value", {}).items() if key.endswith("unique_identifier")]
        if not any(identifier.partition(":")[0] in former for identifier in identifiers):
            kept.append(entry)
    if plugin:
        value = {"marketplace_plugin_unique_identifier": plugin, "version": None}
        kept.append({"current_identifier": None, "type": "marketplace", "value": value})
    return kept
