"""`make docs`: docs/tools.md and docs/tools.zh.md, every tool with its settings and reasons, from the registry; pictures of the workflows."""

from __future__ import annotations

from typing import Any

import yaml

from ftprep.invoke import all_operators
from ftprep.operator import Operator
from ftprep.reasons import READ_REASONS
from plugin_host.commands.draw import drawn
from plugin_host.tool_yaml import ROOT

WORDS = {
    "en_US": {
        "title": "# Tools",
        "lead": "Made from the registry by `make docs`. Settings marked ○ are not on the panel: write them into `options`, one `name=value` a line.",
        "settings": "| setting | default | what it does |",
        "reasons": "| reason | meaning |",
        "reading": "Reasons that reading can give, whatever the tool",
    },
    "zh_Hans": {
        "title": "# 工具",
        "lead": "由 `make docs` 从注册表生成。标 ○ 的设置不在面板上：写进 `options`，每行一个 `名称=值`。",
        "settings": "| 设置 | 默认值 | 作用 |",
        "reasons": "| 原因 | 含义 |",
        "reading": "读取数据时可能给出的原因（任何工具）",
    },
}


def main() -> None:
    for language, name in (("en_US", "tools.md"), ("zh_Hans", "tools.zh.md")):
        (ROOT / "docs" / name).write_text(page(language), "utf-8")
    for path in sorted((ROOT / "workflows").glob("*.yml")):
        picture = drawn(yaml.safe_load(path.read_text("utf-8")))
        (ROOT / "docs" / "workflows" / f"{path.stem}.svg").write_text(picture, "utf-8")


def page(language: str) -> str:
    """The reference in one language (a YAML key: en_US or zh_Hans)."""
    words = WORDS[language]
    parts = [words["title"], words["lead"]]
    for operator in all_operators():
        parts += _tool(operator, language)
    parts += [f"## {words['reading']}", _reasons(READ_REASONS, language)]
    return "\n\n".join(parts) + "\n"


def _tool(operator: Operator, language: str) -> list[str]:
    tool = yaml.safe_load((ROOT / "tools" / f"{operator.name}.yaml").read_text("utf-8"))
    named = {parameter["name"]: parameter for parameter in tool["parameters"]}
    rows = [WORDS[language]["settings"], "|---|---|---|"]
    for name, field in operator.options.model_fields.items():
        on_panel = named.get(name)
        text = on_panel["human_description"][language] if on_panel else field.description or ""
        rows.append(f"| `{name}`{'' if on_panel else ' ○'} | {_default(field.default)} | {_cell(text)} |")
    out = [
        f"## {operator.name}",
        f"**{tool['identity']['label'][language]}** — {tool['description']['human'][language]}",
    ]
    if operator.options.model_fields:
        out.append("\n".join(rows))
    if operator.reasons:
        out.append(_reasons(operator.reasons, language))
    return out


def _reasons(reasons: Any, language: str) -> str:
    place = 0 if language == "en_US" else 1
    rows = [f"| `{name}` | {_cell(texts[place])} |" for name, texts in reasons.items()]
    return "\n".join([WORDS[language]["reasons"], "|---|---|", *rows])


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    return "" if value in (None, "") else f"`{value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
