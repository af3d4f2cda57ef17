"""`ftprep package`."""

from __future__ import annotations

from pathlib import Path

import click

from plugin_host.check.run import check_path
from plugin_host.package.archive import build
from plugin_host.package.release import write_release
from plugin_host.tool_yaml import ROOT


@click.command("package")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Folder; dist/ by default.")
def command(out: Path | None) -> None:
    """Write the .difypkg and a release folder with the workflows that name it. Refuses while `check` finds errors.

    写出 .difypkg，以及含插件包和工作流的发布目录；check 有错误时不打包。
    """
    errors = [finding for finding in check_path(ROOT) if finding.severity == "error"]
    for finding in errors:
        click.echo(f"{finding.file} {finding}", err=True)
    if errors:
        raise click.ClickException(
            f"ftprep check 有 {len(errors)} 个错误，未打包 | ftprep check finds {len(errors)} errors; nothing was packaged"
        )
    package = build(ROOT)
    folder = out or ROOT / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.filename
    path.write_bytes(package.content)
    files = write_release(ROOT, package, folder / f"release-{package.version}")
    click.echo(
        f"{path}  {len(package.content):,} bytes, {len(package.files)} files, {package.unpacked:,} bytes unpacked"
    )
    for file in files:
        click.echo(str(file))
    click.echo(package.identifier)
