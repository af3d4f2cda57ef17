"""What keeps a file from working elsewhere: plugins that it does not name, things of one workspace or account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, mappings, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.catalogue import DIFYS_OWN, PROVIDER_TYPES
from plugin_host.check.workflow.model import Node, Workflow
from plugin_host.check.workflow.rules.prompts import MODEL_NODES

IDENTIFIER = re.compile(r"[a-z0-9_-]{1,64}/[a-z0-9_-]{1,255}:\d{1,4}(?:\.\d{1,4}){1,3}(?:-\w{1,16})?@[0-9a-f]{32,64}")
_KEYS = {
    "marketplace": "marketplace_plugin_unique_identifier",
    "package": "plugin_unique_identifier",
    "github": "github_plugin_unique_identifier",
}
_OF_AN_ACCOUNT = {"bedrock": "AWS", "sagemaker": "AWS", "azure_openai": "Azure"}
"""Providers whose model names are those of one account's deployments, regions or grants."""


@RULES.error
def dependency_form(workflow: Workflow) -> Iterator[Problem]:
    """A dependency of unknown type, or without an identifier of the form author/name:version@hash."""
    for number, entry in enumerate(mappings(workflow.root.get("dependencies"))):
        kind = text(entry.get("type"))
        identifier = _identifier(entry)
        if kind not in _KEYS or not IDENTIFIER.fullmatch(identifier):
            yield Problem(
                f"dependencies[{number}]",
                en=f"Write type marketplace, package or github, and {_KEYS.get(kind, 'the identifier')} as "
                f"author/name:version@hash (now {identifier or 'nothing'}).",
                zh=f"type 应为 marketplace、package 或 github，{_KEYS.get(kind, '标识')} 应为 author/name:version@hash"
                f"（现为 {identifier or '空'}）。",
            )


@RULES.error
def missing_dependency(workflow: Workflow) -> Iterator[Problem]:
    """A plugin whose tool or strategy a node uses and the file does not name: nobody is asked to install it."""
    yield from _missing(workflow, models=False)


@RULES.warning
def missing_model_plugin(workflow: Workflow) -> Iterator[Problem]:
    """A model's plugin that the file does not name: those who have no other model are not asked to install it."""
    yield from _missing(workflow, models=True)


@RULES.warning
def unused_dependency(workflow: Workflow) -> Iterator[Problem]:
    """A plugin that the file asks for and no node uses."""
    used = {provider.rpartition("/")[0] for _, provider in _providers(workflow)}
    for number, entry in enumerate(mappings(workflow.root.get("dependencies"))):
        plugin = _plugin_of(_identifier(entry))
        if plugin and plugin not in used and IDENTIFIER.fullmatch(_identifier(entry)):
            short = plugin.rpartition("/")[2]
            if not any(provider in (short, plugin) for _, provider in _providers(workflow)):
                yield Problem(
                    f"dependencies[{number}]",
                    en=f"No node uses plugin {plugin}. Remove it.",
                    zh=f"没有节点使用插件 {plugin}。请删除。",
                )


@RULES.warning
def dependency_version(workflow: Workflow) -> Iterator[Problem]:
    """Our own plugin in another version than the manifest's."""
    ours = workflow.catalogue
    for number, entry in enumerate(mappings(workflow.root.get("dependencies"))):
        identifier = _identifier(entry)
        version = identifier.partition(":")[2].partition("@")[0]
        if ours.plugin and _plugin_of(identifier) == ours.plugin and version != ours.version:
            yield Problem(
                f"dependencies[{number}]",
                en=f"It names version {version} of our plugin; the manifest says {ours.version}.",
                zh=f"写的是本插件 {version} 版，manifest 是 {ours.version}。",
            )


@RULES.warning
def old_provider(workflow: Workflow) -> Iterator[Problem]:
    """A provider named as before Dify 1.0, when it was built in: now a plugin that the file can't ask for."""
    told: set[str] = set(DIFYS_OWN)
    for node, provider in _providers(workflow):
        if provider and "/" not in provider and provider not in told:
            told.add(provider)
            yield Problem(
                node.place,
                en=f"Provider {provider!r} has its old short name. Write author/plugin/provider and the dependency.",
                zh=f"提供者 {provider!r} 是旧的短名。请写 author/plugin/provider，并加入依赖。",
            )


@RULES.warning
def tenant_dataset(workflow: Workflow) -> Iterator[Problem]:
    """Knowledge bases by id: ids of one workspace, which no other can read."""
    for node in workflow.of_type("knowledge-retrieval"):
        if node.data.get("dataset_ids"):
            yield Problem(
                f"{node.place}.dataset_ids",
                en="Knowledge base ids belong to one workspace. Leave the step out, or have users choose their own.",
                zh="知识库 id 只属于一个工作空间，无法带走。请去掉这一步，或让使用者自行选择知识库。",
            )


@RULES.warning
def account_model(workflow: Workflow) -> Iterator[Problem]:
    """A model that exists under this name in one cloud account only."""
    for node in workflow.of_type(*MODEL_NODES):
        model = mapping(node.data.get("model"))
        provider, name = text(model.get("provider")), text(model.get("name"))
        cloud = _OF_AN_ACCOUNT.get(provider.rpartition("/")[2])
        if cloud or name.startswith(("arn:", "ep-")):
            yield Problem(
                f"{node.place}.model",
                en=f"{name or 'The model'} depends on what one {cloud or 'cloud'} account has been granted or named. "
                "Choose a provider that everyone can reach.",
                zh=f"{name or '该模型'} 取决于某个 {cloud or '云'} 账户的授权或命名。请换成人人可用的提供者。",
            )


def _missing(workflow: Workflow, *, models: bool) -> Iterator[Problem]:
    told = {_plugin_of(_identifier(entry)) for entry in mappings(workflow.root.get("dependencies"))}
    for node, provider in _providers(workflow):
        plugin = provider.rpartition("/")[0]
        if provider.count("/") == 2 and plugin not in told and (node.type in MODEL_NODES) == models:
            told.add(plugin)
            yield Problem(
                "dependencies",
                en=f"Node {node.place} uses plugin {plugin}, which is not among the dependencies. Add it.",
                zh=f"节点 {node.place} 使用插件 {plugin}，但依赖中没有它。请添加。",
            )


def _providers(workflow: Workflow) -> Iterator[tuple[Node, str]]:
    """(node, the provider of the tool, model or strategy that it uses)."""
    for node in workflow.nodes:
        if node.type == "tool" and node.data.get("provider_type") in PROVIDER_TYPES:
            yield node, text(node.data.get("provider_id"))
            for setting in mapping(node.data.get("tool_configurations")).values():  # a model that a tool asks
                chosen = mapping(mapping(setting).get("value"))
                if "model" in chosen and "provider" in chosen:
                    yield node, text(chosen["provider"])
        elif node.type in MODEL_NODES:
            yield node, text(mapping(node.data.get("model")).get("provider"))
        elif node.type == "agent":
            yield node, text(node.data.get("agent_strategy_provider_name"))


def _identifier(entry: dict[str, object]) -> str:
    return text(mapping(entry.get("value")).get(_KEYS.get(text(entry.get("type")), "")))


def _plugin_of(identifier: str) -> str:
    return identifier.partition(":")[0]
