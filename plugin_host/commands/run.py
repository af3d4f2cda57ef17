"""`ftprep run`: a workflow on files, with its results in a folder."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ftprep.errors import FtprepError
from plugin_host.commands import pairs
from plugin_host.commands.progress import Progress
from plugin_host.commands.results import ResultFolder
from plugin_host.engine.model import ModelEndpoint

_SHOWN_CHARACTERS = 4000
_CHART = re.compile(r"```(?:echarts|mermaid)\n.*?```\n*", re.DOTALL)
_KEPT_CHARACTERS = 200
_DONE = ("succeeded", "partial-succeeded")


@click.command("run")
@click.argument("workflow", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--input", "-i", "files", multiple=True, metavar="NAME=FILE", help="A file for an input; repeat for several."
)
@click.option(
    "--set", "-s", "values", multiple=True, metavar="NAME=VALUE", help="An input's value; NAME=@FILE takes its text."
)
@click.option("--out", "-o", type=click.Path(file_okay=False, path_type=Path), required=True, help="For the results.")
@click.option("--llm-base-url", help="An OpenAI-compatible endpoint (or FTPREP_LLM_BASE_URL).")
@click.option("--llm-api-key", help="Its key (or FTPREP_LLM_API_KEY).")
@click.option("--llm-model", help="The model's name there (or FTPREP_LLM_MODEL).")
def command(
    *,
    workflow: Path,
    files: tuple[str, ...],
    values: tuple[str, ...],
    out: Path,
    llm_base_url: str | None,
    llm_api_key: str | None,
    llm_model: str | None,
) -> None:
    """Run WORKFLOW, an exported Dify workflow, here, and put its results into a folder.

    在本机运行导出的 Dify 工作流，结果写入文件夹。
    """
    given = {**pairs.inputs(files), **pairs.settings(values)}
    model = ModelEndpoint.from_environment(llm_base_url, llm_api_key, llm_model)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result, folder = _run(workflow, given, model, out)
    _tell(result, folder, out)
    if result["status"] not in _DONE:
        sys.exit(1)


def _run(
    path: Path, given: Mapping[str, Any], model: ModelEndpoint | None, out: Path
) -> tuple[dict[str, Any], ResultFolder]:
    from plugin_host.engine.services import Services

    with Services.start(model=model) as services:  # the plugin starts while graphon is imported
        from plugin_host.engine.errors import InputsError, WorkflowError
        from plugin_host.engine.run import WorkflowRun, new_id
        from plugin_host.engine.workflow import load_workflow

        try:
            run = WorkflowRun(load_workflow(path), given, services, run_id=new_id(), user="cli")
        except (InputsError, WorkflowError) as error:
            raise click.UsageError(str(error)) from None
        click.secho(run.workflow.name, bold=True, err=True)
        progress = Progress()
        for event in run.events():
            progress.show(event)
        result = run.result or {}
        folder = ResultFolder(out)
        try:
            folder.save(result["outputs"], services.files)
        except FtprepError as error:
            result = {**result, "status": "failed", "error": str(error)}
        kept = ("status", "error", "elapsed_time", "total_tokens", "total_steps", "exceptions_count", "created_at")
        folder.close(
            {
                "workflow": run.workflow.name,
                **{key: result[key] for key in kept},
                "model": model.model if model is not None else None,
                "inputs": {name: _named(value) for name, value in given.items()},
                "nodes": progress.nodes,
            }
        )
    return result, folder


def _named(value: Any) -> Any:
    """An input as run.json tells it: files by name, long texts by their beginning."""
    if isinstance(value, list):
        return [getattr(item, "name", item) for item in value]
    return value if len(value) <= _KEPT_CHARACTERS else value[:_KEPT_CHARACTERS] + "…"


def _for_terminal(text: str) -> str:
    """Markdown without its charts, to the line at which it becomes too long to print."""
    plain = _CHART.sub("", text).strip()
    return plain if len(plain) <= _SHOWN_CHARACTERS else plain[:_SHOWN_CHARACTERS].rsplit("\n", 1)[0] + "\n…"


def _tell(result: Mapping[str, Any], folder: ResultFolder, out: Path) -> None:
    for value in result["outputs"].values():
        if isinstance(value, str) and value.strip():
            click.echo(_for_terminal(value) + "\n")
    if result["error"]:
        click.secho(f"✗ {result['error']}", fg="red", err=True)
    if result["status"] == "partial-succeeded":
        failed = result["exceptions_count"]
        click.secho(
            f"! {failed} 处失败已按工作流的设置处理 | failures handled as the workflow says: {failed}",
            fg="yellow",
            err=True,
        )
    seconds, steps, tokens = result["elapsed_time"], result["total_steps"], result["total_tokens"]
    click.echo(f"{result['status']} · {seconds:.1f} s · {steps} nodes" + (f" · {tokens} tokens" if tokens else ""))
    click.echo(f"结果 | Results: {out}/")
    for name in folder.names:
        click.echo(f"  {name}")
