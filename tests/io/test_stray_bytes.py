"""Marks and zero bytes where none belong, and Parquet that unpacks to more than it seems."""

import pytest

from ftprep.errors import InputDataError
from ftprep.io import read_parquet
from tests.io.test_tables import parquet

MARK = "\ufeff"


def test_a_mark_at_the_seam_of_two_files(read):
    file = f'{MARK}{{"text":"a"}}\n{{"text":"b"}}\n'
    got = read("a.jsonl", file + file)
    assert got.texts == [["a"], ["b"], ["a"], ["b"]]
    assert got.report.changes == {"mark_within": 1}


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_stray_zero_byte_makes_no_utf_16(read, name):
    got = read(name, b"instruction,output\na\0b,c\nd,e\n")
    assert [row["encoding"] for row in got.report.inputs] == ["utf-8"]
    assert got.texts == [["a\0b", "c"], ["d", "e"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["instruction,output\nab,c\nd,e\n", "指令,输出\n你好,世界\n上海,下雨\n"])
def test_utf_16_without_a_mark_is_still_read(read, encoding, text):
    assert [row["encoding"] for row in read("a.csv", text.encode(encoding)).report.inputs] == [encoding]


def test_parquet_that_unpacks_to_too_much(read, tmp_path, monkeypatch):
    monkeypatch.setattr(read_parquet, "MAX_BYTES", 1 << 20)
    content = parquet(tmp_path, "select repeat('x', 10000) as text from range(5000)")
    assert len(content) < 1 << 20
    with pytest.raises(InputDataError, match=r"a\.parquet unpacks to more than"):
        read("a.parquet", content)
