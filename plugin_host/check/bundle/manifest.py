"""manifest.yaml: what the daemon, the SDK and an upload each ask of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from packaging.version import InvalidVersion, Version

from plugin_host.check.bundle.i18n import gaps
from plugin_host.check.bundle.model import Bundle
from plugin_host.check.findings import Problem, RuleBook
from plugin_host.check.loose import items, mapping, text

MANIFEST_RULES: RuleBook[Bundle] = RuleBook()

TAGS = (
    "search", "image", "videos", "weather", "finance", "design", "travel", "social", "news", "medical", "productivity",
    "education", "business", "entertainment", "utilities", "agent", "rag", "other", "trigger",
)  # fmt: skip
_AUTHOR = re.compile(r"[a-z0-9_-]{1,64}")
_NAME = re.compile(r"[a-z0-9_-]{1,128}")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){2}(?:-\w{1,16})?")
_OTHERS = ("dify", "langgenius")
_KIB, _GIB = 1024, 1024**3
_ICONS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")


@MANIFEST_RULES.error
def manifest_names(bundle: Bundle) -> Iterator[Problem]:
    """An author or name that uploading refuses."""
    author, name = text(bundle.manifest.get("author")), text(bundle.manifest.get("name"))
    if not _AUTHOR.fullmatch(author) or any(other in author for other in _OTHERS):
        yield Problem(
            "author",
            en=f"{author!r}: use 1 to 64 of a-z 0-9 _ -, without dify or langgenius in it.",
            zh=f"{author!r}：只用 1 到 64 个 a-z 0-9 _ -，且不含 dify 或 langgenius。",
        )
    if not _NAME.fullmatch(name):
        yield Problem(
            "name", en=f"{name!r}: use 1 to 128 of a-z 0-9 _ -.", zh=f"{name!r}：只用 1 到 128 个 a-z 0-9 _ -。"
        )


@MANIFEST_RULES.error
def manifest_type(bundle: Bundle) -> Iterator[Problem]:
    """A type other than plugin."""
    if bundle.manifest.get("type") != "plugin":
        yield Problem("type", en="Write type: plugin.", zh="请写 type: plugin。")


@MANIFEST_RULES.error
def manifest_version(bundle: Bundle) -> Iterator[Problem]:
    """A version that Dify or Python's packaging does not read."""
    for where, value in (("version", bundle.manifest.get("version")), ("meta.version", _meta(bundle).get("version"))):
        if not _VERSION.fullmatch(str(value)) or _version(str(value)) is None:
            yield Problem(
                where,
                en=f"{value!r} is no version like 1.2.3 or 1.2.3-rc1.",
                zh=f"{value!r} 不是 1.2.3 或 1.2.3-rc1 这样的版本。",
            )
    least = _meta(bundle).get("minimum_dify_version")
    if least is not None and _version(str(least)) is None:
        yield Problem("meta.minimum_dify_version", en=f"{least!r} is no version.", zh=f"{least!r} 不是版本号。")


@MANIFEST_RULES.error
def manifest_texts(bundle: Bundle) -> Iterator[Problem]:
    """A label or description that is missing in a language."""
    for key in ("label", "description"):
        yield from gaps(bundle.manifest.get(key), key)


@MANIFEST_RULES.error
def manifest_created(bundle: Bundle) -> Iterator[Problem]:
    """A creation date that is missing, none, or in the future."""
    value = bundle.manifest.get("created_at")
    when = value if isinstance(value, dt.datetime) else _date(text(value))
    if when is None:
        yield Problem(
            "created_at", en='Write a time like "2026-01-31T00:00:00Z".', zh='请写 "2026-01-31T00:00:00Z" 这样的时间。'
        )
    elif when.replace(tzinfo=when.tzinfo or dt.UTC) > dt.datetime.now(dt.UTC):
        yield Problem("created_at", en="It is in the future, which uploading refuses.", zh="时间在未来，上传会被拒绝。")


