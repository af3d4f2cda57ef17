"""`ftprep serve`: workflows behind Dify's service API, on this machine."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import sys
import threading
from pathlib import Path

import click

from plugin_host.api.folder import data_folder
from plugin_host.engine.model import ModelEndpoint
from plugin_host.engine.services import Services

_BUNDLE = Path(__file__).resolve().parents[2]


@click.command("serve")
@click.option(
    "--workflow",
    "workflows",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A workflow file to serve; may be given several times. Without it: all in workflows/.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The interface to listen on.")
@click.option(
    "--port", default=5055, show_default=True, type=click.IntRange(0, 65535), help="0 takes any that is free."
)
@click.option(
    "--data",
    default=Path("ftprep-data"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for keys, runs and files: a new or empty one, or the one of before.",
)
@click.option(
    "--keep-hours",
    default=24.0,
    show_default=True,
    type=click.FloatRange(0.01),
    help="How long uploads, results, and the inputs and outputs of runs are kept.",
)
@click.option(
    "--url-seconds",
    default=300,
    show_default=True,
    type=click.IntRange(1),
    help="How long the address of a file is good.",
)
@click.option(
    "--max-runs", default=10, show_default=True, type=click.IntRange(1), help="Runs of one workflow at a time."
)
@click.option("--llm-base-url", help="An OpenAI-compatible endpoint (or FTPREP_LLM_BASE_URL).")
@click.option("--llm-api-key", help="Its key (or FTPREP_LLM_API_KEY).")
@click.option("--llm-model", help="The model's name there (or FTPREP_LLM_MODEL).")
def command(
    *,
    workflows: tuple[Path, ...],
    host: str,
    port: int,
    data: Path,
    keep_hours: float,
    url_seconds: int,
    max_runs: int,
    llm_base_url: str | None,
    llm_api_key: str | None,
    llm_model: str | None,
) -> None:
    """Serve workflows by Dify's API (/v1), so that programs written for Dify run against this machine.

    Each workflow has a key of its own, made once and kept in the data folder; FTPREP_API_KEY sets the first one's.

    在本机以 Dify 的 /v1 接口提供工作流服务；每个工作流有自己的密钥，首次启动时生成。
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    paths = workflows or tuple(sorted((_BUNDLE / "workflows").glob("*.yml")))
    if not paths:
        raise click.UsageError("There is no workflow to serve. Name one: --workflow FILE")
    model = ModelEndpoint.from_environment(llm_base_url, llm_api_key, llm_model)
    with data_folder(data) as folder, Services.start(model=model, folder=folder / "work") as services:
        from plugin_host.api.host import ApiSettings, hosting  # while the plugin gets ready: graphon takes seconds
        from plugin_host.api.serving import serving
        from plugin_host.api.web import create_app

        settings = ApiSettings(url_seconds, keep_hours, max_runs)
        first_key = os.environ.get("FTPREP_API_KEY") or None
        with (
            hosting(paths, folder, services, settings, first_key) as shared,
            serving(create_app(shared), host, port, ending=shared.board.close) as base,
        ):
            _warn(host)
            print(f"{base}/v1")
            for app in shared.apps:
                print(f"  {app.workflow.name}\t{app.key}")
            sys.stdout.flush()
            _wait_for_signal()


def _wait_for_signal() -> None:
    """Until ctrl-C or the like. In steps: a signal that another thread takes does not end a wait without a limit."""
    ended = threading.Event()
    former = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not ended.wait(0.5):
            pass
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _warn(host: str) -> None:
    """Says what it means to listen where others can reach."""
    try:
        private = ipaddress.ip_address(host).is_loopback
    except ValueError:
        private = host == "localhost"
    if not private:
        click.echo(
            "注意：服务已对本机以外开放。能连到本机、又持有密钥的人都能上传数据、取走结果；传输不加密。"
            "请放在有 TLS 的反向代理之后，或改回 127.0.0.1。\n"
            "Note: others can reach this service. Whoever reaches this machine and holds a key can send data and fetch "
            "results, and nothing is encrypted. Put a proxy with TLS in front, or go back to 127.0.0.1.",
            err=True,
        )
