"""`ftprep drive`: a large data set through a workflow of Dify's API (or ours), shard by shard."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import click

from plugin_host.client import Drive, Service, Settings
from plugin_host.client.drive import Progress
from plugin_host.commands import pairs

_BAR = 30


@click.command("drive")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--base-url", required=True, help="The API's base URL, ending in /v1.")
@click.option("--key", help="The app's key (or FTPREP_API_KEY).")
@click.option("--user", default="ftprep", show_default=True, help="The user that runs are recorded under.")
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="For the results; call again with the same one to go on.",
)
@click.option(
    "--input-name", default="", help="The workflow's file-list input; found by itself where there is one only."
)
@click.option("--set", "-s", "values", multiple=True, metavar="NAME=VALUE", help="Another input of the workflow.")
@click.option("--shard-records", default=500, show_default=True, type=click.IntRange(1), help="Records a run.")
@click.option("--concurrency", default=3, show_default=True, type=click.IntRange(1, 50), help="Runs at a time.")
def command(
    *,
    inputs: tuple[Path, ...],
    base_url: str,
    key: str | None,
    user: str,
    out: Path,
    input_name: str,
    values: tuple[str, ...],
    shard_records: int,
    concurrency: int,
) -> None:
    """Send INPUTS through a workflow behind an API, shard by shard, and merge the results.

    Killed at any moment, it goes on where it was when called again with the same --out.

    把大数据集分片送入 Dify（或本机）API 背后的工作流，再合并结果；中断后以同样的 --out 再次运行即可继续。
    """
    key = key or os.environ.get("FTPREP_API_KEY")
    if not key:
        raise click.UsageError(
            "Give the app's key: --key, or FTPREP_API_KEY. 请用 --key 或 FTPREP_API_KEY 给出应用密钥。"
        )
    settings = Settings(input_name, pairs.settings(values), shard_records, concurrency)
    account = Drive(Service(base_url, key, user), settings, _Bar()).run(inputs, out)
    click.echo(err=True)
    (out / "account.json").write_text(json.dumps(account, ensure_ascii=False, indent=1), "utf-8")
    failed = account["failed"]
    click.echo(
        f"{account['records']} 条，{account['shards']} 个分片，{account['unreadable']} 行读不出 | {account['records']} records in "
        f"{account['shards']} shards, {account['unreadable']} rows unreadable, {account['tokens']} tokens"
    )
    for name, rows in account["rows"].items():
        click.echo(f"  {out / name}  {rows}")
    if failed:
        click.echo(
            f"✗ {len(failed)} 个分片失败，再次运行即可重试 | shards failed; call again to try them once more", err=True
        )
        sys.exit(1)


class _Bar:
    """One line on stderr: a bar, shards, records, tokens, time left."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._at_start: int | None = None

    def __call__(self, progress: Progress) -> None:
        if self._at_start is None:
            self._at_start = progress.done - 1
        share = progress.done / max(1, progress.shards)
        speed = (progress.done - self._at_start) / max(0.1, time.monotonic() - self._started)
        left = (progress.shards - progress.done) / speed if speed else 0
        filled = "█" * round(share * _BAR)
        click.echo(
            f"\r{filled:░<{_BAR}} {progress.done}/{progress.shards} · {progress.records_done} 条 records · "
            f"{progress.tokens} tokens · 剩余 {left:.0f} s left"
            + (f" · {progress.failed} 失败 failed" if progress.failed else "")
            + "  ",
            nl=False,
            err=True,
        )
