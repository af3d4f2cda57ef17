"""The files around: READMEs, requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin_host.check.bundle.model import Bundle
from plugin_host.check.findings import Problem, RuleBook

SURROUNDINGS_RULES: RuleBook[Bundle] = RuleBook()

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]")
_NOT_SHIPPED = ("graphon", "flask", "ray", "pytest", "hypothesis", "ruff", "mypy", "prek", "psutil", "click")
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==[^*\s;]+(?:\s*;.*)?")


@SURROUNDINGS_RULES.error
def readme(bundle: Bundle) -> Iterator[Problem]:
    """No README.md, one with Chinese in it (the marketplace wants English there), or none in Chinese beside it."""
    english = bundle.read("README.md")
    if not (english or "").strip():
        yield Problem("README.md", en="Write it, in English.", zh="请用英文写 README.md。")
    found = _CHINESE.search(english or "")
    if found:
        line = (english or "")[: found.start()].count("\n") + 1
        yield Problem(
            f"README.md line {line}",
            en="README.md is in English; Chinese belongs into readme/README_zh_Hans.md.",
            zh="README.md 只能用英文；中文请写在 readme/README_zh_Hans.md。",
        )
    if not (bundle.read("readme/README_zh_Hans.md") or "").strip():
        yield Problem(
            "readme/README_zh_Hans.md", en="Write it, in Chinese.", zh="请用中文写 readme/README_zh_Hans.md。"
        )


@SURROUNDINGS_RULES.error
def requirements(bundle: Bundle) -> Iterator[Problem]:
    """A requirement that is not pinned, or that only development needs: Dify installs all of them."""
    for number, line in enumerate((bundle.read("requirements.txt") or "").splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        match = _PINNED.fullmatch(entry)
        if match is None:
            yield Problem(
                f"requirements.txt line {number}",
                en=f"Pin it: {entry} == a version.",
                zh=f"请锁定版本：{entry} == 版本号。",
            )
        elif match[1].lower() in _NOT_SHIPPED:
            yield Problem(
                f"requirements.txt line {number}",
                en=f"{match[1]} is for development: move it to requirements-dev.txt.",
                zh=f"{match[1]} 只用于开发：请移到 requirements-dev.txt。",
            )
    if not (bundle.read("requirements.txt") or "").strip():
        yield Problem("requirements.txt", en="It is missing or empty.", zh="缺失或为空。")
