"""Reading a reply costs work in proportion to its length, whatever stands in it, and never fails."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ftprep.ops.augment._lenient import MAX_LOOKS, LenientReader
from ftprep.ops.augment._recipes import get_recipe
from ftprep.ops.augment._replies import read_reply

RECIPES = [get_recipe(name) for name in ("generate_from_seeds", "rewrite_tone", "generate_dialogue", "judge")]
NAMES = ("instruction", "input", "output")

TORTURE = {
    "arrays": "[",
    "objects": "{",
    "nested keys": '{"a":',
    "quoted braces": '{"{"',
    "quotes": '"',
    "object and quotes": '{"a": "',
    "single quotes": "{'a':'",
    "closing quotes": "”",
    "quotes before arrays": '{"output":"",[',
    "unclosed comments": '{"a":"/*',
    "line comments": "{'a':'//",
    "hashes": "{'#'",
    "backslashes": "\\",
    "escaped quotes": '{\\"a\\":\\"',
    "blank lines": "\n",
    "spaces": '{"a" ',
    "labels": "Output:\n",
    "labels without a colon": "## Output",
    "open tags": "<output>",
    "open thoughts": "<think>",
    "closed thoughts": "</think>",
    "pipes": "| instruction | output |\n",
    "rules": "|--",
    "header": "instruction,output\n",
    "numbers": "1",
    "long numbers": '{"a":1',
    "entities": "&quot;",
    "keys": '{"instruction":"x","output":"y"',
    "keys that come again": '"output": "x", ',
    "template": '{"id": "b1", "output": "…"}',
    "stars": "**",
    "dots and braces": "}{",
    "triple quotes": '{"a":"""',
    "commas": "{,",
    "colons": "：",
}


@pytest.mark.parametrize("unit", TORTURE.values(), ids=TORTURE.keys())
@pytest.mark.parametrize("tail", ["", '"}', '",[', "]", "*/"], ids=["bare", "closed", "broken", "array", "comment"])
def test_work_is_linear(unit, tail):
    looks = []
    for size in (4_000, 16_000):
        text = (unit * size)[:size] + tail
        reader = LenientReader(text, NAMES)
        reader.objects()
        looks.append(reader.looks)
        assert reader.looks <= (MAX_LOOKS + 1) * len(text) + 1100
    assert looks[1] <= 4.6 * looks[0] + 5_000


@pytest.mark.parametrize("unit", TORTURE.values(), ids=TORTURE.keys())
def test_the_longest_reply_is_read(unit):
    """100,000 characters of each: a pattern that went back and forth in them would keep this test for minutes."""
    list(read_reply((unit * 100_000)[:100_000], RECIPES[0]))
    list(read_reply((unit * 20_000)[:20_000], RECIPES[2]))


@given(st.text(max_size=300))
def test_any_text(text):
    for recipe in RECIPES:
        for values, _ in read_reply(text, recipe):
            assert isinstance(values, dict)


@given(st.binary(max_size=300))
def test_any_bytes(data):
    for recipe in RECIPES:
        list(read_reply(data.decode("utf-8", "replace"), recipe))


@given(
    st.lists(
        st.sampled_from([*TORTURE.values(), "a", "指令：", "输出：", "\n", " ", "`", "```", "1.", "b1-1"]), max_size=60
    )
)
def test_any_mixture(pieces):
    for recipe in RECIPES:
        list(read_reply("".join(pieces), recipe))


_RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "instruction": st.text("甲乙丙丁abc \"'“”{}[],:：\\\n", min_size=1, max_size=30),
            "input": st.text('戊己def"“ ', max_size=20),
            "output": st.text("庚辛壬癸ghi \"'“”{}[],:：\\\n", min_size=1, max_size=40),
        }
    ),
    min_size=1,
    max_size=4,
)


def test_a_new_line_before_a_word_that_ends_like_a_command_of_tex():
    row = {"instruction": "问", "input": "", "output": "well,\ni think so"}
    assert [found.values for found in LenientReader(json.dumps([row]), NAMES).objects()] == [row]


@given(_RECORDS, st.integers(0, 2000), st.sampled_from([None, 2]))
@settings(max_examples=300)
def test_cut_json_gives_a_beginning_of_what_was_whole(rows, cut, indent):
    """Cut anywhere, what comes out whole is the beginning of what was written, and nothing else. Save where a cut text
    holds ”} : some models close a string so, and nothing behind it tells otherwise any more."""
    whole = json.dumps(rows, ensure_ascii=False, indent=indent)
    text = whole[:cut]
    assume(len(text) == len(whole) or not re.search(r"”\s*}", text))
    got = [item.values for item in LenientReader(text, NAMES).objects() if not item.cut]
    assert got == rows[: len(got)]
    if len(text) == len(whole):
        assert got == rows
