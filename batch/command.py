"""`ftprep batch`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from batch.cluster import Cluster
from batch.job import Job
from batch.pool import Pool
from batch.progress import Bar
from batch.recipe import load_recipe

_NAMES_TOLD = 5


@click.command("batch")
@click.argument("recipe", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--input",
    "-i",
    "inputs",
    multiple=True,
    required=True,
    metavar="PATH",
    help="A file, glob or folder, or an address such as s3://bucket/folder; may be repeated.",
)
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="PATH",
    help="A folder or address for the shards; call again with the same one to go on.",
)
@click.option(
    "--set",
    "-s",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="An input of the workflow (target_format=sharegpt).",
)
@click.option("--workers", "-w", type=click.IntRange(1, 512), help="Processes; as many as there are processors.")
@click.option(
    "--shard-mb",
    default=0,
    type=click.IntRange(0, 1024),
    help="Input of a shard; by the size of the whole if not given.",
)
@click.option(
    "--engine",
    default="pool",
    show_default=True,
    type=click.Choice(["pool", "ray"]),
    help="pool: processes of this machine. ray: a Ray cluster whose nodes see the inputs and the output at the same paths.",
)
@click.option("--address", default="auto", show_default=True, help="Of the Ray cluster: auto, or host:port.")
@click.option(
    "--scratch",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where what is made lies until it goes to an output that is an address; on a cluster, a folder that all nodes see.",
)
def command(
    *,
    recipe: Path,
    inputs: tuple[str, ...],
    output: str,
    values: tuple[str, ...],
    workers: int | None,
    shard_mb: int,
    engine: str,
    address: str,
    scratch: Path | None,
) -> None:
    """Run RECIPE, a workflow without language models or a list of operators, over any number of files.

    Killed at any moment, it goes on where it was when called again.

    对任意多的文件运行 RECIPE（不含大模型的工作流，或算子列表）；中断后以同样的参数再次运行即可继续。
    """
    given = dict(_pair(value) for value in values)
    loaded = load_recipe(recipe, given)
    with Cluster(address) if engine == "ray" else Pool(workers or os.cpu_count() or 1) as at_work:
        manifest = Job(loaded, output, at_work, Bar(), scratch).run(inputs, shard_mb << 20)
    click.echo(f"{manifest['read']} read = {manifest['kept']} kept + {manifest['rejected']} rejected")
    if left := [row["name"] for row in manifest["passed_over"]]:
        more = " …" if len(left) > _NAMES_TOLD else ""
        click.echo(f"passed over 略过 {len(left)}: {', '.join(left[:_NAMES_TOLD])}{more}")
    click.echo(f"{output.rstrip('/')}/manifest.json: {len(manifest['files'])} files")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--set takes NAME=VALUE, not {text}. --set 的写法是 名称=值。")
    return name, value
