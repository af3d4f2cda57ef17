"""docs/tools*.md: every setting in the page's language, and as the registry has it."""

from __future__ import annotations

import re
import runpy

import pytest

from ftprep.invoke import all_operators
from plugin_host.tool_texts import off_panel_zh
from plugin_host.tool_yaml import ROOT

OPERATORS = {operator.name: operator for operator in all_operators()}


@pytest.mark.parametrize("name", OPERATORS)
def test_settings_off_the_panel_have_chinese_help(name):
    """Those on it have theirs in the tool's YAML. Numbers say the same in both languages."""
    fields = OPERATORS[name].options.model_fields
    off = {key: field for key, field in fields.items() if not field.json_schema_extra["panel"]}
    told = off_panel_zh().get(name, {})
    assert told.keys() == off.keys()
    for key, text in told.items():
        assert re.search(r"[\u4e00-\u9fff]", text), key
        assert text.endswith("。"), key
        numbers = [re.findall(r"\d+(?:\.\d+)?", words) for words in (off[key].description, text)]
        assert sorted(numbers[0]) == sorted(numbers[1]), key


def test_no_chinese_help_is_left_of_tools_that_are_gone():
    assert off_panel_zh().keys() <= OPERATORS.keys()


@pytest.mark.parametrize(("language", "name"), [("en_US", "tools.md"), ("zh_Hans", "tools.zh.md")])
def test_the_page_is_what_make_docs_writes(language, name):
    page = runpy.run_path(str(ROOT / "scripts" / "make_docs.py"))["page"](language)
    assert (ROOT / "docs" / name).read_text("utf-8") == page, "run make docs"


def test_every_row_of_the_chinese_page_is_chinese():
    rows = re.findall(r"^\| `\w+`(?: ○)? \|.*\| (.+) \|$", (ROOT / "docs/tools.zh.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 180
    assert [text for text in rows if not re.search(r"[\u4e00-\u9fff]", text)] == []
