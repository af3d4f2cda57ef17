"""Seven whole files, each with a defect that was seen in a published workflow: each is named, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin_host.check import check_path

DEFECTS = Path(__file__).parent / "defects"
NAMED = {
    "1_code_is_no_python.yml": {"code_syntax", "code_main"},
    "2_selectors_dangle.yml": {"dangling_selector", "unused_input"},
    "3_output_is_not_returned.yml": {"code_outputs"},
    "4_prompt_of_a_chat.yml": {"chat_prompt", "chat_variable"},
    "5_end_of_the_branch_not_taken.yml": {"never_ran", "code_array"},
    "6_tools_that_are_not_there.yml": {"private_tool", "unknown_tool"},
    "7_things_of_one_account.yml": {"tenant_dataset", "account_model"},
}


def test_each_defect_has_its_file():
    assert {path.name for path in DEFECTS.iterdir()} == set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_a_file_is_named_by_its_defects(name):
    assert {finding.rule for finding in check_path(DEFECTS / name)} == NAMED[name]


def test_the_code_node_and_the_condition_are_both_told():
    places = [f.where for f in check_path(DEFECTS / "2_selectors_dangle.yml") if f.rule == "dangling_selector"]
    assert places == ["clean「清洗」.variables.text", "branch「要扩增吗」.conditions[0]"]
