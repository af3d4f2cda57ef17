"""Rules for manifest, provider, tools and what is around them, one defect at a time in a plugin that is right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ftprep.operator import get_operator
from plugin_host.check import check_path
from plugin_host.check.bundle import (
    MANIFEST_RULES,
    PROVIDER_RULES,
    SURROUNDINGS_RULES,
    TOOL_CODE_RULES,
    TOOL_RULES,
    tool_code,
)
from plugin_host.check.bundle.classes import visible_subclasses
from plugin_host.tool_texts import UNWRITTEN
from plugin_host.tool_yaml import ROOT, dump, synced, tool_source

TOOL = "tools/clean_text.yaml"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole plugin of one tool, with every text written."""
    root = tmp_path / "plugin"
    for folder in ("tools", "provider", "readme", "workflows"):
        (root / folder).mkdir(parents=True)
    for name in ("manifest.yaml", "main.py", "provider/data_prep.py", "requirements.txt"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "_assets", root / "_assets")
    shutil.copytree(ROOT / "ftprep_dify", root / "ftprep_dify")
    operator = get_operator("clean_text")
    (root / TOOL).write_text(dump(synced(operator, None)).replace(UNWRITTEN, "写好了"), "utf-8")
    (root / "tools/clean_text.py").write_text(tool_source(operator), "utf-8")
    provider = yaml.safe_load((ROOT / "provider/data_prep.yaml").read_text("utf-8"))
    (root / "provider/data_prep.yaml").write_text(dump({**provider, "tools": [TOOL]}), "utf-8")
    (root / "README.md").write_text("# Data preparation\n", "utf-8")
    (root / "readme/README_zh_Hans.md").write_text("# 数据准备\n", "utf-8")
    (root / "PRIVACY.md").write_text("Nothing leaves the plugin.\n", "utf-8")
    monkeypatch.setattr(tool_code, "ROOT", root)
    return root


def rules_in(root: Path) -> set[str]:
    return {finding.rule for finding in check_path(root)}


def change(file: str, **places: Any) -> Callable[[Path], None]:
    """Sets (or with `...` drops) values in a YAML file; `__` in a name goes down, `0` is an index."""

    def do(root: Path) -> None:
        content = yaml.safe_load((root / file).read_text("utf-8"))
        for place, value in places.items():
            *way, last = [int(key) if key.isdigit() else key for key in place.split("__")]
            holder = content
            for key in way:
                holder = holder[key]
            if value is ...:
                del holder[last]
            else:
                holder[last] = value
        (root / file).write_text(dump(content), "utf-8")

    return do


def manifest(**places: Any) -> Callable[[Path], None]:
    return change("manifest.yaml", **places)


def provider(**places: Any) -> Callable[[Path], None]:
    return change("provider/data_prep.yaml", **places)


def tool(**places: Any) -> Callable[[Path], None]:
    return change(TOOL, **places)


def write(file: str, content: str) -> Callable[[Path], None]:
    return lambda root: (root / file).write_text(content, "utf-8") and None


