"""What the report says of the inputs: every one, once, with what it was read as."""

import pytest

from ftprep.errors import InputDataError


def test_each_input_with_its_format_encoding_and_counts(read):
    got = read(
        "a.jsonl", '{"text":"a"}\n{bad\n',
        "b.csv", "问题,答案\n几点,九点\n在哪,北京\n".encode("gb18030"),
        "c.x_y.rejects.jsonl", "{}",
        text="第一段\n\n第二段",
    )  # fmt: skip
    assert got.report.inputs == [
        {"name": "a.jsonl", "format": "jsonl", "encoding": "utf-8", "read": 2, "rejected": 1},
        {"name": "b.csv", "format": "csv", "encoding": "gb18030", "read": 2, "rejected": 0},
        {"name": "text", "format": "txt", "encoding": "utf-8", "read": 2, "rejected": 0},
    ]
    assert got.report.passed_over == [{"name": "c.x_y.rejects.jsonl", "why": "剔除清单或报告 | rejects or a report"}]


def test_reading_again_gives_the_same_and_counts_once(read):
    got = read("a.jsonl", '{"text":"a","x":NaN}\n{bad\n', "b.csv", "question,answer\na,b\n", text='["x"]')
    before = got.report.to_dict({})
    again = list(got.dataset)
    assert [item.to_row() for item in again if hasattr(item, "texts")] == [record.to_row() for record in got.records]
    assert got.report.to_dict({}) == before
    assert before["changes"][0] == {"change": "nan_to_null", "count": 1, "examples": []}


def test_a_reading_broken_off_does_not_count_twice(read):
    got = read("a.jsonl", '{"text":"a"}\n{"text":"b"}\n')
    fresh = got.dataset.read_with(got.dataset._reading)
    got.report.inputs.clear()
    first = iter(fresh)
    next(first)
    first.close()
    list(fresh)
    assert [row["read"] for row in got.report.inputs] == [2]


def test_ids_are_stable_and_one_of_a_kind(read):
    content = '{"text":"a"}\n' * 50
    once, twice = read("a.jsonl", content), read("a.jsonl", content)
    ids = [record.id for record in once.records]
    assert ids == [record.id for record in twice.records]
    assert len(set(ids)) == 50


def test_rejects_of_a_shape_have_an_id_and_keep_the_row(read):
    got = read("a.jsonl", '{"instruction":"a","output":"b"}\n{"instruction":"a","output":["x"]}\n')
    (reject,) = got.rejects
    assert reject.original == {"instruction": "a", "output": ["x"]}
    assert reject.id
    assert reject.row == 2


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t", "\ufeff", "\ufeff\n", b"\xff\xfe", b"\0\0\0"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.json"])
def test_an_empty_file_is_an_error(read, name, content):
    with pytest.raises(InputDataError, match=name):
        read(name, content)


@pytest.mark.parametrize("name", ["chats.clean_text.jsonl", "chats.mask_pii-00001-of-00002.jsonl"])
def test_an_empty_data_set_of_ours_goes_on(read, name):
    got = read(name, "\n")
    assert got.records == []
    assert got.report.inputs[0]["read"] == 0
    assert name in got.report.notes[0]["zh"]


def test_nothing_given_is_an_error_where_data_is_needed(read):
    with pytest.raises(InputDataError, match="dataset"):
        read()
    with pytest.raises(InputDataError, match="dataset"):
        read("a.x_y.rejects.jsonl", "{}")
    assert read(required=False).records == []


def test_pasted_text_with_half_characters(read):
    got = read(text='{"text":"好\ud83d"}')
    assert got.texts == [["好\ufffd"]]
    assert got.report.changes["lone_surrogates_replaced"] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "[]"),
        ("a.json", '{"data":[]}'),
        ("a.csv", "question,answer\n"),
        ("a.html", "<html><body></body></html>"),
    ],
)
def test_an_input_without_any_record_is_an_error(read, name, content):
    with pytest.raises(InputDataError, match=name) as caught:
        read(name, content)
    assert name in caught.value.zh
    assert read(name, content, "b.jsonl", '{"text":"b"}').texts == [["b"]]
    assert len(read(name, content, "b.jsonl", "null").rejects) == 1


def test_many_files_without_a_record_are_not_all_named(read):
    named = [part for number in range(9) for part in (f"{number}.json", "[]")]
    with pytest.raises(InputDataError, match="and 4 more"):
        read(*named)
