"""`ftprep tool`: one operator on files, by the core alone: no Dify, no plugin process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ftprep.invoke import Inputs, get_operator, invoke
from ftprep.record import without_surrogates
from plugin_host.commands import pairs
from plugin_host.commands.model import text_generator

REPORT = "report.json"


@click.command("tool")
@click.argument("name")
@click.argument("files", nargs=-1)
@click.option(
    "--set", "-s", "values", multiple=True, metavar="NAME=VALUE", help="A setting; NAME=@FILE takes a file's text."
)
@click.option("--input", "-i", "extra", multiple=True, metavar="NAME=FILE", help="A further data set, by input name.")
@click.option("--out", "-o", type=click.Path(file_okay=False, path_type=Path), required=True, help="For the results.")
@click.option("--llm-base-url", help="For tools that ask a model (or FTPREP_LLM_BASE_URL).")
@click.option("--llm-api-key", help="Its key (or FTPREP_LLM_API_KEY).")
@click.option("--llm-model", help="The model's name there (or FTPREP_LLM_MODEL).")
def command(
    *,
    name: str,
    files: tuple[str, ...],
    values: tuple[str, ...],
    extra: tuple[str, ...],
    out: Path,
    llm_base_url: str | None,
    llm_api_key: str | None,
    llm_model: str | None,
) -> None:
    """Run the tool NAME on FILES; `ftprep tools` lists them. Its files and report.json go into a folder.

    在文件上运行单个工具；用 ftprep tools 查看全部工具。
    """
    try:
        operator = get_operator(name)
    except KeyError:
        raise click.UsageError(
            f"没有名为 {name} 的工具，见 ftprep tools | There is no tool {name}: see ftprep tools."
        ) from None
    parameters: dict[str, Any] = dict(pairs.settings(values))
    given = pairs.inputs(extra)
    unknown = sorted(set(given) - set(operator.extra_inputs))
    if unknown:
        there = ", ".join(operator.extra_inputs) or "-"
        raise click.UsageError(
            f"没有输入 {unknown[0]}，可用 {there} | There is no input {unknown[0]}; there are: {there}."
        )
    inputs = Inputs(
        [pairs.file(value) for value in files],
        str(parameters.pop("text", "")),
        given,
        {key: _value(parameters.pop(key)) for key in operator.value_inputs if key in parameters},
    )
    outcome = invoke(name, inputs, parameters, out, model=text_generator(llm_base_url, llm_api_key, llm_model))
    told = without_surrogates({**outcome.report, "variables": outcome.variables})  # a file's name may be no UTF-8
    report = json.dumps(told, ensure_ascii=False, indent=2)
    (out / REPORT).write_text(report + "\n", "utf-8")
    click.echo(without_surrogates(outcome.text))
    click.echo(f"结果 | Results: {out}/")
    for file in outcome.files:
        click.echo(f"  {without_surrogates(file.path.name)}")
    click.echo(f"  {REPORT}")


def _value(text: str) -> Any:
    """A value that is no data set: JSON, or else the text itself in a list."""
    try:
        return json.loads(text)
    except ValueError:
        return [text]
