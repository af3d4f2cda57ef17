"""Samples, what people are given to review them, and their decisions taken back."""

import json
import time
import zipfile
from collections import Counter

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.errors import InputDataError, SettingsError
from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.ops.stats._review import check_of
from ftprep.record import Record
from ftprep.text.strata import allot

NASTY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+86 138",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",
    "http://example.com/?q=1",
    "007",
    "_x0041_ stays",
    "bell \x07 and null-ish \x01",
    "\ufffe edge",
    "😀 表情",
    "a,b;c\"d'e",
    "<script>alert(1)</script>",
    "\u2028line\u2029",
    "x" * 40_000,
]


def rows(number, **more):
    return [
        {"instruction": f"Question {n}?", "output": f"Answer {n}.", **{k: f(n) for k, f in more.items()}}
        for n in range(number)
    ]


def call(name, tmp_path, data, extra=None, **options):
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in data)
    files = {key: [InputFile(path.name, path) for path in paths] for key, paths in (extra or {}).items()}
    return invoke(name, Inputs(text=text, extra=files), options, tmp_path)


def lines(path):
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line.strip()]


def kept(outcome):
    return [Record.from_row(row) for row in lines(outcome.files[0].path)]


def named(outcome, ending):
    return next(file.path for file in outcome.files if file.path.name.endswith(ending))


def canonical(tmp_path, answers):
    """Rows of canonical records with these answers: their ids do not change on the way."""
    return [
        json.loads(json.dumps(record.to_row()))
        for record in kept(
            call(
                "sample_records",
                tmp_path / "c",
                [{"instruction": "Say something.", "output": answer} for answer in answers],
                count=10_000,
                review=False,
            )
        )
    ]


def test_the_same_seed_draws_the_same_records_whatever_their_order(tmp_path):
    data = canonical(tmp_path, [str(n) for n in range(300)])
    one = kept(call("sample_records", tmp_path / "1", data, count=20, review=False))
    other = kept(call("sample_records", tmp_path / "2", data[::-1], count=20, review=False))
    assert {r.id for r in one} == {r.id for r in other}
    another = kept(call("sample_records", tmp_path / "3", data, count=20, review=False, seed=7))
    assert {r.id for r in one} != {r.id for r in another}


def test_what_is_not_drawn_is_whole_in_the_rejects(tmp_path):
    outcome = call("sample_records", tmp_path, rows(50), count=8)
    rejects = lines(named(outcome, ".rejects.jsonl"))
    assert len(kept(outcome)) == outcome.variables["kept"] == 8
    assert len(rejects) == 42
    assert {row["reason"] for row in rejects} == {"not_drawn"}
    assert len({r.id for r in kept(outcome)} | {row["original"]["id"] for row in rejects}) == 50


def test_strata_in_proportion_and_equally(tmp_path):
    data = rows(100, category=lambda n: "rare" if n < 5 else "some" if n < 20 else "many")
    for equal, expected in ((False, {"many": 16, "some": 3, "rare": 1}), (True, {"many": 8, "some": 7, "rare": 5})):
        outcome = call(
            "sample_records", tmp_path / str(equal), data, count=20, method="stratified", by="category", equal=equal
        )
        assert Counter(r.meta["category"] for r in kept(outcome)) == expected
        assert {row["value"]: row["drawn"] for row in outcome.report["figures"]["strata"]} == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("language", {"zh": 3, "en": 2}),
        ("length", {"≤ 50": 3, "≤ 200": 2}),
        ("source", {"text": 5}),
        ("meta_only.deep", {"a": 3, "b": 2}),
    ],
)
def test_strata_by_language_length_source_and_within_an_object(tmp_path, by, expected):
    data = [
        {"instruction": "今天天气怎么样，适合出门吗？", "output": "适合。", "meta_only": {"deep": "a"}}
        for _ in range(30)
    ]
    data += [
        {"instruction": "What is the weather like today, and is it fit for a walk?", "output": "It is. " * 5, "meta_only": {"deep": "b"}}
        for _ in range(20)
    ]  # fmt: skip
    outcome = call("sample_records", tmp_path, data, count=5, method="stratified", by=by)
    assert {row["value"]: row["drawn"] for row in outcome.report["figures"]["strata"]} == expected


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(1, 200), st.booleans())
def test_an_allotment_is_as_large_as_asked_and_never_larger_than_a_stratum(sizes, count, equal):
    shares = allot(sizes, count, equal=equal)
    assert sum(shares) == min(count, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(shares, sizes, strict=True))


def test_the_worst_come_first_and_those_without_a_value_never(tmp_path):
    data = rows(30, score=lambda n: n / 10 if n % 3 else None)
    outcome = call("sample_records", tmp_path, data, count=4, method="worst_first", by="score")
    assert [r.meta["score"] for r in kept(outcome)] == [0.1, 0.2, 0.4, 0.5]
    with pytest.raises(SettingsError, match="quality"):
        call("sample_records", tmp_path / "b", data, count=4, method="worst_first", by="quality")


def test_the_same_review_is_the_same_file_whenever_it_is_written(tmp_path):
    made = []
    for turn in range(2):
        made.append(named(call("sample_records", tmp_path / str(turn), rows(6), count=4), ".review.xlsx").read_bytes())
        time.sleep(1.1)  # a workbook's clock counts seconds
    assert made[0] == made[1]


