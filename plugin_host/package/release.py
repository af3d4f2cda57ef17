"""A folder to hand out: the package, the workflows that name it, and how to install both."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml

from plugin_host.check.findings import Finding
from plugin_host.check.run import check_path
from plugin_host.check.workflow.catalogue import Catalogue
from plugin_host.package.archive import Package, PackageError

README = """\
{label_zh}（{identifier}）

一、安装插件
    在 Dify 中打开 插件 → 安装插件 → 通过本地文件安装，选择 {filename}。
    自行部署的 Dify 默认拒绝未签名的插件包：请在 docker/.env 中写 FORCE_VERIFYING_SIGNATURE=false，
    再执行 docker compose up -d 重启。

二、导入工作流
    在工作室中选择 导入 DSL 文件，选择 workflows/ 中的文件：
{workflows}
    clean_only.yml 不含大模型节点，没有配置任何模型供应商也能运行。

---

{label_en} ({identifier})

1. Install the plugin
    In Dify: Plugins → Install plugin → Local package file, and choose {filename}.
    A self-hosted Dify refuses unsigned packages: write FORCE_VERIFYING_SIGNATURE=false into docker/.env
    and restart with docker compose up -d.

2. Import a workflow
    In the studio: Import DSL file, and choose a file of workflows/:
{workflows}
    clean_only.yml holds no LLM node and runs without any model provider.
"""


def write_release(root: Path, package: Package, folder: Path) -> list[Path]:
    """Writes the folder anew and returns its files. Raises PackageError where a workflow would not pass the check."""
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "workflows").mkdir(parents=True)
    catalogue = Catalogue.of(root)
    written = [folder / package.filename]
    written[0].write_bytes(package.content)
    for source in sorted((root / "workflows").glob("*.yml")):
        target = folder / "workflows" / source.name
        target.write_text(named(source.read_text("utf-8"), package), "utf-8")
        _refuse([finding for finding in check_path(target, catalogue) if finding.severity == "error"])
        written.append(target)
    readme = folder / "README.txt"
    names = "\n".join(f"        {path.name}" for path in written[1:])
    manifest = _labels(root)
    readme.write_text(
        README.format(
            label_zh=manifest["zh_Hans"],
            label_en=manifest["en_US"],
            identifier=package.identifier,
            filename=package.filename,
            workflows=names,
        ),
        "utf-8",
    )
    return [*written, readme]


def named(workflow: str, package: Package) -> str:
    """The workflow's text with this package's identifier wherever it names the plugin, in whatever version."""
    plugin = re.escape(f"{package.author}/{package.name}")
    return re.sub(rf"(?<![\w/-]){plugin}:[\w.-]+@[0-9a-f]{{32,64}}", package.identifier, workflow)


def _refuse(errors: list[Finding]) -> None:
    if errors:
        raise PackageError(
            en=f"{errors[0].file}: {errors[0].rule} {errors[0].where}: {errors[0].en}",
            zh=f"{errors[0].file}：{errors[0].rule} {errors[0].where}：{errors[0].zh}",
        )


def _labels(root: Path) -> dict[str, str]:
    label: dict[str, str] = yaml.safe_load((root / "manifest.yaml").read_text("utf-8"))["label"]
    return label
