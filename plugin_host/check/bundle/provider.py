"""The provider's YAML and class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plugin_host.check.bundle.classes import visible_subclasses
from plugin_host.check.bundle.i18n import gaps
from plugin_host.check.bundle.manifest import TAGS
from plugin_host.check.bundle.model import ProviderFile, content
from plugin_host.check.findings import Problem, RuleBook
from plugin_host.check.loose import items, mapping, text

PROVIDER_RULES: RuleBook[ProviderFile] = RuleBook()
NAME = re.compile(r"[a-zA-Z0-9_-]+")
_NOT_HERE = ("agent", "trigger")


@PROVIDER_RULES.error
def provider_identity(provider: ProviderFile) -> Iterator[Problem]:
    """A name, author or icon that is missing or not taken."""
    identity = provider.identity
    if not NAME.fullmatch(text(identity.get("name"))):
        yield Problem("identity.name", en="Use letters, digits, _ and -.", zh="只用字母、数字、_ 和 -。")
    if not text(identity.get("author")):
        yield Problem("identity.author", en="Write the author.", zh="请写作者。")
    for key in ("icon", "icon_dark"):
        name = text(identity.get(key))
        if (name or key == "icon") and not (name and (provider.root / "_assets" / name).is_file()):
            yield Problem(
                f"identity.{key}", en=f"There is no file {name!r} in _assets/.", zh=f"_assets/ 中没有文件 {name!r}。"
            )


@PROVIDER_RULES.error
def provider_texts(provider: ProviderFile) -> Iterator[Problem]:
    """A label or description that is missing in a language."""
    for key in ("label", "description"):
        yield from gaps(provider.identity.get(key), f"identity.{key}")


@PROVIDER_RULES.error
def provider_tags(provider: ProviderFile) -> Iterator[Problem]:
    """A tag that a tool provider can't have."""
    for tag in items(provider.identity.get("tags")):
        if tag not in TAGS or tag in _NOT_HERE:
            yield Problem(
                "identity.tags", en=f"{tag!r} is no tag of a tool provider.", zh=f"{tag!r} 不是工具提供者的标签。"
            )


@PROVIDER_RULES.error
def provider_credentials(provider: ProviderFile) -> Iterator[Problem]:
    """Credentials that are no mapping by name."""
    if "credentials_for_provider" in provider.data and not isinstance(provider.data["credentials_for_provider"], dict):
        yield Problem(
            "credentials_for_provider",
            en="It is a mapping from names; leave it out if nothing is needed.",
            zh="应为以名称为键的映射；不需要时请删去。",
        )


@PROVIDER_RULES.error
def provider_tools(provider: ProviderFile) -> Iterator[Problem]:
    """A tool that is listed and not there, there and not listed, listed twice, or named as another (one is lost)."""
    listed = [str(path) for path in items(provider.data.get("tools"))]
    for path, count in Counter(listed).items():
        if count > 1:
            yield Problem("tools", en=f"{path} is listed {count} times.", zh=f"{path} 列了 {count} 次。")
        if not (provider.root / path).is_file():
            yield Problem("tools", en=f"{path} is not there.", zh=f"{path} 不存在。")
    for file in sorted((provider.root / "tools").glob("*.yaml")):
        name = f"tools/{file.name}"
        if name not in listed:
            yield Problem(
                "tools", en=f"{name} is not listed: Dify does not see it.", zh=f"{name} 没有列出，Dify 看不到它。"
            )
    names = Counter(text(mapping(content(provider.root / path).get("identity")).get("name")) for path in set(listed))
    for name, count in names.items():
        if count > 1:
            yield Problem(
                "tools",
                en=f"{count} tools are called {name!r}; only one of them is kept.",
                zh=f"有 {count} 个工具名为 {name!r}，只会保留一个。",
            )


@PROVIDER_RULES.error
def provider_class(provider: ProviderFile) -> Iterator[Problem]:
    """Not exactly one ToolProvider in the source, or one that can't validate credentials."""
    path = provider.root / provider.source
    if not provider.source or not path.is_file():
        yield Problem(
            "extra.python.source",
            en=f"{provider.source or 'The source'} is not there.",
            zh=f"{provider.source or '源文件'} 不存在。",
        )
        return
    found = visible_subclasses(path, provider.root, "ToolProvider")
    if len(found) != 1:
        yield Problem(
            provider.source,
            en=f"{len(found)} subclasses of ToolProvider are visible; the SDK wants one.",
            zh=f"可见 {len(found)} 个 ToolProvider 子类；SDK 要求恰好一个。",
        )
    elif "_validate_credentials" not in path.read_text("utf-8"):
        yield Problem(
            provider.source,
            en="Write _validate_credentials, with an empty body if there is nothing to check.",
            zh="请写 _validate_credentials；无需校验时函数体留空。",
        )
