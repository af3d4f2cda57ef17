"""The first row of a table: names of columns, or data that must not be lost, nor stand in a report."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.io import Dataset
from ftprep.io.columns import column_names
from ftprep.ports import InputFile
from ftprep.report import Report
from tests.io.test_tables import workbook

DATA = {
    "mails": "王小明,xiaoming@secretmail.cn,朝阳区建国路88号\n李四,li4@secretmail.cn,海淀区中关村大街1号",
    "phones": "王小明,13812345678\n李四,13812345679\n赵五,13812345670",
    "a phone that lacks": "王小明,保密\n李四,13812345679\n赵五,13812345670\n钱六,13812345671",
    "small talk": "你好吗,我很好\n今天天气,晴天\n再见,拜拜",
    "short before long": "你好,我很好\n" + "今天天气如何呢请告诉我,今天是晴天适合出门散步\n" * 5,
    "kinds that repeat": "你好,我很好,闲聊\n今天天气如何,晴天,天气\n再见,拜拜,闲聊",
    "who speaks": "user,你好呀\nassistant,您好呢\nuser,再见吧",
    "one column": "Hello\nThis is a much longer line that says something interesting\nAnother line which is rather long too",
    "one column with a mail": "a@b.cn\n这里还有另一个很长的句子用来让平均长度变大一些好的好的",
    "numbers": "1,2,3\n4,5,6\n7,8,9",
    "a number in a name": "订单A12,已发货\n订单A13,未发货\n订单A14,已发货",
    "a sentence": "Where are you? I wait,Here\nb,c\nd,e",
    "equal cells": "无,无,3\n有,无,4\n有,有,5\n无,有,6",
    "an age that lacks": "张三,未知\n李四,20\n王五,31\n赵六,22",
}
HEADERS = {
    "known": "问题,答案\n你好,您好",
    "one that is known": "text,mark\nabc,def",
    "with a word before": "客户问题,客服回答\n你好,您好",
    "of two words": "user question,agent answer\nhi,hello",
    "roles": "user,assistant\n你好,您好",
    "identifiers": "user_message,bot_reply\n你好,您好",
    "words over numbers": "产品,售价\n手机,3999\n电脑,5999\n平板,2999",
    "twice, files joined": "text,mark\nabc,def\ntext,mark\nghi,jkl",
    "with a year": "question,answer,2024\na,b,c",
}


def cells(table):
    return [line.split(",") for line in table.splitlines()]


def told(report):
    return json.dumps([report.notes, report.to_dict({})], ensure_ascii=False)


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("form", ["a.csv", "a.xlsx"])
def test_a_first_row_of_data_is_kept_and_told_of(read, kind, form):
    rows = cells(DATA[kind])
    got = read(form, DATA[kind] if form == "a.csv" else workbook(s=rows))
    assert len(got.records) + len(got.rejects) == len(rows)
    held = json.dumps([item.to_row() for item in [*got.records, *got.rejects]], ensure_ascii=False)
    assert all(cell in held for cell in rows[0])
    assert got.report.changes == {"first_row_is_data": 1}
    assert "header=yes" in got.report.notes[0]["zh"]
    assert not [cell for cell in rows[0] if len(cell) > 1 and cell in told(got.report)]


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("form", ["a.csv", "a.xlsx"])
def test_a_first_row_of_names_is_none_of_the_data(read, kind, form):
    rows = cells(HEADERS[kind])
    got = read(form, HEADERS[kind] if form == "a.csv" else workbook(s=rows))
    assert len(got.records) + len(got.rejects) == len(rows) - 1
    assert "first_row_is_data" not in got.report.changes


def test_a_column_named_by_the_user_makes_a_header(tmp_path):
    from ftprep.reading import Reading

    path = tmp_path / "a"
    path.write_text("甲方,乙方\n今天天气怎么样,非常好\n")
    report = Report("x")
    data = Dataset(
        [InputFile("a.csv", path)], "", report, "x", reading=Reading(question_column="甲方", answer_column="乙方")
    )
    assert [list(record.texts()) for record in data] == [["今天天气怎么样", "非常好"]]


def test_names_that_may_be_data_are_numbers_in_notes(read):
    rows = [{"xiaoming@secretmail.cn": "x", "13812345678": "y", "甲方": "z"}] * 3
    got = read("a.json", json.dumps(rows))
    assert got.reasons == ["unknown_format"] * 3
    assert "column 1, column 2, 甲方" in got.report.notes[0]["en"]
    guessed = read("a.json", json.dumps([{"n": 1, "xiaoming@secretmail.cn": "a text that is long enough"}]))
    assert "column 2" in guessed.report.notes[0]["en"]
    assert "xiaoming" not in told(guessed.report)


CELL = st.text(alphabet="你好abz 1@.问", min_size=1, max_size=6).filter(lambda cell: cell.strip() == cell)


@given(st.lists(st.tuples(CELL, CELL), min_size=2, max_size=8))
def test_read_is_every_row_or_all_but_a_header(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("table") / "a"
    path.write_text("\n".join(map(",".join, rows)))
    report = Report("x")
    items = list(Dataset([InputFile("a.csv", path)], "", report, "x"))
    kept_first = "first_row_is_data" in report.changes
    assert len(items) == report.inputs[0]["read"] == len(rows) - (not kept_first)


@given(st.lists(st.sampled_from(["a", "a_2", "", "b", "column_3"]), max_size=12))
def test_names_of_columns_are_one_of_a_kind(header):
    names = column_names(header)
    assert len(set(names)) == len(names) == len(header)


def test_a_header_of_many_equal_names_takes_no_time():
    assert len(set(column_names(["x"] * 100_000))) == 100_000


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_delimiter_that_excel_is_told(read, ends, name, mark):
    got = read(name, mark + ends.join(["sep=;", "question;answer", "a,b;c", "d;e,f"]))
    assert got.texts == [["a,b", "c"], ["d", "e,f"]]
    assert [record.lineage.row for record in got.records] == [3, 4]


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_the_rule_of_a_markdown_table_is_no_record(read, name):
    got = read(name, "| question | answer |\n| :--- | ---: |\n| q1 | a1 |\n| q2 | a2 |\n")
    assert [[text.strip() for text in texts] for texts in got.texts] == [["q1", "a1"], ["q2", "a2"]]
    assert got.rejects == []
