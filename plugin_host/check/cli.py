"""`ftprep check [PATH]`."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import click

from plugin_host.check.findings import Finding
from plugin_host.check.run import check_path


@click.command("check")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--json", "as_json", is_flag=True, help="Findings as a JSON array.")
def command(path: Path, as_json: bool) -> None:
    """Check the plugin in a folder, or a workflow, tool or manifest file. Exit status 1 where there are errors.

    检查一个目录中的插件，或单个工作流、工具、manifest 文件；有错误时退出码为 1。
    """
    found = check_path(path)
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        _tell(found, errors)
    raise SystemExit(1 if errors else 0)


def _tell(found: list[Finding], errors: int) -> None:
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_file[finding.file].append(finding)
    for file, findings in by_file.items():
        click.secho(file or ".", bold=True)
        for finding in sorted(findings, key=lambda one: one.severity):
            colour = "red" if finding.severity == "error" else "yellow"
            head = click.style(f"  {finding.severity:7} {finding.rule}", fg=colour)
            click.echo(f"{head}  {finding.where}\n          {finding.zh}\n          {finding.en}")
    warnings = len(found) - errors
    click.echo(f"{errors} 个错误，{warnings} 个警告 | {errors} errors, {warnings} warnings")
