"""`make docs`: docs/tools*.md, every tool with its settings and reasons, from the registry; of the workflows pictures and costs."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ftprep.invoke import all_operators
from ftprep.operator import Operator
from ftprep.reasons import READ_REASONS
from ftprep.settings import choices
from plugin_host.commands.draw import drawn
from plugin_host.reasons_help import plain
from plugin_host.tool_texts import off_panel_zh
from plugin_host.tool_yaml import ROOT
from plugin_host.workflows.costs import costs

WORDS = {
    "en_US": {
        "title": "# Tools",
        "lead": "Made from the registry by `make docs`. Settings marked ○ are not on the panel: write them into `options`, one `name=value` a line. ▷ is an input: files, or what another node hands on.",
        "settings": "| setting | default | what it does |",
        "reasons": "| reason | meaning |",
        "reading": "Reasons that reading can give, whatever the tool",
        "costs": "| workflow | calls for 1,000 records | records in one run |",
        "new": "new records",
        "no model": "none",
        "no limit": "as time allows",
    },
    "zh_Hans": {
        "title": "# 工具",
        "lead": "由 `make docs` 从注册表生成。标 ○ 的设置不在面板上：写进 `options`，每行一个 `名称=值`。▷ 是输入：文件，或上游节点交来的内容。",
        "settings": "| 设置 | 默认值 | 作用 |",
        "reasons": "| 原因 | 含义 |",
        "reading": "读取数据时可能给出的原因（任何工具）",
        "costs": "| 工作流 | 1,000 条记录的调用次数 | 一次运行的条数 |",
        "new": "新记录",
        "no model": "无",
        "no limit": "只受时间限制",
    },
}


PAGES_WITH_COSTS = (
    ("en_US", "docs/workflows.md"), ("zh_Hans", "docs/workflows.zh.md"), ("en_US", "README.md"), ("zh_Hans", "readme/README_zh_Hans.md"),
)  # fmt: skip


def main() -> None:
    for language, name in (("en_US", "tools.md"), ("zh_Hans", "tools.zh.md")):
        (ROOT / "docs" / name).write_text(page(language), "utf-8")
    for language, name in PAGES_WITH_COSTS:
        path = ROOT / name
        path.write_text(with_costs(path.read_text("utf-8"), language), "utf-8")
    for path in sorted((ROOT / "workflows").glob("*.yml")):
        picture = drawn(yaml.safe_load(path.read_text("utf-8")))
        (ROOT / "docs" / "workflows" / f"{path.stem}.svg").write_text(picture, "utf-8")


def with_costs(text: str, language: str) -> str:
    """The page with the table of costs between its marks."""
    words = WORDS[language]
    rows = [words["costs"], "|---|---|---|"]
    for path in sorted((ROOT / "workflows").glob("*.yml")):
        flow = yaml.safe_load(path.read_text("utf-8"))
        found = costs(flow)
        worded = any(node["data"].get("type") == "llm" for node in flow["workflow"]["graph"]["nodes"])
        if not found:
            rows.append(f"| `{path.stem}` | {'0 / 1' if worded else words['no model']} | {words['no limit']} |")
        for cost in found:
            of_new = f" ({words['new']})" if cost.of_new else ""
            choice = f" · {cost.recipe}" if len(found) > 1 else ""
            most = f"{cost.most:,}" if cost.most else words["no limit"]
            rows.append(f"| `{path.stem}`{choice} | {cost.calls:,}{of_new} | {most} |")
    table = "\n".join(rows)
    return re.sub(r"(<!-- costs -->\n).*?(<!-- /costs -->)", rf"\g<1>{table}\n\g<2>", text, flags=re.DOTALL)


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
    rows += [
        f"| `{name}` ▷ | | {_cell(named[name]['human_description'][language])} |"
        for name in (*operator.extra_inputs, *operator.value_inputs)  # beside `dataset` and `text`, which all have
    ]
    for name, field in operator.options.model_fields.items():
        on_panel = named.get(name)
        text = on_panel["human_description"][language] if on_panel else _off_panel(operator.name, name, field, language)
        rows.append(f"| `{name}`{'' if on_panel else ' ○'} | {_default(field.default)} | {_cell(text)} |")
    out = [
        f"## {operator.name}",
        f"**{tool['identity']['label'][language]}** — {dict(plain(tool['description']['human']))[language]}",
    ]
    if len(rows) > 2:
        out.append("\n".join(rows))
    if operator.reasons:
        out.append(_reasons(operator.reasons, language))
    return out


def _off_panel(tool: str, name: str, field: Any, language: str) -> str:
    """Its help, and the values that it may have: no panel offers them."""
    values = [f"`{value}`" for value in choices(field)]
    if language == "en_US":
        return f"{field.description} ({', '.join(values)})" if values else str(field.description)
    text = off_panel_zh()[tool][name]
    return f"{text}可选：{'、'.join(values)}。" if values else text


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
