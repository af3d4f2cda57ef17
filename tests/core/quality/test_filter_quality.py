"""filter_quality piece by piece: what is empty, echoed, cut, code, and how figures are told."""

from __future__ import annotations

import pytest

from ftprep.errors import SettingsError
from ftprep.ops.quality._limits import PRESETS, SOURCES
from ftprep.ops.quality._shares import above, below
from ftprep.ops.quality._truncation import truncation
from ftprep.ops.quality.filter_quality import FilterQualityOptions, filter_quality
from ftprep.text.bare_code import is_code
from ftprep.text.language import CODES, NAMES


@pytest.mark.parametrize(("share", "limit"), [(0.154, 0.15), (0.1501, 0.15), (0.15000001, 0.15), (0.9, 0.5)])
def test_a_figure_is_told_with_as_many_digits_as_make_it_true(share, limit):
    shown, _, bound = above(share, limit).partition(" > ")
    assert float(shown) > float(bound) == limit
    shown, _, bound = below(limit, share).partition(" < ")
    assert float(shown) < float(bound)


CUT = [
    "1. Wash it.\n2. Dry it.\n3.",
    "- 早睡。\n- 早起。\n-",
    '{"name": "apple", "colour": "yel',
    "int main() {\n    int a = 1;\n    if (a > 0) {\n        return a;",
    "首先要多听多读。其次要坚持背单词。最后我们还要学会如何",
    "Vaccines train the body. They hold a harmless piece of it. Then the body is able to",
    "The king is not in check, does not pass through check at all, and does not end up in che",
]
WHOLE = [
    "3.",
    "B.",
    "是这样的",
    "我知道。没事。这样挺好的",
    "what are you looking for",
    "I went there. It was fun. we should go again sometime",
    '{"name": "apple"}',
    '[1, 2, {"a": ":("}]',
    "int main() {\n    return 0;\n}",
    "Dear Sam,\n\nThe lift is broken. It will be mended. Please wait.\n\nKind regards,\nThe building office",
    "Run the tests first and then look at what testing it on the other machine would mean for the test",
]


@pytest.mark.parametrize("text", CUT)
def test_what_was_cut(text):
    assert truncation(text, likely=False)


@pytest.mark.parametrize("text", WHOLE)
def test_what_ends_so_on_purpose(text):
    assert truncation(text, likely=False) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT a\nFROM t\nWHERE a = 1;", True),
        ("#include <stdio.h>\nint main() {\n  return 0;\n}", True),
        ("<div>\n<p>hello</p>\n</div>", True),
        ("for the record;\nI never said that (really)", False),
        ("红烧肉：\n五花肉切块\n冷水下锅", False),
    ],
)
def test_code_without_a_fence(text, code):
    assert is_code(text) is code


def test_languages_are_codes_or_names():
    assert set(NAMES.values()) <= CODES
    with pytest.raises(SettingsError, match="klingon") as caught:
        filter_quality(FilterQualityOptions(languages=("zh", "klingon")), None)
    assert "zu" not in CODES
    assert "zh" in str(caught.value)


def test_every_threshold_says_its_source_and_what_each_preset_sets_it_to():
    for name in SOURCES:
        told = FilterQualityOptions.model_fields[name].description
        assert SOURCES[name] in told
        assert all(preset in told for preset in PRESETS)
