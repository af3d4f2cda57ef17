"""The file as a whole: version, kind, mode, size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, mappings, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Workflow

MAX_BYTES = 10 * 1024 * 1024
WRITTEN = (0, 6, 0)
"""The DSL version to write: older servers take it, current ones import it with an empty warning."""
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@RULES.error
def file_size(workflow: Workflow) -> Iterator[Problem]:
    """A file larger than Dify imports."""
    if workflow.size > MAX_BYTES:
        yield Problem(
            "",
            en=f"The file has {workflow.size:,} bytes; Dify imports at most {MAX_BYTES:,}. Shorten its texts.",
            zh=f"文件有 {workflow.size:,} 字节，Dify 最多导入 {MAX_BYTES:,} 字节。请缩短其中的文本。",
        )


@RULES.error
def dsl_version(workflow: Workflow) -> Iterator[Problem]:
    """A version that is missing, no text (unquoted), or not of the form 0.6.0."""
    version = workflow.root.get("version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        yield Problem(
            "version",
            en=f'The version is {version!r}; Dify wants quoted text like "0.6.0".',
            zh=f'version 是 {version!r}，Dify 要求带引号的文本，如 "0.6.0"。',
        )


@RULES.warning
def dsl_newer(workflow: Workflow) -> Iterator[Problem]:
    """A version newer than the one that every current server takes without a question."""
    match = _VERSION.fullmatch(text(workflow.root.get("version")))
    if match and tuple(map(int, match.groups())) > WRITTEN:
        yield Problem(
            "version",
            en=f'Servers older than {match[0]} ask before they import this; write "0.6.0".',
            zh=f'低于 {match[0]} 的服务器导入前会要求确认；请写 "0.6.0"。',
        )


@RULES.error
def app_section(workflow: Workflow) -> Iterator[Problem]:
    """No app section with a name and a mode that has a graph, or another kind than app."""
    if workflow.root.get("kind") != "app":
        yield Problem(
            "kind", en="Write kind: app, or Dify does not import the file.", zh="请写 kind: app，否则 Dify 不导入。"
        )
    if not text(workflow.app.get("name")).strip():
        yield Problem("app.name", en="Give the app a name.", zh="请给应用起名。")
    if workflow.app.get("mode") not in ("workflow", "advanced-chat"):
        yield Problem(
            "app.mode",
            en=f"Mode {workflow.app.get('mode')!r} has no workflow graph; write workflow.",
            zh=f"模式 {workflow.app.get('mode')!r} 没有工作流图，请写 workflow。",
        )


@RULES.warning
def secret_value(workflow: Workflow) -> Iterator[Problem]:
    """A secret environment variable that still holds its value, which everyone who gets the file can read."""
    for variable in mappings(workflow.body.get("environment_variables")):
        if variable.get("value_type") == "secret" and variable.get("value"):
            yield Problem(
                f"environment_variables.{variable.get('name', '')}",
                en="A secret's value is in the file. Empty it before you share the file, and renew the secret.",
                zh="文件里有密钥的值。分享前请清空，并更换该密钥。",
            )
    for node in workflow.of_type("http-request"):
        authorization = mapping(node.data.get("authorization"))
        key = text(mapping(authorization.get("config")).get("api_key"))
        if authorization.get("type") == "api-key" and key and "{{#" not in key:
            yield Problem(
                f"{node.place}.authorization",
                en="An API key stands in the file. Put it into a secret environment variable, empty in the file.",
                zh="文件里写有 API 密钥。请改用 secret 类型的环境变量，并在文件里留空。",
            )
