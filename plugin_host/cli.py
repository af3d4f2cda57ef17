"""`ftprep`: one command line for everything. Each command's module is imported when it is called, not before."""

from __future__ import annotations

import importlib
import sys
from typing import override

import click

from ftprep.errors import FtprepError

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("plugin_host.commands.run", "Run a workflow on files. 在文件上运行工作流。"),
    "tool": ("plugin_host.commands.tool", "Run one tool on files, without a workflow. 单独运行一个工具。"),
    "tools": ("plugin_host.commands.tools", "List the tools. 列出全部工具。"),
    "check": ("plugin_host.check.cli", "Check the bundle, or a workflow. 检查插件或工作流。"),
    "serve": ("plugin_host.api.cli", "Serve workflows over Dify's /v1 API. 以 Dify 的 /v1 接口提供服务。"),
    "drive": ("plugin_host.commands.drive", "Send a large data set through an API. 把大数据集分片送入 API。"),
    "batch": ("batch.command", "Run a workflow or recipe over any number of files. 对任意多的文件批量运行。"),
    "set-model": ("plugin_host.commands.set_model", "Set the model of every LLM node. 设置所有大模型节点的模型。"),
    "draw": ("plugin_host.commands.draw", "Draw a workflow's canvas. 画出工作流画布。"),
    "package": ("plugin_host.package.cli", "Write the .difypkg and a release folder. 打包。"),
}
"""Name → (module with a click command called `command`, what it does)."""


class _Lazy(click.Group):
    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = COMMANDS[cmd_name][0]
        try:
            found = importlib.import_module(module).command
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"无法载入 {module}（缺少 {error.name}）| {module} lacks {error.name}."
            ) from None
        if not isinstance(found, click.Command):
            raise click.ClickException(f"{module}.command is no click command.")
        return found

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Prepare data for fine-tuning language models. 为大模型微调准备数据。"""


def main() -> None:
    """Exit status: 0 done, 1 failed, 2 called wrongly, 130 interrupted."""
    try:
        group.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断 | interrupted", err=True)
        sys.exit(130)
    except FtprepError as error:
        click.echo(f"✗ {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
