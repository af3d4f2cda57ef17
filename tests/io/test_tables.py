"""Workbooks, Parquet, and tables in text that are larger than a case of the table holds."""

import csv
import datetime as dt
import decimal
import io

import duckdb
import pytest
import xlsxwriter

from ftprep.errors import InputDataError
from ftprep.io import Dataset
from ftprep.ports import InputFile
from ftprep.report import Report


def workbook(**sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(at, column, cell, dates if isinstance(cell, dt.date) else None)
    return buffer.getvalue()


def parquet(tmp_path, query):
    path = tmp_path / "made.parquet"
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


def test_every_sheet_is_read(read):
    content = workbook(
        一月=[
            ["问题", "答案", "日期", "次数"],
            ["几点？", "九点", dt.date(2024, 1, 2), 3],
            ["在哪？", "北京", None, 2.5],
        ],
        二月=[["instruction", "input", "output"], ["翻译", "你好", "Hello"]],
        空=[],
    )
    got = read("客服.xlsx", content)
    assert got.texts == [["几点？", "九点"], ["在哪？", "北京"], ["翻译", "你好", "Hello"]]
    assert [row["name"] for row in got.report.inputs] == ["客服.xlsx/一月", "客服.xlsx/二月", "客服.xlsx/空"]
    assert got.records[0].meta == {"日期": "2024-01-02", "次数": 3}
    assert got.records[1].meta["次数"] == 2.5
    assert got.records[1].lineage.row == 3
    assert got.records[2].lineage.format == "alpaca"


def test_numbers_in_a_text_column_become_text(read):
    got = read("a.xlsx", workbook(s=[["question", "answer"], ["1+1=?", 2], ["pi?", 3.14], [2024, True]]))
    assert got.texts[:2] == [["1+1=?", "2"], ["pi?", "3.14"]]
    assert len(got.records) + len(got.rejects) == 3


def test_rows_above_and_between_that_are_empty(read):
    content = workbook(s=[[], [], ["question", "answer"], ["a", "b"], [], ["c", "d"]])
    got = read("a.xlsx", content)
    assert got.texts == [["a", "b"], ["c", "d"]]
    assert [record.lineage.row for record in got.records] == [4, 6]


def test_more_rows_than_are_looked_at_first(read):
    rows = [["question", "answer"], *([f"q{n}", f"a{n}"] for n in range(300))]
    assert read("a.xlsx", workbook(s=rows)).texts == rows[1:]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a", "a.txt"])
def test_a_workbook_under_another_name(read, name):
    assert read(name, workbook(s=[["question", "answer"], ["a", "b"]])).formats == ["xlsx"]


def test_a_zip_that_looks_like_a_workbook_is_an_error(read):
    content = workbook(s=[["question", "answer"], ["a", "b"]])
    with pytest.raises(InputDataError):
        read("a.xlsx", content[: len(content) // 2])


def test_parquet_with_nested_columns(read, tmp_path):
    query = (
        "select [{'role': 'user', 'content': '问' || n}, {'role': 'assistant', 'content': '答' || n}] as messages, "
        "n as number, date '2024-01-02' as day, 1.50::decimal(9,2) as price, 'x'::blob as raw, null as nothing "
        "from range(2500) t(n)"
    )
    got = read("a.parquet", parquet(tmp_path, query))
    assert len(got.records) == 2500
    assert got.texts[2499] == ["问2499", "答2499"]
    meta = got.records[0].meta
    assert meta == {
        "number": 0,
        "day": "2024-01-02",
        "price": str(decimal.Decimal("1.50")),
        "raw": "eA==",
        "nothing": None,
    }


def test_a_file_whose_path_is_a_pattern(read, tmp_path):
    folder = tmp_path / "[a]?"
    folder.mkdir()
    content = parquet(tmp_path, "select 'q' as question, 'a' as answer")
    for name in ("x*.parquet", "xx.parquet", "x.parquet"):
        (folder / name).write_bytes(content)
    assert len(list(Dataset([InputFile("x.parquet", folder / "x*.parquet")], "", Report("x"), "x"))) == 1


def test_a_broken_parquet_is_an_error(read, tmp_path):
    content = parquet(tmp_path, "select 'q' as question, 'a' as answer from range(5000)")
    with pytest.raises(InputDataError, match="Parquet"):
        read("a.parquet", content[:400])
    with pytest.raises(InputDataError, match="Parquet"):
        read("a.parquet", content[:60] + b"\xff" * 60 + content[120:])


def table(rows, **settings):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, **settings).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_every_way_to_write_a_table(read, delimiter, ends, quoting):
    rows = [["question", "answer"]]
    rows += [[f"第{n}问, 有; 各种|符号\t吗？", f'“引号” "{n}"' + ("\n第二行" if n % 3 == 0 else "")] for n in range(60)]
    content = table(rows, delimiter=delimiter, lineterminator=ends, quoting=quoting)
    got = read("a.csv", content)
    assert got.texts == rows[1:]
    assert got.rejects == []


def test_a_cell_of_a_million_characters(read):
    long = "字" * 1_000_000
    assert read("a.csv", table([["question", "answer"], ["a", long]])).texts == [["a", long]]


def test_a_quote_never_closed_far_from_the_end(read):
    rows = [f"q{n},a{n}" for n in range(5000)]
    rows[2000] = '"q2000,a2000'
    got = read("a.csv", "question,answer\n" + "\n".join(rows))
    assert len(got.records) == 4999
    assert got.reasons == ["ragged_row"]
    assert (got.rejects[0].row, got.rejects[0].original) == (2002, '"q2000,a2000')


def test_quotes_never_closed_everywhere(read):
    got = read("a.csv", "question,answer\n" + "a,b\n" * 100 + '"c,d\n' * 5000)
    assert len(got.records) == 100
    assert len(got.rejects) == 5000


def test_columns_of_a_table_that_nobody_knows_are_named_in_a_note(read):
    got = read("a.csv", "甲方,乙方,次数\n" + "今天天气怎么样啊你觉得呢,我觉得今天天气非常好呢,3\n" * 3)
    assert got.reasons == ["unknown_format"] * 3
    assert "甲方, 乙方, 次数" in got.report.notes[0]["en"]
    assert "question_column" in got.report.notes[0]["zh"]


def test_parquet_of_every_type(read, tmp_path):
    query = (
        "select 'a' as text, 2::ubigint as n, 1.5::float as f, timestamp '2024-01-02 03:04:05' as t, time '03:04:05' as c, "
        "[1, 2] as l, {'x': ['q']} as s, true as yes union all select 'b', null, null, null, null, null, null, null"
    )
    first, second = read("a.parquet", parquet(tmp_path, query)).records
    assert first.meta == {
        "n": 2, "f": 1.5, "t": "2024-01-02T03:04:05", "c": "03:04:05", "l": [1, 2], "s": {"x": ["q"]}, "yes": True,
    }  # fmt: skip
    assert set(second.meta.values()) == {None}


def with_cell(place, rows=2):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at in range(rows):
            sheet.write_row(at, 0, ("question", "answer") if at == 0 else (f"q{at}", f"a{at}"))
        sheet.write_blank(place, None, book.add_format({"bold": True}))
    return buffer.getvalue()


@pytest.mark.parametrize(("place", "rows"), [("XFD1048576", 2), ("A1048576", 2), ("XFD1", 500), ("ZZ200000", 9)])
def test_a_cell_far_from_the_table_is_an_error_not_gigabytes(read, place, rows):
    with pytest.raises(InputDataError, match="far from the table"):
        read("a.xlsx", with_cell(place, rows))


def test_blank_columns_at_the_end_are_no_columns(read):
    got = read("a.xlsx", with_cell("XFD1", 40))
    assert len(got.records) == 39
    assert got.records[0].meta == {}


def test_a_column_that_only_late_rows_have(read):
    rows = [["question", "answer"], *([f"q{n}", f"a{n}"] for n in range(80)), ["q", "a", None, "late"]]
    got = read("a.xlsx", workbook(s=rows))
    assert len(got.records) == 81
    assert got.records[-1].meta == {"column_3": "", "column_4": "late"}