def remove(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def last_parameter(**parameter: Any) -> Callable[[Path], None]:
    texts = {"label": {"en_US": "x", "zh_Hans": "某"}, "human_description": {"en_US": "x", "zh_Hans": "某"}}

    def do(root: Path) -> None:
        content = yaml.safe_load((root / TOOL).read_text("utf-8"))
        content["parameters"][-1] = {"name": "extra", **texts, "form": "form", "required": False, **parameter}
        (root / TOOL).write_text(dump(content), "utf-8")

    return do


TWO_TOOLS = """
from dify_plugin import Tool
from ftprep_dify.dataset_tool import DatasetTool


class Base(DatasetTool, Tool):
    operator = "clean_text"


class CleanText(Base):
    operator = "clean_text"
"""
CASES: list[tuple[str, Callable[[Path], None], set[str]]] = [
    ("the author is upper case", manifest(author="Ftprep"), {"manifest_names"}),
    ("the author says dify", manifest(author="my_dify"), {"manifest_names"}),
    ("the name has a space", manifest(name="data prep"), {"manifest_names"}),
    ("the type is another", manifest(type="bundle"), {"manifest_type"}),
    ("the version has two parts", manifest(version="1.2"), {"manifest_version"}),
    ("the version is not Python's", manifest(version="1.2.3-pancake"), {"manifest_version"}),
    ("the least version is none", manifest(meta__minimum_dify_version="new"), {"manifest_version"}),
    ("a label lacks Chinese", manifest(label__zh_Hans=...), {"manifest_texts"}),
    ("a description is no mapping", manifest(description="text"), {"manifest_texts"}),
    ("a language that the studio does not know", manifest(label__de_DE="Daten"), {"manifest_texts"}),
    ("created in the future", manifest(created_at="2999-01-01T00:00:00Z"), {"manifest_created"}),
    ("created at no time", manifest(created_at="yesterday"), {"manifest_created"}),
    ("no memory", manifest(resource__memory=0), {"manifest_resource"}),
    (
        "too much storage",
        manifest(resource__permission={"storage": {"enabled": True, "size": 2**31}}),
        {"manifest_resource"},
    ),
    ("no provider", manifest(plugins__tools=[]), {"one_provider"}),
    ("a provider that is not there", manifest(plugins__tools=["provider/other.yaml"]), {"one_provider", "unreadable"}),
    ("another Python", manifest(meta__runner__version="3.11"), {"manifest_runner"}),
    ("Python as a number", manifest(meta__runner__version=3.12), {"manifest_runner"}),
    ("no such entrypoint", manifest(meta__runner__entrypoint="start"), {"manifest_runner"}),
    ("an unknown machine", manifest(meta__arch=["amd64", "riscv"]), {"manifest_runner"}),
    ("an unknown tag", manifest(tags=["fun"]), {"manifest_tags"}),
    ("an icon that is not there", manifest(icon="logo.png"), {"icons"}),
    ("something else among the icons", write("_assets/notes.txt", "x"), {"icons"}),
    ("no privacy statement named", manifest(privacy=...), {"privacy_file"}),
    ("an empty privacy statement", write("PRIVACY.md", " \n"), {"privacy_file"}),
    ("a manifest with a key twice", write("manifest.yaml", "name: a\nname: b\n"), {"unreadable"}),
    ("a provider's name", provider(identity__name="data prep"), {"provider_identity"}),
    ("a provider without icon", provider(identity__icon=...), {"provider_identity"}),
    ("a provider's label", provider(identity__label__en_US=""), {"provider_texts"}),
    ("a provider's tag", provider(identity__tags=["agent"]), {"provider_tags"}),
    ("credentials as a list", provider(credentials_for_provider=[]), {"provider_credentials"}),
    ("a tool that is not listed", provider(tools=[]), {"provider_tools"}),
    ("a tool that is not there", provider(tools=[TOOL, "tools/other.yaml"]), {"provider_tools", "unreadable"}),
    ("a tool listed twice", provider(tools=[TOOL, TOOL]), {"provider_tools"}),
    ("a provider without source", provider(extra__python__source="provider/no.py"), {"provider_class"}),
    ("a provider without class", write("provider/data_prep.py", "x = 1\n"), {"provider_class"}),
    (
        "a provider that can't validate",
        write("provider/data_prep.py", "from dify_plugin import ToolProvider\nclass P(ToolProvider): ...\n"),
        {"provider_class"},
    ),
    ("a tool called otherwise than its file", tool(identity__name="cleantext"), {"tool_name", "tool_operator"}),
    ("a tool's label", tool(identity__label__zh_Hans=""), {"tool_texts"}),
    ("a text still to be written", tool(parameters__0__label__zh_Hans=UNWRITTEN), {"tool_texts", "tool_drift"}),
    ("no sentence for models", tool(description__llm=""), {"tool_texts", "tool_drift"}),
    ("a type that Dify lacks", last_parameter(type="date"), {"parameter_kind", "tool_drift"}),
    ("a list as a setting", last_parameter(type="array"), {"parameter_kind", "tool_drift"}),
    ("a form that Dify lacks", last_parameter(type="string", form="schema"), {"parameter_kind", "tool_drift"}),
    ("a name twice", last_parameter(name="text", type="string"), {"parameter_kind", "tool_drift"}),
    (
        "a default beyond its bound",
        last_parameter(type="number", max=3, default=4),
        {"parameter_default", "tool_drift"},
    ),
    ("bounds the wrong way round", last_parameter(type="number", min=3, max=2), {"parameter_default", "tool_drift"}),
    ("a boolean's default as text", last_parameter(type="boolean", default="no"), {"parameter_default", "tool_drift"}),
    (
        "a default that is no option",
        last_parameter(type="select", default="b", options=[{"value": "a", "label": {"en_US": "A", "zh_Hans": "甲"}}]),
        {"parameter_default", "tool_drift"},
    ),
    (
        "an option that YAML made a boolean",
        last_parameter(type="select", options=[{"value": True, "label": {"en_US": "A", "zh_Hans": "甲"}}]),
        {"select_options", "tool_drift"},
    ),
    ("no outputs", tool(output_schema={}), {"output_names", "tool_drift"}),
    ("an output called text", tool(output_schema__properties__text={"type": "string"}), {"output_names", "tool_drift"}),
    (
        "an object without properties",
        tool(output_schema__properties__report={"type": "object"}),
        {"output_shape", "tool_drift"},
    ),
    (
        "an array of anything",
        tool(output_schema__properties__records={"type": "array"}),
        {"output_shape", "tool_drift"},
    ),
    (
        "another tool's source",
        tool(extra__python__source="main.py"),
        {"tool_source", "tool_class", "tool_operator", "tool_drift"},
    ),
    ("no source", remove("tools/clean_text.py"), {"tool_source"}),
    ("two tools in a module", write("tools/clean_text.py", TWO_TOOLS), {"tool_class"}),
    (
        "another operator",
        write("tools/clean_text.py", tool_source(get_operator("clean_text")).replace('"clean_text"', '"mask_pii"')),
        {"tool_operator"},
    ),
    (
        "logic in a tool",
        write("tools/clean_text.py", tool_source(get_operator("clean_text")) + "\n" * 30),
        {"tool_length"},
    ),
    ("no README", remove("README.md"), {"readme"}),
    ("Chinese in README.md", write("README.md", "# Data\n\n数据\n"), {"readme"}),
    ("no Chinese README", remove("readme/README_zh_Hans.md"), {"readme"}),
    ("a requirement that is not pinned", write("requirements.txt", "orjson>=3\n"), {"requirements"}),
    (
        "a requirement of development",
        write("requirements.txt", "dify-plugin==0.10.2\nflask==3.1.3\n"),
        {"requirements"},
    ),
    (
        "a workflow that is none",
        write("workflows/x.yml", "app: {}\nkind: app\n"),
        {"dsl_version", "app_section", "file_shape", "one_start", "no_end"},
    ),
]


def test_a_plugin_in_order_has_no_findings(plugin: Path):
    assert check_path(plugin) == []


@pytest.mark.parametrize(("label", "spoil", "expected"), CASES, ids=[label for label, _, _ in CASES])
def test_a_defect_of_the_plugin_is_named(plugin: Path, label: str, spoil: Callable[[Path], None], expected: set[str]):
    spoil(plugin)
    assert rules_in(plugin) == expected, label


def test_too_many_settings(plugin: Path):
    content = yaml.safe_load((plugin / TOOL).read_text("utf-8"))
    texts = {"label": {"en_US": "x", "zh_Hans": "某"}, "human_description": {"en_US": "x", "zh_Hans": "某"}}
    content["parameters"] += [{"name": f"more{n}", **texts, "type": "boolean", "form": "form"} for n in range(9)]
    (plugin / TOOL).write_text(dump(content), "utf-8")
    assert rules_in(plugin) == {"panel_size", "tool_drift"}


def test_one_file_at_a_time(plugin: Path):
    tool(identity__label__zh_Hans="")(plugin)
    provider(identity__tags=["agent"])(plugin)
    manifest(tags=["fun"])(plugin)
    assert {f.rule for f in check_path(plugin / TOOL)} == {"tool_texts"}
    assert {f.rule for f in check_path(plugin / "provider/data_prep.yaml")} == {"provider_tags"}
    assert {f.rule for f in check_path(plugin / "manifest.yaml")} == {"manifest_tags"}


def test_every_rule_speaks_in_some_case():
    books = (MANIFEST_RULES, PROVIDER_RULES, TOOL_RULES, TOOL_CODE_RULES, SURROUNDINGS_RULES)
    rules = {name for book in books for name in book.rules}
    named = {rule for _, _, expected in CASES for rule in expected} | {"panel_size"}
    assert rules <= named


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        ("from dify_plugin import Tool\nclass A(Tool): ...\n", ["A"]),
        ("import dify_plugin\nclass A(dify_plugin.Tool): ...\n", ["A"]),
        ("from dify_plugin.interfaces.tool import Tool as T\nclass A(T): ...\nB = A\n", ["A", "B"]),
        ("from shared import *\nclass B(Base): ...\n", ["B", "Base"]),
        ("from shared import Base as Other\n", ["Other"]),
        ("from shared import Mixin\nfrom dify_plugin import Tool\nclass A(Mixin, Tool): ...\n", ["A"]),
        ("from around import Round\n", []),
        ("class A(Tool): ...\n", []),
        ("def broken(:\n", []),
    ],
)
def test_subclasses_are_seen_as_the_sdk_sees_them(tmp_path: Path, source: str, visible: list[str]):
    (tmp_path / "shared.py").write_text(
        "from dify_plugin import Tool\nclass Base(Tool): ...\nclass Mixin: ...\n", "utf-8"
    )
    (tmp_path / "around.py").write_text("from again import Round\n", "utf-8")
    (tmp_path / "again.py").write_text("from around import Round\n", "utf-8")
    (tmp_path / "tool.py").write_text(source, "utf-8")
    assert visible_subclasses(tmp_path / "tool.py", tmp_path, "Tool") == visible