@MANIFEST_RULES.error
def manifest_resource(bundle: Bundle) -> Iterator[Problem]:
    """No memory, or storage beyond what can be asked for."""
    resource = mapping(bundle.manifest.get("resource"))
    memory = resource.get("memory")
    if not isinstance(memory, int) or isinstance(memory, bool) or memory <= 0:
        yield Problem(
            "resource.memory", en="Write the memory in bytes, such as 268435456.", zh="请写内存字节数，如 268435456。"
        )
    storage = mapping(mapping(resource.get("permission")).get("storage"))
    size = storage.get("size", _KIB)
    if storage.get("enabled") and (not isinstance(size, int) or not _KIB <= size <= _GIB):
        yield Problem(
            "resource.permission.storage.size",
            en=f"{size!r}: from {_KIB} to {_GIB} bytes can be asked for.",
            zh=f"{size!r}：可申请 {_KIB} 到 {_GIB} 字节。",
        )


@MANIFEST_RULES.error
def one_provider(bundle: Bundle) -> Iterator[Problem]:
    """No provider, one that is not there, or several: the daemon keeps only the last."""
    providers = items(mapping(bundle.manifest.get("plugins")).get("tools"))
    if len(providers) != 1:
        yield Problem(
            "plugins.tools",
            en=f"It lists {len(providers)} providers; list one, with every tool in it: the daemon keeps only the last.",
            zh=f"列了 {len(providers)} 个提供者；请只列一个，含全部工具：守护进程只保留最后一个。",
        )
    for path in providers:
        if not (bundle.root / str(path)).is_file():
            yield Problem("plugins.tools", en=f"{path} is not there.", zh=f"{path} 不存在。")


@MANIFEST_RULES.error
def manifest_runner(bundle: Bundle) -> Iterator[Problem]:
    """A runner that Dify does not have, or an entrypoint that is not there."""
    meta = _meta(bundle)
    runner = mapping(meta.get("runner"))
    entry = text(runner.get("entrypoint"))
    if runner.get("language") != "python" or runner.get("version") != "3.12":
        yield Problem(
            "meta.runner",
            en='Write language: python and version: "3.12" (quoted).',
            zh='请写 language: python 和 version: "3.12"（带引号）。',
        )
    if not entry or not (bundle.root / f"{entry}.py").is_file():
        yield Problem(
            "meta.runner.entrypoint",
            en=f"There is no {entry or 'entrypoint'}.py.",
            zh=f"没有 {entry or 'entrypoint'}.py。",
        )
    if set(items(meta.get("arch"))) - {"amd64", "arm64"} or not items(meta.get("arch")):
        yield Problem("meta.arch", en="Write [amd64, arm64].", zh="请写 [amd64, arm64]。")


@MANIFEST_RULES.error
def manifest_tags(bundle: Bundle) -> Iterator[Problem]:
    """A tag that the marketplace does not have."""
    for tag in items(bundle.manifest.get("tags")):
        if tag not in TAGS:
            yield Problem(
                "tags", en=f"{tag!r} is none of {', '.join(TAGS)}.", zh=f"{tag!r} 不在 {'、'.join(TAGS)} 之中。"
            )


@MANIFEST_RULES.error
def icons(bundle: Bundle) -> Iterator[Problem]:
    """An icon that is missing from _assets/, or something there that is no icon (the SDK loads it all into memory)."""
    folder = bundle.root / "_assets"
    for key in ("icon", "icon_dark"):
        name = text(bundle.manifest.get(key))
        if (name or key == "icon") and not (name and (folder / name).is_file()):
            yield Problem(key, en=f"There is no file {name!r} in _assets/.", zh=f"_assets/ 中没有文件 {name!r}。")
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and path.suffix.lower() not in _ICONS:
            yield Problem(
                "_assets",
                en=f"{path.name} is no icon; everything in _assets/ is loaded into memory. Move it elsewhere.",
                zh=f"{path.name} 不是图标；_assets/ 中的文件会全部载入内存，请移到别处。",
            )


@MANIFEST_RULES.error
def privacy_file(bundle: Bundle) -> Iterator[Problem]:
    """No privacy statement, or an empty one."""
    name = text(bundle.manifest.get("privacy"))
    if not name or not (bundle.read(name) or "").strip():
        yield Problem(
            "privacy",
            en="Name a file such as PRIVACY.md, and say in it what happens to data.",
            zh="请指向 PRIVACY.md 这样的文件，并在其中说明数据如何处理。",
        )


def _meta(bundle: Bundle) -> dict[str, Any]:
    return mapping(bundle.manifest.get("meta"))


def _version(value: str) -> Version | None:
    try:
        return Version(value)
    except InvalidVersion:
        return None


def _date(value: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return None
