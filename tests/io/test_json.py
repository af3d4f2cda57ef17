"""JSON in all its shapes, and what is nearly JSON: right, rejected or repaired knowingly; nothing lost, nothing slow."""

import json
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import pytest

from ftprep.errors import InputDataError
from ftprep.io.json_value import JsonError, parse_json
from ftprep.io.read_json import read_json
from ftprep.io.rows import TextFile

TORTURE = Path(__file__).resolve().parents[3] / "shared" / "data" / "json_torture"
GOOD = '{"messages":[{"role":"user","content":"问"},{"role":"assistant","content":"答"}],"id":1}'
BROKEN = {
    "a quote too few": GOOD.replace('"问"', '"问'),
    "a quote too many": GOOD.replace('"问"', '"他说"问"了"'),
    "a bracket too few": GOOD.replace("}]", "}"),
    "a brace too few": GOOD.replace("}]", "]"),
    "a comma too few": GOOD.replace(',"content":"问"', ' "content":"问"'),
    "a comma too many": GOOD.replace('"问"', '"问",,'),
    "a line break in a text": GOOD.replace("问", "问\n"),
    "no value": GOOD.replace('"问"', ""),
    "Python, not JSON": GOOD.replace('"', "'"),
    "a comment": GOOD[:-1] + "/* x */}",
}


def torture(kind):
    if not TORTURE.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the shared data sets are not beside the project"))]
    return [pytest.param(path, id=path.stem) for path in sorted(TORTURE.glob(f"{kind}_*.json"))]


def parsed(raw):
    repairs = Counter()
    return parse_json(raw, lambda what: repairs.update([what])), repairs


@pytest.mark.parametrize("path", torture("y"))
def test_what_must_be_read(path, read):
    raw = path.read_bytes()
    assert parsed(raw) == (json.loads(raw), {})
    with pytest.raises(InputDataError) if json.loads(raw) == [] else nullcontext():
        read(path.name, raw)


@pytest.mark.parametrize("path", torture("n"))
def test_what_must_be_refused(path, read):
    with pytest.raises(JsonError):
        parsed(path.read_bytes())
    try:
        got = read(path.name, path.read_bytes())
    except InputDataError:
        return
    assert got.rejects or got.report.changes, "kept as if nothing were wrong"


@pytest.mark.parametrize("path", torture("i"))
def test_what_may_be_either(path, read):
    read(path.name, path.read_bytes())


@pytest.mark.parametrize("damage", BROKEN)
@pytest.mark.parametrize("form", ["minified", "a row a line", "pretty", "values", "in an object"])
@pytest.mark.parametrize("place", [0, 1, 5, 19])
def test_a_broken_row_costs_itself_only(read, damage, form, place):
    rows = [GOOD.replace(":1}", f":{n}}}").replace("答", f"答{n}") for n in range(20)]
    if form == "pretty":
        rows = [json.dumps(json.loads(row), ensure_ascii=False, indent=2) for row in rows]
    expected = [["问", f"答{n}"] for n in range(20) if n != place]
    rows[place] = BROKEN[damage]
    head, between, tail = {
        "minified": ("[", ",", "]"),
        "a row a line": ("[\n", ",\n", "\n]"),
        "pretty": ("[\n", ",\n", "\n]"),
        "values": ("", "\n\n", "\n"),
        "in an object": ('{"name":"x","data":[', ",", "]}"),
    }[form]
    got = read("a.json", head + between.join(rows) + tail)
    assert got.texts == expected
    assert set(got.reasons) == {"bad_json"}
    held = "".join(reject.original for reject in got.rejects)
    assert BROKEN[damage].split("content")[-1].rstrip("]}") in held or place == 19


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_line_costs_itself_only(read, damage):
    bad = BROKEN[damage].replace("\n", " \x01")
    got = read("a.jsonl", f"{GOOD}\n{GOOD}\n{bad}\n{GOOD}")
    assert len(got.records) == 3
    assert [(reject.row, reject.original) for reject in got.rejects] == [(3, bad)]


def test_a_rejected_row_says_its_line(read):
    got = read("a.json", "[\n" + ",\n".join([GOOD, GOOD, BROKEN["no value"], GOOD]) + "\n]")
    assert got.rejects[0].detail.startswith("line 4")
    assert "问" not in got.rejects[0].detail


def test_a_detail_never_quotes(read):
    private = "13800138000"
    lines = [
        f'{{"text":"{private}\t"}}',
        f'{{"text":"\\{private}"}}',
        f'{{"text":{private}x}}',
        f'{private}"',
        f'["{private}]',
    ]
    for reject in read("a.jsonl", "\n".join(['{"text":"a"}', *lines])).rejects:
        assert private not in reject.detail
        assert private in reject.original


@pytest.mark.parametrize(
    "content",
    [
        "[" * 1_000_000,
        '{"a":' * 300_000,
        '[{"a":"' + "x" * 5_000_000,
        '{"a":"' + "\\" * 3_000_001,
        "[" + '{"a":1,' * 40_000 + "]",
        '[{"text":"a"},' * 100_000,
        "[" + ",".join(['{"text":"a"'] * 40_000) + "]",
        "[" + "\n" * 1_000_000 + '"a"' + " " * 1_000_000 + "]",
        "[" + "1 " * 500_000 + "]",
        '{"a":{"b":{"c":{"d":{' * 20_000,
        "{" + '"k":{},' * 40_000 + "}",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_files_end(read, content):
    """A scan that were quadratic would take minutes here."""
    got = read("a.json", content)
    assert got.rejects or got.records


def test_a_record_of_a_million_characters(read):
    long = "很长的文字，" * 170_000
    row = json.dumps({"instruction": "q", "output": long}, ensure_ascii=False)
    assert read("a.jsonl", row + "\n" + row).texts == [["q", long]] * 2
    assert read("a.json", f"[{row},{row}]").texts == [["q", long]] * 2
    assert read(text=row).texts == [["q", long]]


def test_deep_but_not_too_deep(read):
    nested = "[" * 90 + "]" * 90
    assert len(read("a.jsonl", '{"text":"a","x":%s}' % nested).records) == 1  # noqa: UP031 - braces
    nested = "[" * 150 + "]" * 150
    got = read("a.jsonl", '{"text":"a","x":%s}' % nested)  # noqa: UP031 - braces
    assert got.reasons == ["too_deep"]
    assert got.rejects[0].original.count("[") == 150


def test_places_count_rows_not_lines(read):
    got = read("a.json", "[\n" + ",\n\n".join(['{"text":"a"}'] * 3) + "]")
    assert [record.lineage.row for record in got.records] == [1, 2, 3]


def test_rows_are_read_one_at_a_time(tmp_path):
    """The reader has not looked at the end of the file when it gives the first row."""
    path = tmp_path / "a.json"
    path.write_text("[" + '{"text":"a"},' * 1000 + "this is no JSON", "utf-8")
    rows = read_json(TextFile(path), lambda _: None)
    assert next(rows)[1] == {"text": "a"}
    assert sum(value == {"text": "a"} for _, value, _ in rows) == 999