def test_no_text_becomes_a_formula_a_number_or_a_link_and_all_come_back(tmp_path):
    outcome = call("sample_records", tmp_path, [{"instruction": text, "output": text} for text in NASTY], count=100)
    path = named(outcome, ".review.xlsx")
    with zipfile.ZipFile(path) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
        assert not [name for name in book.namelist() if "hyperlink" in name.lower() or "externalLink" in name]
    assert "<f>" not in sheet
    assert "<v>" not in sheet.replace('t="s"', "") or 't="n"' not in sheet
    assert 'quotePrefix="1"' in styles
    assert '<dataValidation type="list"' in sheet
    cells = openpyxl.load_workbook(path).active
    shown = [cells.cell(row, 4).value for row in range(2, len(NASTY) + 2)]
    for text, cell in zip([r.turns[-1].content for r in kept(outcome)], shown, strict=True):
        if (
            len(text) < 32_000 and text.isprintable() and not text.startswith("_x")
        ):  # openpyxl shows that escape as it is
            assert cell == text
    assert all(cells.cell(row, 4).data_type == "s" for row in range(2, len(NASTY) + 2))


def decide(path, target, verdicts):
    """Fills in the sheet as a person would: {row: (verdict, comment, text)}."""
    book = openpyxl.load_workbook(path)
    for row, values in verdicts.items():
        for column, value in zip((5, 6, 7), values, strict=True):
            book.active.cell(row, column).value = value
    book.save(target)
    return target


def test_decisions_of_a_sheet_are_applied(tmp_path):
    data = canonical(tmp_path, [f"Answer {n}" for n in range(40)])
    drawn = call("sample_records", tmp_path / "s", data, count=10)
    ids = [r.id for r in kept(drawn)]
    sheet = decide(named(drawn, ".review.xlsx"), tmp_path / "done.xlsx", {
        2: ("keep 保留", None, None), 3: ("drop 剔除", "答非所问", None), 4: ("rewrite 改写", None, "新的回答\n第二行"), 5: ("drop", None, None),
    })  # fmt: skip
    outcome = call("apply_review", tmp_path / "a", data, {"decisions": [sheet]})
    by_id = {r.id: r for r in kept(outcome)}
    assert ids[0] in by_id
    assert by_id[ids[2]].turns[-1].content == "新的回答\n第二行"
    assert by_id[ids[2]].lineage.steps[-1] == "apply_review"
    rejects = {row["id"]: row for row in lines(named(outcome, ".rejects.jsonl"))}
    assert set(rejects) == {ids[1], ids[3]}
    assert rejects[ids[1]]["reason"] == "dropped_by_reviewer"
    assert rejects[ids[1]]["detail"] == "答非所问"
    assert outcome.report["figures"]["review"] == {
        "decisions": 4, "kept": 1, "dropped": 2, "rewritten": 1, "unused": 0, "not_reviewed": 36,
    }  # fmt: skip
    only = call("apply_review", tmp_path / "b", data, {"decisions": [sheet]}, unreviewed="drop")
    assert {r.id for r in kept(only)} == {ids[0], ids[2]}


def test_a_decision_that_does_not_fit_is_reported_and_not_guessed(tmp_path):
    data = canonical(tmp_path, ["a", "b", "c", "d", "e"])
    ids = [row["id"] for row in data]
    checks = {row["id"]: check_of(Record.from_row(row)) for row in data}
    saved = [
        {"id": ids[0], "check": "0" * 16, "verdict": "drop"},
        {"id": ids[1], "check": checks[ids[1]], "verdict": "perhaps"},
        {"id": ids[2], "check": checks[ids[2]], "verdict": "rewrite", "text": "  "},
        {"id": ids[3], "check": checks[ids[3]], "verdict": "keep"},
        {"id": ids[3], "check": checks[ids[3]], "verdict": "drop"},
        {"id": "not here", "check": "1" * 16, "verdict": "drop"},
    ]
    path = tmp_path / "x.decisions.json"
    path.write_text(json.dumps({"title": "x", "decisions": saved}))
    outcome = call("apply_review", tmp_path / "a", data, {"decisions": [path]})
    assert outcome.variables["kept"] == 5
    assert outcome.report["changed"] == 0
    problems = {row["id"]: row["problem"] for row in outcome.report["figures"]["problems"]}
    assert problems == {
        ids[0]: "changed",
        ids[1]: "unclear",
        ids[2]: "no_text",
        ids[3]: "conflict",
        "not here": "unknown",
    }
    assert outcome.report["figures"]["review"]["unused"] == 5


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no zip", b"{}", b"[1]", b'{"decisions": [{"id": 1}]}', b"a,b\n1,2", b"\xff\xfe"]
)
def test_a_file_that_holds_no_decisions_is_refused_in_plain_words(tmp_path, content):
    path = tmp_path / "review.bin"
    path.write_bytes(content)
    with pytest.raises(InputDataError, match=r"review\.bin"):
        call("apply_review", tmp_path / "a", rows(3), {"decisions": [path]})


def test_without_decisions_the_tool_says_what_to_bind(tmp_path):
    with pytest.raises(InputDataError, match="decisions"):
        call("apply_review", tmp_path, rows(3))


SHAPES = [
    {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": "a"},
            {"role": "user", "content": "thanks"},
        ]
    },
    {"text": "plain text"},
    {
        "messages": [{"role": "user", "content": "q"}],
        "chosen": [{"role": "assistant", "content": "good"}],
        "rejected": [{"role": "assistant", "content": "bad"}],
    },
]


@pytest.mark.parametrize("shape", SHAPES, ids=["conversation", "plain", "preference"])
def test_the_text_that_is_shown_is_the_text_that_is_rewritten(shape):
    from ftprep.ops.stats._review import answer_of, context_of, rewritten

    record = Record.from_row({"id": "1", "lineage": {}, **shape})
    changed = rewritten(record, "NEW")
    assert answer_of(changed) == "NEW"
    assert context_of(changed) == context_of(record)
    assert [t for t in changed.texts() if t != "NEW"] == [t for t in record.texts() if t != answer_of(record)]
    assert check_of(changed) != check_of(record)
